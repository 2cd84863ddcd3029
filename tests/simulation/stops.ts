import { LONGEST_WAIT_MS, waitAskedMs } from "./exchange.ts"
import type { Exchange } from "./exchange.ts"
import type { Simulation } from "./simulate.ts"
import { actionKey } from "./simulated-action.ts"

/** The longest that an answer may take until it is given up, and what a request needs to arrive. */
const LONGEST_REQUEST_MS = 10_300

/** An import stops for what must stop it and for nothing else, says so, sends nothing more, and is over soon. */
export function stopsAreStops({ elapsedMs, exchanges, scenario, stop }: Simulation): string[] {
  const wrong: string[] = []
  const { fatal, perhapsFatal } = finalOnes(exchanges)
  const fatalAtMs = Math.min(...fatal.map(({ endedAtMs }) => endedAtMs))
  const { abortAtMs = Infinity } = scenario
  const stopAtMs = Math.min(fatalAtMs, abortAtMs)
  const late = exchanges.filter(({ sentAtMs }) => sentAtMs > stopAtMs)
  if (late.length > 0) wrong.push(`${late.length} requests left after the import was to stop`)
  if (elapsedMs > stopAtMs + LONGEST_REQUEST_MS)
    wrong.push(`it went on for ${elapsedMs - stopAtMs} ms after it was to stop`)
  if (fatalAtMs < Infinity) {
    const codes = [...fatal.map(codeOf), ...(abortAtMs < Infinity ? ["ABORTED"] : [])]
    if (stop === undefined || !codes.includes(stop.code))
      wrong.push(`it stopped as ${stop?.code}, not ${codes.join()}`)
    return wrong
  }
  if (stop === undefined) return wrong
  if (stop.code === "ABORTED" && abortAtMs <= elapsedMs) return wrong
  if (stop.code === "ASKED_TO_WAIT" && exchanges.some(asksTooMuch)) return wrong
  const isBlocked = scenario.sandbox.faults?.some(({ fault }) => fault.kind === "blocked-record") === true
  // Of purchases only others can tell whether requests get through, and there may be none.
  const isStop = ({ channel }: Exchange): boolean => !isBlocked || channel === "purchases"
  if (perhapsFatal.some((exchange) => isStop(exchange) && codeOf(exchange) === stop.code)) return wrong
  // Where nothing but bodies over the limit is left, and the server cuts their connections, it looks like an outage.
  const cutsOff = scenario.sandbox.behavior?.oversizeReply === "reset"
  // So it does where nothing but records are left at which it breaks every time.
  const isBreaking = scenario.sandbox.faults?.some(
    ({ fault }) => fault.kind === "blocked-record" && fault.status !== undefined,
  )
  // A server that is down from the start is taken for an address that is wrong.
  const isNeverReached = scenario.down !== undefined && stop.message.includes("not be reached")
  return stop.code === "OUTAGE" && (cutsOff || isBreaking === true || isNeverReached)
    ? wrong
    : [...wrong, `it stopped: ${stop.code} ${stop.message}`]
}

/**
 * The answers that end an import: a refused key or a forbidden request is no proof at first where others were answered well. Where a page
 * said that it is forbidden, one record is searched for that something on the way may refuse, which may end the import or not.
 */
function finalOnes(exchanges: readonly Exchange[]): {
  readonly fatal: readonly Exchange[]
  readonly perhapsFatal: readonly Exchange[]
} {
  const fatal: Exchange[] = []
  const perhapsFatal: Exchange[] = []
  const searched = new Set<string>()
  const doubted = new Set<string>()
  const good = exchanges.filter(({ meaning }) => meaning === "told" || meaning === "refused")
  const lastLeftAtMs = Math.max(...exchanges.map(({ sentAtMs }) => sentAtMs))
  const goodAtMs = Math.min(...good.map(({ endedAtMs }) => endedAtMs))
  for (const exchange of exchanges.toSorted((one, other) => one.endedAtMs - other.endedAtMs)) {
    const { carried, channel, endedAtMs, meaning } = exchange
    const isProbe = carried.length === 0
    const actions = isProbe ? [`${channel} nobody`] : carried.flat().map((seq) => actionKey(channel, seq))
    if (meaning === "told" || meaning === "refused") {
      for (const action of actions) doubted.delete(action)
    } else if (meaning === "fatal") {
      const isDoubted = actions.every((action) => doubted.has(action))
      // Of two answers of one moment, what the import did tells which came first.
      const isFirst = endedAtMs < goodAtMs || (endedAtMs === goodAtMs && lastLeftAtMs <= endedAtMs)
      const isSearched = isProbe || isPage(exchange) || actions.some((action) => searched.has(action))
      if (isPage(exchange)) for (const action of actions) searched.add(action)
      if (isDoubted || isFirst || codeOf(exchange) === "FIELD_LIMIT")
        (isSearched ? perhapsFatal : fatal).push(exchange)
      for (const action of actions) doubted.add(action)
    }
  }
  return { fatal, perhapsFatal }
}

const isPage = ({ json, reply }: Exchange): boolean =>
  reply.kind === "answer" && reply.status === 403 && json === undefined

const asksTooMuch = (exchange: Exchange): boolean => (waitAskedMs(exchange) ?? 0) > LONGEST_WAIT_MS

function codeOf({ reply }: Exchange): string {
  if (reply.kind !== "answer") return "no answer"
  if (reply.status === 401) return "API_UNAUTHORIZED"
  return reply.status === 403 ? "API_FORBIDDEN" : "FIELD_LIMIT"
}
