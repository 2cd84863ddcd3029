import { ALL_KINDS } from "../../src/kinds/all-kinds.ts"
import { isThrottled, waitAskedMs } from "./exchange.ts"
import type { Exchange } from "./exchange.ts"
import type { Simulation } from "./simulate.ts"

/** No second holds more requests than a channel may have; where no limit is documented, one that is there is found and kept to. */
export function ratesAreKept(simulation: Simulation): string[] {
  const wrong: string[] = []
  for (const { name, requestsPerSecond } of ALL_KINDS.endpoints) {
    if (requestsPerSecond === undefined) continue
    const own = simulation.exchanges.filter(({ channel }) => channel === name)
    const most = mostInASecond(own)
    if (most > requestsPerSecond) wrong.push(`${most} requests of ${name} left within a second`)
  }
  for (const { name } of ALL_KINDS.endpoints)
    wrong.push(...waitsAreKept(simulation.exchanges.filter(({ channel }) => channel === name)))
  return [...wrong, ...refusalsAreFew(simulation)]
}

/** For as long as a 429 asks to wait, nothing of its channel leaves, also not what was waiting already. */
function waitsAreKept(exchanges: readonly Exchange[]): string[] {
  const wrong: string[] = []
  for (const throttled of exchanges) {
    if (!isThrottled(throttled)) continue
    const { channel, endedAtMs } = throttled
    const untilMs = endedAtMs + (waitAskedMs(throttled) ?? 0)
    const early = exchanges.find(({ sentAtMs }) => sentAtMs > endedAtMs && sentAtMs < untilMs - 1)
    if (early !== undefined)
      wrong.push(`${channel} were to wait until ${untilMs} ms, and one left at ${early.sentAtMs} ms`)
  }
  return wrong
}

function mostInASecond(exchanges: readonly Exchange[]): number {
  let most = 0
  let first = 0
  for (const [index, { sentAtMs }] of exchanges.entries()) {
    while (sentAtMs - (exchanges[first]?.sentAtMs ?? sentAtMs) >= 1_000) first += 1
    most = Math.max(most, index - first + 1)
  }
  return most
}

/** A rate that doubles each second finds a limit in a few; from then on few requests are over it. */
function refusalsAreFew({ sandbox, scenario }: Simulation): string[] {
  const wrong: string[] = []
  const overLimit = [...sandbox.requests()].filter(({ fault, status }) => status === 429 && fault === null)
  const ofPurchases = overLimit.filter(({ endpoint }) => endpoint === "commerce/trackPurchase").length
  // Jitter of the network may put two requests closer together than they left.
  if (scenario.jitterMs <= 5 && overLimit.length > ofPurchases)
    wrong.push(`${overLimit.length - ofPurchases} requests were over a documented limit`)
  const purchases = [...sandbox.requests()].filter(
    ({ endpoint }) => endpoint === "commerce/trackPurchase",
  ).length
  if (ofPurchases > 100 + purchases / 4)
    wrong.push(`${ofPurchases} of ${purchases} purchases were over the limit`)
  return wrong
}
