import { commerceTrackPurchase } from "../../src/endpoints/commerce-track-purchase.ts"
import { eventsTrackBulk } from "../../src/endpoints/events-track-bulk.ts"
import { usersBulkUpdate } from "../../src/endpoints/users-bulk-update.ts"
import type { HttpReply, HttpRequest } from "../../src/platform/network/http.ts"
import { VirtualClock } from "../kit/virtual-clock.ts"
import { seqsIn } from "./simulated-action.ts"
import type { Channel } from "./simulated-action.ts"

/** One request, and what the importer was told of it. */
export interface Exchange {
  readonly channel: Channel
  /** For each user, event or purchase in it the records that it stands for. */
  readonly carried: readonly (readonly number[])[]
  readonly sentAtMs: number
  readonly endedAtMs: number
  readonly bodyBytes: number
  readonly reply: HttpReply
  /** The JSON of its body, where it is an object. */
  readonly json: Wire | undefined
  readonly meaning: Meaning
  /** Its number in the server's log, where it came there. */
  readonly requestNumber: number | undefined
}

/**
 * What an answer lets one know. `never`: it was surely not applied, and may go well later; `maybe`: it may have been applied;
 * `told`: it was, as the answer says; `refused`: it was not, for what it holds; `fatal`: as it says, no request has a chance.
 */
export type Meaning = "never" | "maybe" | "told" | "refused" | "fatal"

const ENDPOINTS = [usersBulkUpdate, eventsTrackBulk, commerceTrackPurchase]

type Wire = Readonly<Record<string, unknown>>

/** What a request carries. */
export function carriedBy(request: HttpRequest): Pick<Exchange, "channel" | "carried" | "bodyBytes"> {
  const body = Buffer.from(request.body ?? [])
  const json = JSON.parse(body.toString()) as Wire
  const path = new URL(request.url).pathname
  const channel: Channel = ENDPOINTS.find((one) => one.path(undefined) === path)?.name ?? "users"
  const wires = (channel === "purchases" ? [json] : json[channel]) as readonly Wire[]
  return {
    channel,
    carried: wires.map(({ dataFields }) => seqsIn(dataFields as Wire)),
    bodyBytes: body.length,
  }
}

/** Reads an answer without asking the library what it thinks of it. */
export function readReply(reply: HttpReply): Pick<Exchange, "reply" | "json" | "meaning"> {
  const json = jsonOf(reply)
  return { reply, json, meaning: meaningOf(reply, json) }
}

function meaningOf(reply: HttpReply, json: Wire | undefined): Meaning {
  if (reply.kind === "no-answer") return reply.neverSent ? "never" : "maybe"
  const { status } = reply
  if (status === 429) return "never"
  if (json?.["code"] === "RequestFieldsTypesMismatched") return "refused"
  if (status === 408 || status >= 500) return "maybe"
  if (status === 401 || status === 403) return "fatal"
  if (status >= 400) return "refused"
  return json === undefined ? "maybe" : "told"
}

/** Whether the answer says of everybody in the request that all is well. */
export function isAllWell({ carried, channel, json, meaning }: Exchange): boolean {
  if (meaning !== "told") return false
  return channel === "purchases" || (json?.["successCount"] === carried.length && json["failCount"] === 0)
}

/** Whether the server said that requests come too fast. */
export const isThrottled = ({ reply }: Exchange): boolean => reply.kind === "answer" && reply.status === 429

/** An import does not wait for longer than this, and does not take what is asked of it as an outage up to here. */
export const LONGEST_WAIT_MS = 600_000

/** What the clock shows at the start. */
const START_MS = new VirtualClock().now()

/** How long a reply asks to wait, if it does. */
export function waitAskedMs({ endedAtMs, json, reply }: Exchange): number | undefined {
  if (reply.kind === "no-answer") return undefined
  const params = json?.["params"] as Wire | null | undefined
  const reset = params?.["rateLimitReset"]
  if (typeof reset === "number") return reset * 1_000
  const header = reply.headers["retry-after"]
  if (header === undefined) return undefined
  return /^\d+$/.test(header)
    ? Number(header) * 1_000
    : Math.max(0, Date.parse(header) - START_MS - endedAtMs)
}

function jsonOf(reply: HttpReply): Wire | undefined {
  if (reply.kind === "no-answer") return undefined
  try {
    const json: unknown = JSON.parse(reply.body)
    return typeof json === "object" && json !== null ? (json as Wire) : undefined
  } catch {
    return undefined
  }
}
