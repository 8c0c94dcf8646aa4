/** The small components of both pages, as somebody with a keyboard or a screen reader meets them. */
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, expect, test, vi } from 'vitest'
import { h, nextTick } from 'vue'
import { usualSettings } from '../../../core/settings.ts'
import { createCommands } from '../../../renderer/commands/command.ts'
import Dialog from '../../../renderer/components/Dialog.vue'
import Notice from '../../../renderer/components/Notice.vue'
import Select from '../../../renderer/components/Select.vue'
import Switch from '../../../renderer/components/Switch.vue'
import TextField from '../../../renderer/components/TextField.vue'

let mounted: VueWrapper | undefined
afterEach(() => mounted?.unmount())

test('a text field has its label, and says in place what is wrong with it', async () => {
  const field = (mounted = mount(TextField, { props: { label: 'Name', modelValue: '' }, attachTo: document.body }))
  const input = field.get('input')
  expect(field.get('label').attributes('for')).toBe(input.attributes('id'))
  expect(input.attributes('aria-invalid')).toBeUndefined()
  await field.setProps({ error: 'Give it a name.' })
  expect(input.attributes('aria-invalid')).toBe('true')
  const alert = field.get('[role=alert]')
  expect(alert.text()).toBe('Give it a name.')
  expect(input.attributes('aria-describedby')).toBe(alert.attributes('id'))
  await input.setValue('todo')
  expect(field.emitted('update:modelValue')).toEqual([['todo']])
})

test('a switch says what it is and whether it is on', async () => {
  const one = (mounted = mount(Switch, { props: { label: 'Online', modelValue: true }, attachTo: document.body }))
  const button = one.get('[role=switch]')
  expect(button.attributes('aria-label')).toBe('Online')
  expect(button.attributes('aria-checked')).toBe('true')
  await button.trigger('click')
  expect(one.emitted('update:modelValue')).toEqual([[false]])
})

test('a select is labelled and gives the value that was chosen', async () => {
  const options = [
    { value: 'pause', label: 'Send after a pause' },
    { value: 'told', label: 'Send on Ctrl+Enter' },
  ] as const
  const one = (mounted = mount(Select, { props: { options, label: 'When', modelValue: 'pause' } }))
  expect(one.get('select').attributes('aria-label')).toBe('When')
  await one.get('select').setValue('told')
  expect(one.emitted('update:modelValue')).toEqual([['told']])
})

test('a dialog has its title as its name and closes on Escape', async () => {
  const one = (mounted = mount(Dialog, {
    props: { open: true, title: 'New object', description: 'A JSON object.' },
    slots: { default: () => h('input', { id: 'inside' }) },
    attachTo: document.body,
  }))
  await flushPromises()
  const dialog = document.querySelector('[role=dialog]') as HTMLElement
  const named = document.getElementById(dialog.getAttribute('aria-labelledby') ?? '')
  expect(named?.textContent).toBe('New object')
  const described = document.getElementById(dialog.getAttribute('aria-describedby') ?? '')
  expect(described?.textContent).toBe('A JSON object.')
  expect(dialog.querySelector('#inside')).not.toBeNull()
  dialog.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
  await nextTick()
  expect(one.emitted('update:open')).toEqual([[false]])
})

test('a bad notice interrupts, the others wait their turn', () => {
  const one = (mounted = mount(Notice, { props: { tone: 'bad' }, slots: { default: () => 'The port is closed.' } }))
  expect(one.get('.notice').attributes('role')).toBe('alert')
  one.unmount()
  const other = (mounted = mount(Notice, { slots: { default: () => 'Shared.' } }))
  expect(other.get('.notice').attributes('role')).toBe('status')
})

test('the key help lists every command with its keys, under its heading', async () => {
  const commands = createCommands([
    { id: 'a', title: 'New object…', group: 'Objects', keys: ['Ctrl+Shift+N'], run: () => undefined },
    { id: 'b', title: 'Next object', group: 'Objects', keys: ['Ctrl+PageDown'], run: () => undefined },
    { id: 'c', title: 'Go offline', group: 'Window', run: () => undefined },
  ])
  const told = { ok: true, value: { settings: usualSettings } }
  vi.stubGlobal('syncscope', { host: { settings: () => Promise.resolve(told) }, ready: () => undefined })
  const { default: KeyHelp } = await import('../../../renderer/commands/KeyHelp.vue')
  mounted = mount(KeyHelp, {
    props: { open: true, commands, page: 'hyperty' },
    attachTo: document.body,
    global: { plugins: [createPinia()] },
  })
  await flushPromises()
  const text = (selector: string): string[] =>
    [...document.querySelectorAll(`[role=dialog] ${selector}`)].map((element) => element.textContent?.trim() ?? '')
  expect(text('h3')).toEqual(['Objects', 'Window'])
  expect(text('dt')).toEqual(['New object…', 'Next object', 'Go offline'])
  expect(text('kbd')).toEqual(['Ctrl+Shift+N', 'Ctrl+PageDown'])
})
