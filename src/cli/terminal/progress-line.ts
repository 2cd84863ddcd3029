import { countOf, countText } from "../texts/count-text.ts"
import { leftText } from "../texts/left-text.ts"
import { percentText } from "../texts/percent-text.ts"
import { plainText } from "./plain-text.ts"
import type { ProgressView, RequestPace } from "./progress-meter.ts"

interface Segment {
  readonly text: string
  /** Where there is no room for all, the highest goes first. */
  readonly rank: number
}

const BAR_CHARS = 20

/** The live line of a terminal of so many columns: what matters least is left out where it does not fit. */
export function progressLine(view: ProgressView, columns: number): string {
  // The last column stays free: some terminals begin a new line when it is written to.
  const room = Math.max(0, columns - 1)
  const segments = segmentsOf(view)
  while (segments.length > 1 && lineOf(segments).length > room) {
    const highest = Math.max(...segments.map(({ rank }) => rank))
    segments.splice(
      segments.findIndex(({ rank }) => rank === highest),
      1,
    )
  }
  return lineOf(segments).slice(0, room)
}

/** The line for places that are no terminal: everything, on a line of its own. */
export function plainProgressLine(view: ProgressView): string {
  return segmentsOf(view)
    .filter(({ rank }) => rank !== BAR_RANK)
    .map(({ text }) => text.trim())
    .join(", ")
}

const BAR_RANK = 6

function segmentsOf(view: ProgressView): Segment[] {
  const {
    fraction,
    isStopping,
    leftMs,
    paces,
    records,
    recordsPerSecond,
    rejects,
    repaired,
    requests,
    throttled,
    trouble,
  } = view
  const segments: Segment[] = []
  if (fraction !== undefined) {
    const filled = Math.floor(fraction * BAR_CHARS)
    segments.push(
      { text: `[${"#".repeat(filled)}${"-".repeat(BAR_CHARS - filled)}]`, rank: BAR_RANK },
      { text: percentText(fraction).padStart(4), rank: 1 },
    )
  }
  segments.push(
    { text: countOf(records, "record"), rank: 0 },
    { text: `${countText(recordsPerSecond)}/s`, rank: 5 },
    { text: `${countText(rejects)} rejected`, rank: 4 },
  )
  if (isStopping) segments.push({ text: "stopping", rank: 2 })
  if (leftMs !== undefined) segments.push({ text: `${leftText(leftMs)} left`, rank: 2 })
  segments.push({ text: countOf(requests, "request"), rank: 9 })
  if (paces.length > 0) segments.push({ text: pacesText(paces), rank: 8 })
  if (repaired > 0) segments.push({ text: `${countOf(repaired, "request")} refused`, rank: 7 })
  if (throttled > 0) segments.push({ text: `${countText(throttled)} answered 429`, rank: 7 })
  if (trouble !== undefined) segments.push({ text: `trying again: ${plainText(trouble, 60)}`, rank: 3 })
  return segments
}

/** `4.8 requests/s (limit 4.9)`: how many go, and how many may. */
function pacesText(paces: readonly RequestPace[]): string {
  const parts = paces.map(({ endpoint, limitPerSecond, perSecond }) => {
    const limit = limitPerSecond === undefined ? "" : ` (limit ${rateText(limitPerSecond)})`
    const pace = `${rateText(perSecond)} requests/s${limit}`
    return paces.length === 1 ? pace : `${endpoint} ${pace}`
  })
  return parts.join(", ")
}

function rateText(perSecond: number): string {
  return perSecond < 100 ? perSecond.toFixed(1) : countText(perSecond)
}

function lineOf(segments: readonly Segment[]): string {
  return segments.map(({ text }) => text).join("  ")
}
