import type { ImportAction } from "../actions/import-action.ts"

/** An HTTP answer, as far as it matters for what became of a request. */
export interface Answer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a request carried, so that an answer can be held against it. */
export interface Sent {
  readonly actions: readonly ImportAction[]
  /** The action at `index` as it stood in the body. */
  wireAt(index: number): unknown
}
