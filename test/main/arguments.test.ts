// What may stand on the command line.
import { expect, test } from 'vitest'
import { ArgumentError, ownWords, parseArguments } from '../../main/arguments.ts'

test('paths start from the folder that the user is in', () => {
  const words = ['--demo', 'out/demo', '--session=a=b.ndjson', '--data', '/tmp/x']
  expect(parseArguments(words, '/home/ann')).toEqual({
    demo: '/home/ann/out/demo',
    sessions: ['/home/ann/a=b.ndjson'],
    data: '/tmp/x',
  })
  expect(parseArguments([], '/')).toEqual({})
})

test('bare words are session files, as a double click gives them', () => {
  expect(parseArguments(['a.ndjson', '--session', 'b.ndjson', '/c/d.ndjson'], '/home/ann')).toEqual({
    sessions: ['/home/ann/a.ndjson', '/home/ann/b.ndjson', '/c/d.ndjson'],
  })
})

test('switches of Chromium are left to it', () => {
  expect(parseArguments(['--user-data-dir=/tmp/y', '--no-sandbox', '--inspect=0'], '/')).toEqual({})
})

test.each([
  [['--dmeo', 'x'], /Unknown argument "--dmeo"/],
  [Array.from({ length: 9 }, (_, index) => `${index}.ndjson`), /At most 8 files are opened at once/],
  [[''], /Unknown argument ""/],
  [['--demo'], /--demo needs a path/],
  [['--demo', '--session', 'x'], /--demo needs a path/],
  [['--session='], /--session needs a path/],
])('%j is answered with one line', (words, reason) => {
  const parse = (): unknown => parseArguments(words, '/')
  expect(parse).toThrow(ArgumentError)
  expect(parse).toThrow(reason)
  expect(parse).toThrow(/^.*FILE, --demo DIR, --session FILE, --data DIR\.$/)
})

test('our words are those after our path, or after the executable in a package', () => {
  const argv = ['electron', '--no-sandbox', '-r', 'loader.js', '--log-level=3', '/app', '--demo', 'x']
  expect(ownWords(argv, true)).toEqual(['--demo', 'x'])
  expect(ownWords(['syncscope', '--demo', 'x'], false)).toEqual(['--demo', 'x'])
  expect(ownWords(['electron', '--inspect'], true)).toEqual([])
})
