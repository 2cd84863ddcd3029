/**
 * Whether a text is plainly no email address: without an `@` or with two, with nothing before or behind it, or with blanks. What stands in
 * quotes may be anything, and whatever else Iterable checks is its own affair.
 */
export function isMalformedAddress(text: string): boolean {
  return !text.includes('"') && !/^[^\s@]+@[^\s@]+$/.test(text)
}
