import type { Sent } from "../api/answer.ts"
import type { Channel } from "../api/channel.ts"
import type { Verdict } from "../api/verdict.ts"

/** One request to make. */
export interface DeliveryRequest {
  readonly channel: Channel
  readonly body: Uint8Array
  readonly sent: Sent
}

/** Makes one request, once, and says what came of it. Never rejects. */
export type Attempt = (request: DeliveryRequest) => Promise<Verdict>
