// Tests without windows: everything in plain Node, and what belongs to the pages in happy-dom.
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const everywhere = { testTimeout: 60_000, hookTimeout: 60_000, setupFiles: ['test/support/property-seed.ts'] }

export default defineConfig({
  test: {
    coverage: { include: ['core/**', 'main/**', 'renderer/**'], reportsDirectory: 'out/coverage' },
    projects: [
      {
        test: {
          ...everywhere,
          name: 'node',
          environment: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/renderer/**', 'test/e2e/**', 'test/bench/**'],
        },
      },
      {
        plugins: [vue()],
        test: { ...everywhere, name: 'page', environment: 'happy-dom', include: ['test/renderer/**/*.test.ts'] },
      },
    ],
  },
})
