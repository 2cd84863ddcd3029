import type { Simulation } from "./simulate.ts"

/** The longest that an answer may take until it is given up, and what a request needs to arrive. */
const LONGEST_REQUEST_MS = 10_300

/** An import stops for what must stop it and for nothing else, says so, sends nothing more, and is over soon. */
export function stopsAreStops({ elapsedMs, exchanges, scenario, stop }: Simulation): string[] {
  const wrong: string[] = []
  const fatal = exchanges.filter(({ meaning }) => meaning === "fatal")
  const fatalAtMs = Math.min(...fatal.map(({ endedAtMs }) => endedAtMs))
  const { abortAtMs = Infinity } = scenario
  const stopAtMs = Math.min(fatalAtMs, abortAtMs)
  const late = exchanges.filter(({ sentAtMs }) => sentAtMs > stopAtMs)
  if (late.length > 0) wrong.push(`${late.length} requests left after the import was to stop`)
  if (elapsedMs > stopAtMs + LONGEST_REQUEST_MS)
    wrong.push(`it went on for ${elapsedMs - stopAtMs} ms after it was to stop`)
  if (fatalAtMs < Infinity) {
    const codes = ["API_UNAUTHORIZED", ...(abortAtMs < Infinity ? ["ABORTED"] : [])]
    if (stop === undefined || !codes.includes(stop.code))
      wrong.push(`it stopped as ${stop?.code}, not ${codes.join()}`)
    return wrong
  }
  if (stop === undefined) return wrong
  if (stop.code === "ABORTED" && abortAtMs <= elapsedMs) return wrong
  // Where nothing but bodies over the limit is left, and the server cuts their connections, it looks like an outage.
  const cutsOff = scenario.sandbox.behavior?.oversizeReply === "reset"
  // A server that is down from the start is taken for an address that is wrong.
  const isNeverReached = scenario.down !== undefined && stop.message.includes("not be reached")
  return stop.code === "OUTAGE" && (cutsOff || isNeverReached)
    ? wrong
    : [...wrong, `it stopped: ${stop.code} ${stop.message}`]
}
