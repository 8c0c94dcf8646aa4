/** Bytes as text that JSON can carry (RFC 4648, with padding). Core has neither Node's Buffer nor the page's btoa. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
/** Two characters for each 12 bits, and one for each 6. */
const pairs = Array.from({ length: 4096 }, (_, bits) => alphabet.charAt(bits >> 6) + alphabet.charAt(bits & 63))
const values = new Int8Array(128).fill(-1)
for (let index = 0; index < 64; index++) values[alphabet.charCodeAt(index)] = index

/** @example toBase64(new Uint8Array([1, 2])) // 'AQI=' */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  const whole = bytes.length - (bytes.length % 3)
  for (let at = 0; at < whole; at += 3) {
    const bits = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number)
    text += (pairs[bits >> 12] as string) + (pairs[bits & 4095] as string)
  }
  if (whole === bytes.length) return text
  const bits = ((bytes[whole] as number) << 16) | ((bytes[whole + 1] ?? 0) << 8)
  const last = whole + 1 === bytes.length ? '==' : `${alphabet.charAt((bits >> 6) & 63)}=`
  return text + (pairs[bits >> 12] as string) + last
}

/** The bytes of a text; undefined where it is no such text. */
export function fromBase64(text: unknown): Uint8Array | undefined {
  if (typeof text !== 'string' || text.length % 4 !== 0) return undefined
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  const end = text.length - padding
  let to = 0
  let bits = 0
  let held = 0
  for (let at = 0; at < end; at++) {
    const value = values[text.charCodeAt(at)] ?? -1
    if (value < 0) return undefined
    bits = (bits << 6) | value
    held += 6
    if (held < 8) continue
    held -= 8
    bytes[to++] = bits >> held
    bits &= (1 << held) - 1
  }
  return bytes
}
