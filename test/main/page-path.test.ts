// Which files a page can be served from: those of its folder, by its own address.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contentPolicy, pagePath, typeOf } from '../../main/page-path.ts'

const folder = '/app/out/renderer'

test('an address of ours names a file below the folder', () => {
  expect(pagePath('app://syncscope/hyperty/index.html', folder)).toBe(join(folder, 'hyperty/index.html'))
  expect(pagePath('app://syncscope/assets/a%20b.js?x=1#y', folder)).toBe(join(folder, 'assets/a b.js'))
})

test.each([
  'app://other/hyperty/index.html',
  'app://syncscope.evil/hyperty/index.html',
  'https://syncscope/hyperty/index.html',
  'file:///app/out/renderer/hyperty/index.html',
  'app://syncscope/',
  'app://syncscope/..%2fmain/main.js',
  'app://syncscope/%2e%2e%2fmain/main.js',
  'app://syncscope/a/..%2f..%2f..%2fetc/passwd',
  'app://syncscope/..%5cmain%5cmain.js',
  'app://syncscope/index.html%00.js',
  'app://syncscope/%E0%A4%A',
  'nonsense',
])('%s names nothing', (address) => {
  expect(pagePath(address, folder)).toBeUndefined()
})

test('dots that a URL resolves by itself stay inside', () => {
  expect(pagePath('app://syncscope/../../main/main.js', folder)).toBe(join(folder, 'main/main.js'))
})

test('a page needs these kinds of file, and no other', () => {
  expect(typeOf('a/index.html')).toBe('text/html; charset=utf-8')
  expect(typeOf('worker.js')).toBe('text/javascript; charset=utf-8')
  expect(typeOf('inter.woff2')).toBe('font/woff2')
  for (const name of ['x.exe', 'x', '.bashrc', 'x.sh']) expect(typeOf(name)).toBeUndefined()
})

test('the policy allows nothing from elsewhere, and no eval', () => {
  expect(contentPolicy).toContain("default-src 'none'")
  expect(contentPolicy).not.toContain('unsafe-eval')
  expect(contentPolicy).not.toMatch(/https?:|\*/)
})
