/** What somebody has chosen of how a foreign log is read: a field for each role, kept under names. Draws nothing. */
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { sampleLines } from '../../core/imports/json-lines.ts'
import { fieldsOf, guessMapping, mappingLimits, roles, type Mapping, type Role } from '../../core/mapping.ts'
import type { TimeUnit } from '../../core/time-reading.ts'
import { useSettings } from '../stores/settings.ts'
import { previewOf, type Preview } from './import-preview.ts'

/** What stands in the list of ways to read it for the guess. */
const guessed = ''

export const unitNames: Readonly<Record<TimeUnit, string>> = {
  auto: 'as it looks',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  date: 'a date',
}

export type Draft = ReturnType<typeof createDraft>

/** @param head how the log begins; everything begins anew when it changes */
export function createDraft(head: Ref<string>) {
  const settings = useSettings()
  const fields = ref<Partial<Record<Role, string>>>({})
  const unit = ref<TimeUnit>('auto')
  const preset = ref(guessed)
  const name = ref('')
  const problem = ref<string>()
  const preview = shallowRef<Preview>()
  const samples = computed(() => sampleLines(head.value.split('\n').slice(0, 200).join('\n')))
  const found = computed(() => fieldsOf(samples.value))
  const mappings = computed(() => settings.settings.mappings)

  const mapping = computed<Mapping>(() => ({
    unit: unit.value,
    // plain, so that it can cross to main
    fields: Object.fromEntries(roles.flatMap(({ role }) => (fields.value[role] ? [[role, fields.value[role]]] : []))),
  }))
  const missing = computed(() => (fields.value.from ? undefined : 'Say which field is the lane.'))

  function show(next: Mapping): void {
    fields.value = { ...next.fields }
    unit.value = next.unit
  }

  function choose(next: string): void {
    preset.value = next
    name.value = next
    problem.value = undefined
    show(mappings.value[next] ?? guessMapping(samples.value))
  }

  /** The one whose fields are all there, if it is kept; else what the names suggest. */
  function begin(): void {
    const known = new Set(found.value.map(({ field }) => field))
    const fitting = Object.entries(mappings.value).find(([, one]) =>
      Object.values(one.fields).every((field) => known.has(field)),
    )
    choose(fitting?.[0] ?? guessed)
  }

  /** The fields for a role: none, those of the first lines with an example, and the chosen one where it is not among them. */
  function optionsOf(role: Role): readonly { readonly value: string; readonly label: string }[] {
    const chosen = fields.value[role] ?? ''
    const isOther = chosen !== '' && !found.value.some(({ field }) => field === chosen)
    return [
      { value: '', label: '–' },
      ...found.value.map(({ field, example }) => ({ value: field, label: `${field}   ${example}` })),
      ...(isOther ? [{ value: chosen, label: `${chosen}   (not in the first lines)` }] : []),
    ]
  }

  async function save(): Promise<void> {
    const as = name.value.trim()
    if (as === '') problem.value = 'Give it a name to keep it.'
    else if (as.length > mappingLimits.nameCharacters)
      problem.value = `A name has ${mappingLimits.nameCharacters} characters at most.`
    else problem.value = await settings.change({ set: 'mapping', name: as, mapping: mapping.value })
    if (problem.value === undefined) preset.value = as
  }

  async function forget(): Promise<void> {
    problem.value = await settings.change({ set: 'mapping', name: preset.value, mapping: null })
    if (problem.value === undefined) choose(guessed)
  }

  watch([mapping, head], async ([next, text]) => {
    if (!next.fields.from) return void (preview.value = undefined)
    const shown = await previewOf(text, next)
    // what was chosen meanwhile is shown by its own
    if (next === mapping.value && text === head.value) preview.value = shown
    return undefined
  })

  return {
    ...{ fields, unit, preset, name, problem, preview, mapping, missing },
    isKept: computed(() => preset.value !== guessed),
    presets: computed(() => [
      { value: guessed, label: 'As the names of the fields suggest' },
      ...Object.keys(mappings.value)
        .toSorted((one, other) => one.localeCompare(other))
        .map((value) => ({ value, label: value })),
    ]),
    ...{ begin, choose, optionsOf, save, forget },
  }
}
