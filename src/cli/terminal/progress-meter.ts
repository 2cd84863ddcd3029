import type { EndpointName, EndpointStatistics, Progress } from "../../index.ts"
import { TimeLeft } from "./time-left.ts"

/** What there is to show of an import under way. */
export interface ProgressView {
  /** How much of the source is done with, from 0 to 1; undefined where its size is not known. */
  readonly fraction: number | undefined
  /** Records that reached their final state. */
  readonly records: number
  /** Of the last seconds. */
  readonly recordsPerSecond: number
  /** Rejected, or of unknown fate. */
  readonly rejects: number
  readonly leftMs: number | undefined
  readonly requests: number
  /** How fast requests go, and may go at most, for each endpoint that has had any. */
  readonly paces: readonly RequestPace[]
  /** Answers 429. */
  readonly throttled: number
  /** Requests that were refused for some of what they held. */
  readonly repaired: number
  /** Why the last request failed, while nothing has gone well since. */
  readonly trouble: string | undefined
  /** No more records are taken: how much of the source is left says nothing of the time that is. */
  readonly isStopping: boolean
}

/** How fast the requests to an endpoint go. */
export interface RequestPace {
  readonly endpoint: EndpointName
  /** Requests per second, of the last seconds. */
  readonly perSecond: number
  /** How many requests a second may go at this moment; undefined where nothing limits them. */
  readonly limitPerSecond: number | undefined
}

interface Sample {
  readonly atMs: number
  readonly records: number
  readonly channels: Channels | undefined
}

type Channels = NonNullable<Progress["delivery"]>["channels"]

/** The first requests of a run are no pace yet. */
const SHORTEST_RATE_MS = 1_000

const RATE_WINDOW_MS = 10_000

const NOTHING_YET: Progress = {
  records: { read: 0, imported: 0, rejected: 0, skipped: 0, unknown: 0, pending: 0 },
  settledBefore: 0,
  bytesRead: undefined,
  sizeBytes: undefined,
  share: undefined,
  elapsedMs: 0,
  delivery: undefined,
}

/** Turns the progress that an import reports into what is shown of it: smoothed, at any moment. */
export class ProgressMeter {
  readonly #timeLeft: TimeLeft
  readonly #samples: Sample[] = []
  #progress: Progress = NOTHING_YET
  #trouble: { readonly reason: string; readonly records: number } | undefined
  #isStopping = false
  /** How much of the source was done with when the import started. */
  #startFraction = 0

  constructor(startMs: number) {
    this.#timeLeft = new TimeLeft(startMs)
    this.#samples.push({ atMs: startMs, records: 0, channels: undefined })
  }

  /** Takes the latest news. */
  note(progress: Progress): void {
    if (this.#progress === NOTHING_YET && progress.settledBefore > 0) this.#noteResume(progress)
    this.#progress = progress
  }

  /** Takes that a request failed and will be sent again. */
  noteTrouble(reason: string): void {
    this.#trouble = { reason, records: settledOf(this.#progress) }
  }

  /** Takes that the import was asked to stop. */
  noteStopping(): void {
    this.#isStopping = true
  }

  /** What to show now. */
  view(nowMs: number): ProgressView {
    const progress = this.#progress
    const { rejected, unknown } = progress.records
    const records = settledOf(progress)
    const { share: fraction } = progress
    const first = this.#sample({ atMs: nowMs, records, channels: progress.delivery?.channels })
    const elapsedMs = nowMs - first.atMs
    return {
      fraction,
      records,
      recordsPerSecond: elapsedMs === 0 ? 0 : ((records - first.records) * 1000) / elapsedMs,
      paces: pacesOf(progress.delivery?.channels, first.channels, elapsedMs),
      rejects: rejected + unknown,
      leftMs:
        fraction === undefined || this.#isStopping || progress.delivery?.answers === 0
          ? undefined
          : this.#timeLeft.update(this.#ownShare(fraction), nowMs),
      requests: progress.delivery?.requests ?? 0,
      throttled: progress.delivery?.throttled ?? 0,
      repaired: progress.delivery?.repaired ?? 0,
      trouble: this.#trouble?.records === records ? this.#trouble.reason : undefined,
      isStopping: this.#isStopping,
    }
  }

  /** What earlier runs of the import did is no speed of this one. */
  #noteResume(progress: Progress): void {
    const [first] = this.#samples
    if (first !== undefined) this.#samples[0] = { ...first, records: progress.settledBefore }
    this.#startFraction = progress.share ?? 0
  }

  #ownShare(fraction: number): number {
    return Math.max(0, fraction - this.#startFraction) / (1 - this.#startFraction)
  }

  /** Takes a sample, and gives the one that stood some seconds ago. */
  #sample(now: Sample): Sample {
    this.#samples.push(now)
    while (this.#samples.length > 2 && (this.#samples[1]?.atMs ?? now.atMs) <= now.atMs - RATE_WINDOW_MS)
      this.#samples.shift()
    return this.#samples[0] ?? now
  }
}

function pacesOf(
  channels: Channels | undefined,
  before: Channels | undefined,
  elapsedMs: number,
): readonly RequestPace[] {
  if (channels === undefined) return []
  const used = Object.entries(channels).filter(([, { requests }]) => requests > 0)
  return (used as [EndpointName, EndpointStatistics][]).map(([endpoint, { perSecond, requests }]) => {
    const sent = requests - (before?.[endpoint].requests ?? 0)
    const sentPerSecond = (sent * 1000) / Math.max(elapsedMs, SHORTEST_RATE_MS)
    return { endpoint, perSecond: sentPerSecond, limitPerSecond: perSecond }
  })
}

function settledOf({ records }: Progress): number {
  return records.read - records.pending
}
