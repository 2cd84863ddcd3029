import { timeTicks, valueTicks } from "./chart-ticks.ts"
import { html } from "./page/report-page-html.ts"
import type { Html } from "./page/report-page-html.ts"
import { REPORT_PAGE_NUMBERS } from "./page/report-page-numbers.ts"

/** A line of a chart, with a value for each of its stretches; undefined: none is known there. */
export interface ChartSeries {
  readonly name: string
  /** `area`: a line with what is under it filled; `mark`: a tick on the axis wherever the value is above zero. */
  readonly look: "area" | "line" | "dashes" | "mark"
  /** Which of the page's colours it has. */
  readonly colour: "accent" | "bad" | "quiet"
  readonly values: readonly (number | undefined)[]
}

/** What a chart over time shows. */
export interface TimeChart {
  /** With the unit of the values. */
  readonly title: string
  /** What the chart says, in a sentence. */
  readonly reading: string
  /** How long each stretch is. */
  readonly durationsMs: readonly number[]
  readonly series: readonly ChartSeries[]
  /** Where something else happened, from the start. */
  readonly breaks: readonly { readonly atMs: number; readonly label: string }[]
  /** The same in numbers. */
  readonly table: Html
}

const WIDTH = 1000
const HEIGHT = 150
/** Room for half of the topmost label, and for the time below. */
const TOP = 10
const BOTTOM = 24
const VIEW_HEIGHT = TOP + HEIGHT + BOTTOM
const AXIS_WIDTH = 46

/**
 * Draws a chart over time. Lines stretch with the page, labels do not: x is in percent of the width, y in pixels.
 *
 * Lines have steps, since a value holds for a stretch and nothing is known of what was within.
 */
export function timeChart(chart: TimeChart): Html {
  const totalMs = chart.durationsMs.reduce((sum, durationMs) => sum + durationMs, 0)
  const scaled = chart.series.filter(({ look }) => look !== "mark")
  const most = Math.max(0, ...scaled.flatMap(({ values }) => values.map((value) => value ?? 0)))
  const y = valueTicks(most, REPORT_PAGE_NUMBERS.compact)
  const x = timeTicks(totalMs)
  const yOf = (value: number): number => TOP + HEIGHT - (clamped(value, y.end) / y.end) * HEIGHT
  const share = (atMs: number): string => `${round((clamped(atMs, totalMs) / Math.max(1, totalMs)) * 100)}%`
  return html`<figure class="chart">
    <figcaption>
      <h3>${chart.title}</h3>
      <p>${chart.reading}</p>
      ${legend(chart.series)}
    </figcaption>
    <div class="plot" role="img" aria-label="${`Chart. ${chart.title}. ${chart.reading}`}">
      <svg class="axis" width="${AXIS_WIDTH}" height="${VIEW_HEIGHT}" aria-hidden="true">
        ${y.ticks.map(({ at, label }) => html`<text x="${AXIS_WIDTH - 8}" y="${round(yOf(at) + 4)}" text-anchor="end">${label}</text>`)}</svg
      ><svg class="lines" width="100%" height="${VIEW_HEIGHT}" aria-hidden="true">
        ${y.ticks.map(({ at }) => html`<line class="${at === 0 ? "base" : "grid"}" x1="0" x2="100%" y1="${round(yOf(at))}" y2="${round(yOf(at))}" />`)}
        <svg
          x="0"
          y="0"
          width="100%"
          height="${VIEW_HEIGHT}"
          viewBox="0 0 ${WIDTH} ${VIEW_HEIGHT}"
          preserveAspectRatio="none"
        >
          ${chart.series.map((series) => drawn(series, chart.durationsMs, totalMs, yOf))}
        </svg>
        ${chart.breaks.map(({ atMs, label }) => html`<line class="break" x1="${share(atMs)}" x2="${share(atMs)}" y1="${TOP}" y2="${TOP + HEIGHT}"><title>${label}</title></line>`)}
        ${x.ticks.map(({ at, label }) => html`<line class="base" x1="${share(at)}" x2="${share(at)}" y1="${TOP + HEIGHT}" y2="${TOP + HEIGHT + 4}" /><text x="${share(at)}" y="${TOP + HEIGHT + 19}" text-anchor="${anchor(at, totalMs)}">${label}</text>`)}
      </svg>
    </div>
    <details>
      <summary>In numbers<span class="sr">: ${chart.title}</span></summary>
      ${chart.table}
    </details>
  </figure>`
}

function legend(series: readonly ChartSeries[]): Html | undefined {
  if (series.length < 2) return undefined
  return html`<ul class="legend">
    ${series.map(
      ({ colour, look, name }) =>
        html`<li>
          <svg width="18" height="10" aria-hidden="true">
            <path class="${look} ${colour}" d="${look === "mark" ? "M9 1V9" : "M0 5H18"}" /></svg
          >${name}
        </li>`,
    )}
  </ul>`
}

function drawn(
  { colour, look, values }: ChartSeries,
  durationsMs: readonly number[],
  totalMs: number,
  yOf: (value: number) => number,
): Html {
  const bottom = yOf(0)
  let atMs = 0
  let line = ""
  let area = ""
  let isOpen = false
  for (const [index, durationMs] of durationsMs.entries()) {
    const from = round((atMs / Math.max(1, totalMs)) * WIDTH)
    atMs += durationMs
    const to = round((atMs / Math.max(1, totalMs)) * WIDTH)
    const value = values[index]
    if (look === "mark") {
      if ((value ?? 0) > 0) line += `M${round((from + to) / 2)} ${bottom - 9}V${bottom}`
      continue
    }
    if (value === undefined) {
      isOpen = false
      continue
    }
    const y = round(yOf(value))
    line += isOpen ? `V${y}H${to}` : `M${from} ${y}H${to}`
    area += `M${from} ${bottom}V${y}H${to}V${bottom}Z`
    isOpen = true
  }
  const fill = look === "area" ? html`<path class="fill ${colour}" d="${area}" />` : undefined
  return html`${fill}<path class="${look} ${colour}" d="${line}" />`
}

/** The outermost labels stay within the chart. */
function anchor(atMs: number, totalMs: number): string {
  if (atMs === 0) return "start"
  return atMs > totalMs * 0.93 ? "end" : "middle"
}

function clamped(value: number, most: number): number {
  return Math.min(most, Math.max(0, value))
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
