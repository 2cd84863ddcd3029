import type { Message, MessagePart } from "./messages/message.ts"
import { messagePartsIn } from "./messages/message-parts-in.ts"

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
  | "TAKEN_OVER"
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
  /** What in the message are values; not listed where the error is shown. */
  declare readonly messageParts?: readonly MessagePart[] | undefined

  constructor(message: string | Message, field: string) {
    super(typeof message === "string" ? message : message.message)
    this.field = field
    if (typeof message !== "string") setParts(this, message)
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

/** What a thrown value says, in a few words; anything can be thrown, also what cannot be made a text of, or throws when it is looked at. */
export function messageOf(thrown: unknown): string {
  if (!isThrown(thrown, Error)) return shownOf(thrown)
  const message = propertyOf(thrown, "message")
  if (typeof message === "string" && message !== "") return message
  const name = propertyOf(thrown, "name")
  const isNothing = message === "" || message === undefined || message === null
  if (!isNothing) return shownOf(message)
  return typeof name === "string" && name !== "" ? name : "Error"
}

/** Whether what was thrown is an error of a class. */
export function isThrown<Of extends Error>(
  thrown: unknown,
  ofClass: abstract new (...given: never[]) => Of,
): thrown is Of {
  try {
    return thrown instanceof ofClass
  } catch {
    return false
  }
}

/** A property of what was thrown; undefined where there is none, or where it cannot be read. */
export function propertyOf(thrown: unknown, name: string): unknown {
  try {
    return typeof thrown === "object" && thrown !== null ? Reflect.get(thrown, name) : undefined
  } catch {
    return undefined
  }
}

function shownOf(value: unknown): string {
  try {
    // oxlint-disable-next-line typescript/no-base-to-string
    const text = typeof value === "object" ? JSON.stringify(value) : String(value)
    return text.length > MAX_THROWN_LENGTH ? `${text.slice(0, MAX_THROWN_LENGTH)}…` : text
  } catch {
    return "what was thrown cannot be shown"
  }
}

/** What a thrown value says; of an error of this library also what in that are values. */
export function saidBy(thrown: unknown): Message {
  const message = messageOf(thrown)
  // A map function may use another copy of the library.
  const parts = isThrown(thrown, Error) ? propertyOf(thrown, "messageParts") : undefined
  return { message, messageParts: messagePartsIn(parts, message) }
}

/** Lets an error say something else; one that nobody can change stays as it is. */
export function letSay(error: Error, said: Message): void {
  try {
    if (Reflect.set(error, "message", said.message)) setParts(error, said)
  } catch {
    // It has a setter that throws.
  }
}

function setParts(error: Error, { messageParts }: Message): void {
  Reflect.defineProperty(error, "messageParts", { value: messageParts, configurable: true })
}
