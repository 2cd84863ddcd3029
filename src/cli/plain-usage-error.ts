/** Wrong use, in words that need no others on the command line. */
export class PlainUsageError extends Error {
  override readonly name = "PlainUsageError"
}
