import type { Sent } from "../../answers/answer.ts"
import type { Endpoint } from "../../endpoints/endpoint.ts"
import type { Verdict } from "../../answers/verdict.ts"

/** One request to make. */
export interface DeliveryRequest {
  readonly endpoint: Endpoint
  /** What its actions have in common. */
  readonly group: string | undefined
  readonly body: Uint8Array
  readonly sent: Sent
  /** How often it was sent before, or a larger one that held it, and met a failure that passes. */
  readonly repeats: number
  /** For how long an answer may still be waited for, as things stand. @defaultValue as long as any request may take */
  readonly patienceMs?: () => number
}

/** What a request came to. */
export type AttemptResult = Verdict & {
  /** Iterable's name for the request, for its support. */
  readonly requestId?: string
}

/** Makes one request, once, and says what came of it. Never rejects. */
export type Attempt = (request: DeliveryRequest) => Promise<AttemptResult>
