/**
 * Whether a number as it is written can be held: JSON allows any digits, a data object holds doubles.
 */

/** Sign, digits without zeros at either end, and the power of ten: equal for equal numbers, however written. */
function canonical(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const kept = digits.replace(/0+$/, '')
  if (kept === '') return '0'
  return `${sign}${kept}e${Number(exponent) - fraction.length + digits.length - kept.length}`
}

/**
 * What is to be said about a number as it is written; undefined where it is held exactly and safely.
 * @example numberRemark('9007199254740993') // '9007199254740993 cannot be held exactly: it becomes 9007199254740992.'
 */
export function numberRemark(text: string): string | undefined {
  const held = Number(text)
  if (!Number.isFinite(held)) return `${text} is too large for a number.`
  if (canonical(text) !== canonical(String(held))) return `${text} cannot be held exactly: it becomes ${held}.`
  if (/^-?\d+$/.test(text) && !Number.isSafeInteger(held)) {
    return `${text} is beyond 2^53: from there on neighbouring whole numbers cannot be told apart.`
  }
  return undefined
}
