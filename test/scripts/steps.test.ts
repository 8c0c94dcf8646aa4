import { expect, test } from 'vitest'
import { hasDisplay, notFound } from '../../scripts/display.mjs'
import { judge, sum, summary } from '../../scripts/steps.mjs'
import { countPlaywright, countVitest } from '../../scripts/test-reports.mjs'

test('the last line counts, and names what was skipped only if something was', () => {
  const counts = [
    { passed: 2, failed: 0, skipped: 0 },
    { passed: 3, failed: 1, skipped: 0 },
  ]
  expect(summary(sum(counts))).toBe('5 passed, 1 failed')
  expect(summary({ passed: 1, failed: 0, skipped: 2 })).toBe('1 passed, 0 failed, 2 skipped')
})

test('a step that failed is a failure, whatever its tests say', () => {
  expect(judge(false)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  expect(judge(false, { passed: 7, failed: 0, skipped: 0 })).toEqual({ passed: 7, failed: 1, skipped: 0 })
  expect(judge(false, { passed: 7, failed: 2, skipped: 0 })).toEqual({ passed: 7, failed: 2, skipped: 0 })
  expect(judge(true)).toEqual({ passed: 0, failed: 0, skipped: 0 })
})

test('a test file that cannot be loaded is a failed test', () => {
  const testResults = [
    { status: 'failed', assertionResults: [] },
    { status: 'failed', assertionResults: [{}] },
  ]
  const report = { numPassedTests: 4, numFailedTests: 1, numPendingTests: 1, numTodoTests: 1, testResults }
  expect(countVitest(report)).toEqual({ passed: 4, failed: 2, skipped: 2 })
})

test('an error outside the tests is a failure, and so is a test that passed at the second try', () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 2 }
  expect(countPlaywright({ stats, errors: [{}] })).toEqual({ passed: 3, failed: 3, skipped: 2 })
})

test('a display is missed on Linux only', () => {
  expect(hasDisplay({}, 'linux')).toBe(false)
  expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true)
  expect(hasDisplay({}, 'darwin')).toBe(true)
})

test('missing libraries are read from the listing of ldd', () => {
  const listing = '\tlibgtk-3.so.0 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x1)\n\tlibnss3.so => not found\n'
  expect(notFound(listing)).toEqual(['libgtk-3.so.0', 'libnss3.so'])
})
