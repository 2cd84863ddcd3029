const PRINTABLE_ASCII = /^[\u0020-\u007E]*[\u0021-\u007E]$/

/**
 * Tells whether Iterable would take a text for a `userId`: not empty, at most `maxChars` long, printable ASCII, no
 * trailing space.
 *
 * Source: Iterable's API documentation, `FailedUserUpdates.invalidUserIds`.
 */
export function isUserId(text: string, maxChars: number): boolean {
  return text.length <= maxChars && PRINTABLE_ASCII.test(text)
}
