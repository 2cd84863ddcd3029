import type { ActionAccount, FaultOf } from "./account.ts"
import { LONGEST_WAIT_MS, isThrottled, waitAskedMs } from "./exchange.ts"
import type { Exchange, Meaning } from "./exchange.ts"
import { ANSWERS_UNTIL_UNKNOWN } from "./explained-unknowns.ts"
import type { Simulation } from "./simulate.ts"
import type { Channel } from "./simulated-action.ts"

/** An import makes no more requests than it needs, is never idle without a reason, and keeps little in memory. */
export function boundsAreKept(
  accounts: readonly ActionAccount[],
  simulation: Simulation,
  faultOf: FaultOf,
): string[] {
  const wrong = [...requestsAreFew(accounts, simulation, faultOf), ...timeIsUsed(simulation)]
  const { exchanges, mostOpenRecords, scenario, summary } = simulation
  for (const { bodyBytes } of exchanges)
    if (bodyBytes > scenario.maxBytesPerRequest) wrong.push(`a body had ${bodyBytes} bytes`)
  for (const { carried } of exchanges)
    if (carried.length > scenario.maxRecordsPerRequest) wrong.push(`a request had ${carried.length} records`)
  const mostOpen = scenario.arrayLength + 8 * 2 * scenario.maxRecordsPerRequest + 256 + 10_000
  if (mostOpenRecords > mostOpen) wrong.push(`${mostOpenRecords} records were open at once`)
  const failures = exchanges.filter(({ meaning }) => meaning === "never" || meaning === "maybe")
  const counted = {
    sent: exchanges.length,
    retried: summary.requests.retried,
    throttled: failures.filter(isThrottled).length,
    repaired: summary.requests.repaired,
  }
  // How often requests without records were repeated, they do not show.
  const repeated = countRepeated(exchanges)
  const probes = exchanges.filter(({ carried }) => carried.length === 0).length
  if (summary.requests.retried < repeated || summary.requests.retried > repeated + probes)
    wrong.push(`${summary.requests.retried} were repeated, says the summary, and there were ${repeated}`)
  if (JSON.stringify(summary.requests) !== JSON.stringify(counted))
    wrong.push(
      `${JSON.stringify(summary.requests)} says the summary, and there were ${JSON.stringify(counted)}`,
    )
  return wrong
}

/** How many requests carry what went out before and then met a failure that passes. */
function countRepeated(exchanges: readonly Exchange[]): number {
  const lastMeaning = new Map<string, Meaning>()
  let repeated = 0
  for (const { carried, channel, meaning } of exchanges) {
    // Records that were merged, and no longer are, begin anew.
    if (carried.length === 0) continue
    const names = carried.map((seqs) => `${channel} ${seqs.join()}`)
    const before = lastMeaning.get(names[0] ?? "")
    if (before === "never" || before === "maybe") repeated += 1
    for (const name of names) lastMeaning.set(name, meaning)
  }
  return repeated
}

/** Faults that refuse a request, or leave open whom it failed for, so that it is asked for in halves. */
const HALVING = new Set(["status", "unlisted-failures", "miscount", "stranger"])

/** Beside those that failed and are to be sent again, a request for each action at most, and what the search for culprits costs. */
function requestsAreFew(
  accounts: readonly ActionAccount[],
  { exchanges, scenario }: Simulation,
  faultOf: FaultOf,
): string[] {
  const good = exchanges.filter(({ meaning }) => meaning === "told" || meaning === "refused")
  const culprits = accounts.filter(
    ({ outcome }) => outcome !== undefined && outcome.kind !== "accepted",
  ).length
  // Of whom an answer does not tell is asked again, alone, before that is all there is to know.
  const untold = accounts.filter(
    ({ outcome }) => outcome?.kind === "unknown" && outcome.code === "counts-do-not-add-up",
  ).length
  const hits = good.filter((exchange) => HALVING.has(faultOf(exchange) ?? "")).length
  const largest = Math.max(1, ...exchanges.map(({ carried }) => carried.flat().length))
  const searchOfOne = 2 * Math.ceil(Math.log2(largest)) + 1
  const { maxBodyBytes = Infinity, maxRecordsPerRequest = Infinity } = scenario.sandbox
  const isTooMuch =
    maxBodyBytes < scenario.maxBytesPerRequest || maxRecordsPerRequest < scenario.maxRecordsPerRequest
  const sent = accounts.filter((account) => account.exchanges.length > 0).length
  const probes = exchanges.filter(({ carried }) => carried.length === 0).length
  const most =
    sent +
    probes +
    (culprits + hits) * searchOfOne +
    untold * (ANSWERS_UNTIL_UNKNOWN - 1) +
    (isTooMuch ? 2 * sent : 0)
  return good.length > most ? [`${good.length} requests were answered, where ${most} should do`] : []
}

