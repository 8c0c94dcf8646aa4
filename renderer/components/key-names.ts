/** The keys of a page's commands, for whatever shows one: provided once by the page, so that no key is written twice. */
import { inject, provide, type InjectionKey } from 'vue'

type KeyOf = (command: string) => string | undefined

const keyNames: InjectionKey<KeyOf> = Symbol('keys')

export const provideKeyNames = (keyOf: KeyOf): void => provide(keyNames, keyOf)

/** Gives the key of a command, for people; nothing where it has none. */
export const useKeyNames = (): KeyOf => inject(keyNames, () => undefined)

/** A label with the key of a command behind it: `Run (Ctrl+Enter)`. */
export function useKeyLabels(): (command: string, label: string) => string {
  const keyOf = useKeyNames()
  return (command, label) => {
    const key = keyOf(command)
    return key === undefined ? label : `${label} (${key})`
  }
}
