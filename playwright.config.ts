// Tests in the real windows of the built application. One at a time: two applications on two cores disturb each other.
import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'out/reports/windows',
  workers: 1,
  retries: 0,
  timeout: 60_000,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['line'], ['json', { outputFile: 'out/reports/windows.json' }]],
  use: { trace: 'off' },
})