const SPACING_MS: Readonly<Record<Channel, number>> = {
  users: 1_000 / 4.9,
  events: 1_000 / 9.8,
  purchases: 20,
}
/** A rate that was cut again and again comes down to one request in five seconds, and climbs from there by the request. */
const LONGEST_SPACING_MS = 5_000
const SLOW_AFTER_THROTTLE_MS = 120_000
const LONGEST_BACKOFF_MS = 60_000
const LONGEST_THROTTLE_MS = 8_000
/** How long an incomplete batch waits for more at most, and what a request needs to arrive. */
const LINGER_MS = 2_000

/** While nothing is under way, something that happened before must ask for a wait that is not over yet. */
function timeIsUsed({ elapsedMs, exchanges, scenario }: Simulation): string[] {
  const wrong: string[] = []
  const streaks = new Map<string, number>()
  const slowUntilMs: Record<Channel, number> = { users: 0, events: 0, purchases: 0 }
  let allowedUntilMs = LINGER_MS
  const ended = exchanges.toSorted((one, other) => one.endedAtMs - other.endedAtMs)
  let at = 0
  const passUntil = (momentMs: number): void => {
    for (
      let exchange = ended[at];
      exchange !== undefined && exchange.endedAtMs <= momentMs;
      exchange = ended[(at += 1)]
    )
      allowedUntilMs = Math.max(
        allowedUntilMs,
        exchange.endedAtMs + LINGER_MS + waitMs(exchange, streaks, slowUntilMs),
      )
  }
  const look = (momentMs: number, what: string): void => {
    passUntil(momentMs)
    if (momentMs > allowedUntilMs + scenario.jitterMs)
      wrong.push(`${what} at ${Math.round(momentMs)} ms, idle since ${Math.round(allowedUntilMs)} ms`)
  }
  let busyUntilMs = 0
  for (const { endedAtMs, sentAtMs } of exchanges) {
    if (sentAtMs > busyUntilMs) look(sentAtMs, "a request left")
    busyUntilMs = Math.max(busyUntilMs, endedAtMs)
  }
  look(elapsedMs, "it ended")
  return wrong
}

/** The failures in a row of all requests together. */
const ALL = "all"

/** How long a request may keep the import waiting after its answer. */
function waitMs(
  exchange: Exchange,
  streaks: Map<string, number>,
  slowUntilMs: Record<Channel, number>,
): number {
  const { carried, channel, endedAtMs, meaning } = exchange
  const keys = carried.flat().map((seq) => `${channel} ${seq}`)
  const askedMs = waitAskedMs(exchange)
  const isFailure = isThrottled(exchange) || meaning === "never" || meaning === "maybe"
  streaks.set(ALL, isFailure ? (streaks.get(ALL) ?? 0) + 1 : 0)
  // oxlint-disable-next-line no-param-reassign -- what is learned of the channel on the way
  if (isThrottled(exchange)) slowUntilMs[channel] = endedAtMs + SLOW_AFTER_THROTTLE_MS
  const spacingMs = slowUntilMs[channel] > endedAtMs ? LONGEST_SPACING_MS : SPACING_MS[channel]
  // What is asked for longer than an import waits closes the channel, and keeps the others from nothing.
  if ((askedMs ?? 0) > LONGEST_WAIT_MS) return spacingMs
  if (isThrottled(exchange)) return (askedMs ?? LONGEST_THROTTLE_MS) + spacingMs
  if (meaning !== "never" && meaning !== "maybe" && meaning !== "fatal") {
    for (const key of keys) streaks.delete(key)
    return spacingMs
  }
  const streak = Math.max(0, ...keys.map((key) => streaks.get(key) ?? 0)) + 1
  for (const key of keys) streaks.set(key, streak)
  // What is not sent again has no streak of its own: those of all requests count.
  const longest = Math.max(streak, streaks.get(ALL) ?? 0)
  return (askedMs ?? Math.min(LONGEST_BACKOFF_MS, 1_000 * 2 ** (longest - 1))) + spacingMs
}
