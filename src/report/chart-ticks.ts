/** Where a chart's axis is marked, from zero, and how far it reaches. */
export interface ChartTicks {
  readonly end: number
  readonly ticks: readonly { readonly at: number; readonly label: string }[]
}

/** What is smaller is drawn as nothing. */
const LEAST = 1e-9

/** Round values from zero to at least `most`, with no more than five steps. */
export function valueTicks(most: number, labelOf: (value: number) => string): ChartTicks {
  const wanted = Number.isFinite(most) && most > LEAST ? most : 1
  const raw = wanted / 4
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= raw * (1 - 1e-9)) ?? 10) * power
  const count = Math.max(1, Math.ceil(wanted / step - 1e-9))
  const ticks = Array.from({ length: count + 1 }, (_, index) => index * step)
  return { end: count * step, ticks: ticks.map((at) => ({ at, label: labelOf(at) })) }
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const TIME_STEPS: readonly (readonly [stepMs: number, unitMs: number, unit: string])[] = [
  ...[0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30].map(
    (step) => [step * SECOND, SECOND, "s"] as const,
  ),
  ...[1, 2, 5, 10, 15, 30].map((step) => [step * MINUTE, MINUTE, "min"] as const),
  ...[1, 2, 3, 6, 12].map((step) => [step * HOUR, HOUR, "h"] as const),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((step) => [step * DAY, DAY, "d"] as const),
]

/** Round times from zero to at most `totalMs`, no more than four beside zero. */
export function timeTicks(totalMs: number): ChartTicks {
  const fitting = TIME_STEPS.find(([stepMs]) => totalMs / stepMs < 5)
  const [stepMs, unitMs, unit] = fitting ?? [Math.max(totalMs, DAY), DAY, "d"]
  const count = Math.floor(totalMs / stepMs + 1e-9)
  const ticks = Array.from({ length: count + 1 }, (_, index) => index * stepMs)
  return {
    end: totalMs,
    ticks: ticks.map((at) => ({
      at,
      label: at === 0 ? "0" : `${Number((at / unitMs).toPrecision(4))} ${unit}`,
    })),
  }
}
