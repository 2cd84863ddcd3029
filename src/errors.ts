/** The ways in which a run stops before the end of its source. */
export type StopCode =
  | "API_UNAUTHORIZED"
  | "API_FORBIDDEN"
  | "OUTAGE"
  | "ASKED_TO_WAIT"
  | "TOO_MANY_REJECTS"
  | "SOURCE_BROKEN"
  | "SOURCE_DAMAGED"
  | "DISK"
  | "ABORTED"
  | "UNEXPECTED"

/** Thrown where the library is called wrongly; nothing was read or sent. */
export class UsageError extends Error {
  override readonly name = "UsageError"
  readonly code = "USAGE"
}

/** Thrown by resources and actions whose fields Iterable could not take; inside a map function it rejects that record. */
export class ResourceError extends Error {
  override readonly name = "ResourceError"
  readonly code = "RESOURCE"
  /** The field at fault, for example `items[0].price`. */
  readonly field: string

  constructor(message: string, field: string) {
    super(message)
    this.field = field
  }
}

/** Thrown where a source cannot be read: missing, not readable, a header that makes no sense, a quote never closed. */
export class SourceError extends Error {
  override readonly name = "SourceError"
  readonly code = "SOURCE"
  /** Whether records that the source gave before may be wrong, as a checksum tells. */
  readonly mayHaveMisread: boolean

  constructor(message: string, { mayHaveMisread = false, ...options }: SourceErrorOptions = {}) {
    super(message, options)
    this.mayHaveMisread = mayHaveMisread
  }
}

/** What is known of why a source cannot be read. */
export interface SourceErrorOptions extends ErrorOptions {
  /** @defaultValue false */
  readonly mayHaveMisread?: boolean | undefined
}

const MAX_THROWN_LENGTH = 500

/** What a thrown value says, in a few words; anything can be thrown, also what cannot be made a text of. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message === "" ? thrown.name : thrown.message
  try {
    // oxlint-disable-next-line typescript/no-base-to-string
    const text = typeof thrown === "object" ? JSON.stringify(thrown) : String(thrown)
    return text.length > MAX_THROWN_LENGTH ? `${text.slice(0, MAX_THROWN_LENGTH)}…` : text
  } catch {
    return "what was thrown cannot be shown"
  }
}
