/** A request that the sandbox got. Never holds headers, so never a key. */
export interface LoggedRequest {
  /** From 1, in the order of receipt. */
  readonly number: number
  readonly receivedAtMs: number
  /** The name of its endpoint; `null` where none matched. */
  readonly endpoint: string | null
  readonly method: string
  readonly path: string
  /** What the client was sent; `null` where it was sent no status. */
  readonly status: number | null
  /** When the last byte, or the reset, was due; `null` where the client waits for ever. */
  readonly endedAtMs: number | null
  /** How many users, events, purchases, subscribers or other records it held; 0 where it was refused before they were counted. */
  readonly records: number
  /** How many of them were applied. */
  readonly appliedRecords: number
  readonly bodyBytes: number
  /** The kind of the fault that hit it. */
  readonly fault: string | null
  /** The body as text, where the option `keepBodies` is on. */
  readonly body?: string
}
