// How the three parts of the application are built: everything bundled, for the oldest Electron it supports
// (33: Node 20.18, Chromium 130). Nothing of node_modules is needed when it runs.
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { resolve } from 'node:path'

const at = (path: string): string => resolve(import.meta.dirname, path)

/** The freezing is a chunk of its own, which is imported first: shared chunks are imported before what stands in an entry. */
const freezeFirst = { groups: [{ name: 'freeze', test: /[\\/](core|main|renderer)[\\/]freeze\.ts$/ }] }

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node20.18',
      externalizeDeps: false,
      minify: true,
      rolldownOptions: {
        input: {
          main: at('main/main.ts'),
          'comparison-worker': at('main/comparison-worker.ts'),
          'export-worker': at('main/export-worker.ts'),
          'import-worker': at('main/import-worker.ts'),
          'simulation-worker': at('main/simulation-worker.ts'),
        },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: '[name].js',
          codeSplitting: freezeFirst,
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: 'node20.18',
      // A sandboxed preload can require nothing of ours: each is one CommonJS file.
      isolatedEntries: true,
      externalizeDeps: false,
      minify: true,
      rolldownOptions: {
        input: {
          inspector: at('preload/inspector.ts'),
          hyperty: at('preload/hyperty.ts'),
          compare: at('preload/compare.ts'),
          scenario: at('preload/scenario.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [vue()],
    worker: { format: 'es' },
    build: {
      outDir: at('out/renderer'),
      target: 'chrome130',
      minify: true,
      // The content security policy allows no data: URL for scripts, workers and fonts.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 8_000,
      rolldownOptions: {
        input: {
          inspector: at('renderer/inspector/index.html'),
          hyperty: at('renderer/hyperty/index.html'),
          compare: at('renderer/compare/index.html'),
          scenario: at('renderer/scenario/index.html'),
          sandbox: at('renderer/sandbox/index.html'),
        },
        output: { codeSplitting: freezeFirst },
      },
    },
  },
})
