/** What every reply says, whatever becomes of the connection. */
interface ReplyBase {
  /** The number of the request in the request log, from 1. */
  readonly requestNumber: number
  /** How long the client waits before the first sign of this reply. */
  readonly latencyMs: number
}

/** The parts of a reply that has a status line. */
interface ReplyContent {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** A whole answer. */
export interface WholeReply extends ReplyBase, ReplyContent {
  readonly kind: "whole"
}

/** A whole answer whose body drips: `chunkBytes` every `chunkIntervalMs`, the first chunk after `latencyMs`. */
export interface SlowReply extends ReplyBase, ReplyContent {
  readonly kind: "slow"
  readonly chunkBytes: number
  readonly chunkIntervalMs: number
}

/**
 * An answer that breaks off: the headers promise the whole `body`, only its first `sentBytes` arrive.
 * Then the connection is closed in order (`close`), reset (`reset`), or left open for ever (`stall`).
 */
export interface TruncatedReply extends ReplyBase, ReplyContent {
  readonly kind: "truncated"
  readonly sentBytes: number
  readonly ending: "close" | "reset" | "stall"
}

/** No answer: the connection is reset after `latencyMs`. */
export interface ResetReply extends ReplyBase {
  readonly kind: "reset"
}

/** No answer, ever: the connection stays open until the client gives up. */
export interface SilentReply extends ReplyBase {
  readonly kind: "silent"
}

/** What the sandbox's core decided that the client shall see. */
export type SandboxReply = WholeReply | SlowReply | TruncatedReply | ResetReply | SilentReply
