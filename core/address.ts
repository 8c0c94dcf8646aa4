/**
 * What things are called on the bus: hyperties, objects and their children, and the topics of an object.
 */

/** A hyperty `hyperty://<domain>/<name>`, an object `comm://<domain>/<id>`, or one of an object's topics. */
export type Address = string

/** The bus itself; it answers refused requests in its own name. */
export const busAddress: Address = 'bus://local'

/** The topic to which observers send subscribe and unsubscribe. */
export const subscriptionOf = (url: Address): Address => `${url}/subscription`
/** The topic on which the reporter sends what changed to all who follow. */
export const changesOf = (url: Address): Address => `${url}/changes`
export const isChanges = (address: Address): boolean => address.endsWith('/changes')
/** So many topics are remembered with their objects. */
const knownMax = 10_000
/** Objects by their topics: a part of a text that is made anew each time is searched for anew each time as well. */
const objects = new Map<Address, Address>()

/** The object that an address or topic belongs to. */
export function objectOf(address: Address): Address {
  const end = address.endsWith('/changes') ? '/changes' : address.endsWith('/subscription') ? '/subscription' : ''
  if (end === '') return address
  const known = objects.get(address)
  if (known !== undefined) return known
  if (objects.size >= knownMax) objects.clear()
  const object = address.slice(0, -end.length)
  objects.set(address, object)
  return object
}
/** The URL of a hyperty by its short name. */
export const hypertyUrl = (name: string): Address => `hyperty://local/${encodeURIComponent(name.toLowerCase())}`
const topics = new Set(['changes', 'subscription', 'children'])
/** A name as a part of a URL; one that is called like a topic is not taken for it. */
const partOf = (name: string): string => {
  const part = encodeURIComponent(name.toLowerCase())
  return topics.has(part) ? `%${part.charCodeAt(0).toString(16)}${part.slice(1)}` : part
}
/** The URL of a data object by its name. */
export const objectUrl = (name: string): Address => `comm://local/${partOf(name)}`
/** The URL of a child of a data object by its name. */
export const childUrl = (parent: Address, name: string): Address => `${parent}/children/${partOf(name)}`
/** The object of which another one is a child. */
export const parentOf = (url: Address): Address | undefined => {
  const end = url.indexOf('/children/')
  return end < 0 ? undefined : url.slice(0, end)
}
/** The last part of a URL, for people: `hyperty://local/alice` is `alice`. */
export const shortName = (address: Address): string => {
  const last = objectOf(address).split('/').at(-1) || address
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}
