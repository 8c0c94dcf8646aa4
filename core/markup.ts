/** Text for XML and HTML: what would be read as markup is escaped, what XML may not hold becomes the sign for that. */

// what XML 1.0 may not hold: control characters, halves of characters, and two that are none
const forbidden =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A text as content, or as an attribute between quotation marks. */
export const markupText = (text: string): string =>
  text.replaceAll(forbidden, '\ufffd').replaceAll(/[&<>"']/g, (sign) => entities[sign] as string)

/** A text of so many characters at most. */
export function shortText(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text
  const end = text.charCodeAt(charactersMax - 2) >= 0xd800 && text.charCodeAt(charactersMax - 2) < 0xdc00 ? 2 : 1
  return `${text.slice(0, charactersMax - end)}…`
}
