import { ALL_KINDS } from "../../kinds/all-kinds.ts"
import { capitalized } from "./capitalized.ts"
import { html } from "./report-page-html.ts"
import type { Html } from "./report-page-html.ts"
import type { ReportPageData } from "./report-page-data.ts"
import { REPORT_PAGE_NUMBERS } from "./report-page-numbers.ts"
import { RunHistory, fewerPoints, totalOf } from "../run-history.ts"
import type { HistoryPoint } from "../run-history.ts"
import { timeChart } from "../time-chart.ts"
import type { ChartSeries, TimeChart } from "../time-chart.ts"

const { count, countOf, duration, percent, rate } = REPORT_PAGE_NUMBERS

/** As many steps as a phone's width tells apart. */
const STRETCHES_DRAWN = 60
const ROWS_IN_TABLE = 10
/** What takes less is over before anything could be measured. */
const SHORTEST_MS = 1_000

/** How the import went over time; undefined where too little is known of that. */
export function reportPageCharts({
  history,
  limitsPerSecond,
  nouns,
  summary,
}: ReportPageData): Html | undefined {
  const { points } = new RunHistory(history)
  const total = totalOf(points)
  if (points.length < 2 || total.durationMs < SHORTEST_MS) return undefined
  const drawn: Drawn = {
    points: fewerPoints(points, STRETCHES_DRAWN),
    rows: fewerPoints(points, ROWS_IN_TABLE),
    total,
  }
  const charts = [
    recordsChart(drawn),
    ...(total.answers === 0 ? [] : [latencyChart(drawn)]),
    ...requestCharts(drawn, { limitsPerSecond, nouns }),
  ]
  const pauses =
    total.runsBegun < 2
      ? undefined
      : html` It took ${count(total.runsBegun)} runs with ${duration(total.pauseMs)} between them; a dashed
        upright line shows where one went on.`
  const nothingSent = summary.dryRun
    ? " Nothing was sent: this is how fast the records were read and mapped."
    : ""
  return html`<section aria-labelledby="over-time">
    <h2 id="over-time">Over time</h2>
    <p class="lead">Across: the time that the import ran.${nothingSent}${pauses}</p>
    <div class="charts">${charts.map(timeChart)}</div>
  </section>`
}

interface Drawn {
  readonly points: readonly HistoryPoint[]
  readonly rows: readonly HistoryPoint[]
  readonly total: HistoryPoint
}

function recordsChart({ points, rows, total }: Drawn): TimeChart {
  const settled = points.map((point) => perSecond(point.settled, point))
  const hasRejected = total.rejected > 0
  const rejected: ChartSeries = {
    name: "rejected",
    look: "line",
    colour: "bad",
    values: points.map((point) => perSecond(point.rejected, point)),
  }
  return {
    title: "Records per second",
    reading: `${rate(perSecond(total.settled, total))} on average, ${rate(Math.max(...settled))} at best.`,
    ...over(points),
    series: [
      { name: "settled", look: "area", colour: "accent", values: settled },
      ...(hasRejected ? [rejected] : []),
    ],
    table: table(rows, [
      ["Records", (point) => count(point.settled)],
      ["per second", (point) => rate(perSecond(point.settled, point))],
      ...(hasRejected ? [["rejected", (point: HistoryPoint) => count(point.rejected)] as const] : []),
    ]),
  }
}

function latencyChart({ points, rows, total }: Drawn): TimeChart {
  const latencyMs = (point: HistoryPoint): number | undefined =>
    point.answers > 0 ? point.latencyTotalMs / point.answers : undefined
  const inFlight = (point: HistoryPoint): number => point.inFlightMs / Math.max(1, point.durationMs)
  return {
    title: "Milliseconds until an answer",
    reading: `${rate(latencyMs(total) ?? 0)} ms on average, with ${rate(inFlight(total))} requests in flight.`,
    ...over(points),
    series: [{ name: "time until an answer", look: "area", colour: "accent", values: points.map(latencyMs) }],
    table: table(rows, [
      ["Answers", (point) => count(point.answers)],
      ["ms", (point) => (point.answers > 0 ? rate(latencyMs(point) ?? 0) : "–")],
      ["in flight", (point) => rate(inFlight(point))],
    ]),
  }
}

