/** Thrown by a place or a packing where bytes cannot be read (any further). */
export class UnreadableError extends Error {
  override readonly name: string = "UnreadableError"
  /** A clause behind `Cannot read users.csv as`: what is wrong, and what to do. */
  readonly reason: string
  /** The same where nothing could be read before. */
  readonly reasonAtStart: string
  /** Whether what was read before may be wrong. */
  readonly mayHaveMisread: boolean

  constructor(
    reason: string,
    { reasonAtStart = reason, mayHaveMisread = false, ...options }: UnreadableErrorOptions = {},
  ) {
    super(reason, options)
    this.reason = reason
    this.reasonAtStart = reasonAtStart
    this.mayHaveMisread = mayHaveMisread
  }
}

/** What else is known of it. */
export interface UnreadableErrorOptions extends ErrorOptions {
  /** @defaultValue the same as elsewhere */
  readonly reasonAtStart?: string | undefined
  /** @defaultValue false */
  readonly mayHaveMisread?: boolean | undefined
}