function requestCharts(
  drawn: Drawn,
  { limitsPerSecond = {}, nouns = ALL_KINDS.nouns }: Pick<ReportPageData, "limitsPerSecond" | "nouns">,
): TimeChart[] {
  const { total } = drawn
  if (total.requests === 0) return []
  const endpoints = Object.entries(nouns).filter(([name]) => numberAt(total, `${name}Requests`) > 0)
  if (endpoints.length === 0) {
    const counts = { requests: "requests", throttled: "throttled", paceMs: undefined } as const
    return [requestsChart(drawn, "Requests per second", counts, undefined)]
  }
  const limits: Readonly<Record<string, number>> = limitsPerSecond
  return endpoints.map(([name, [one]]) => {
    const counts = {
      requests: `${name}Requests`,
      throttled: `${name}Throttled`,
      paceMs: `${name}PaceMs`,
    } as const
    return requestsChart(drawn, `${capitalized(one)} requests per second`, counts, limits[name])
  })
}

interface Counts {
  readonly requests: keyof HistoryPoint
  readonly throttled: keyof HistoryPoint
  readonly paceMs: keyof HistoryPoint | undefined
}

function requestsChart(
  { points, rows, total }: Drawn,
  title: string,
  { paceMs, requests, throttled }: Counts,
  limit: number | undefined,
): TimeChart {
  const used = (point: HistoryPoint): number => perSecond(numberAt(point, requests), point)
  const pace = (point: HistoryPoint): number | undefined => {
    const ofPoint = paceMs === undefined ? 0 : numberAt(point, paceMs)
    return ofPoint === 0 ? undefined : ofPoint / Math.max(1, point.durationMs)
  }
  const tooManyIn = (point: HistoryPoint): number => numberAt(point, throttled)
  const hasPace = points.some((point) => pace(point) !== undefined)
  const ofLimit = limit === undefined ? "" : `, ${percent(used(total), limit)} of the limit of ${rate(limit)}`
  const tooMany = tooManyIn(total) === 0 ? "" : ` ${countOf(tooManyIn(total), "answer")} 429 (too many).`
  const limitLine: ChartSeries = {
    name: "limit",
    look: "dashes",
    colour: "bad",
    values: points.map(() => limit),
  }
  const paceLine: ChartSeries = {
    name: "allowed pace",
    look: "line",
    colour: "quiet",
    values: points.map(pace),
  }
  const marks: ChartSeries = {
    name: "answers 429",
    look: "mark",
    colour: "bad",
    values: points.map(tooManyIn),
  }
  return {
    title,
    reading: `${rate(used(total))} on average${ofLimit}.${tooMany}`,
    ...over(points),
    series: [
      { name: "sent", look: "area", colour: "accent", values: points.map(used) },
      ...(hasPace ? [paceLine] : []),
      ...(limit === undefined ? [] : [limitLine]),
      ...(tooManyIn(total) === 0 ? [] : [marks]),
    ],
    table: table(rows, [
      ["Requests", (point) => count(numberAt(point, requests))],
      ["per second", (point) => rate(used(point))],
      ...(hasPace ? [["pace", (point: HistoryPoint) => rate(pace(point) ?? 0)] as const] : []),
      ...(tooManyIn(total) === 0 ? [] : [["429", (point: HistoryPoint) => count(tooManyIn(point))] as const]),
    ]),
  }
}

const numberAt = (point: HistoryPoint, column: keyof HistoryPoint): number => point[column] ?? 0

/** What all charts over the same time have in common. */
function over(points: readonly HistoryPoint[]): Pick<TimeChart, "durationsMs" | "breaks"> {
  const breaks: { readonly atMs: number; readonly label: string }[] = []
  let atMs = 0
  for (const [index, { durationMs, pauseMs, runsBegun }] of points.entries()) {
    if (index > 0 && runsBegun > 0) breaks.push({ atMs, label: `Went on after ${duration(pauseMs)}` })
    atMs += durationMs
  }
  return { durationsMs: points.map(({ durationMs }) => durationMs), breaks }
}

type Column = readonly [title: string, valueOf: (point: HistoryPoint) => string]

function table(rows: readonly HistoryPoint[], columns: readonly Column[]): Html {
  let atMs = 0
  const lines = rows.map((point) => {
    const fromMs = atMs
    atMs += point.durationMs
    return html`<tr>
      <th scope="row">${duration(fromMs)}</th>
      ${columns.map(([, valueOf]) => html`<td>${valueOf(point)}</td>`)}
    </tr>`
  })
  return html`<table class="numbers">
    <thead>
      <tr>
        <th scope="col">From</th>
        ${columns.map(([title]) => html`<th scope="col">${title}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${lines}
    </tbody>
  </table>`
}

function perSecond(amount: number, { durationMs }: HistoryPoint): number {
  return (Math.max(0, amount) * 1000) / Math.max(1, durationMs)
}
