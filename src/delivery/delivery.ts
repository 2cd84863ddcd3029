import { setMaxListeners } from "node:events"
import type { Identity } from "../actions/identity.ts"
import { identityOf, overwrites } from "../kinds/kind.ts"
import type { PerEndpoint } from "../kinds/per-endpoint.ts"
import type { Batch } from "../batches/batch.ts"
import type { EncodedAction } from "../batches/encoded-action.ts"
import type { MappedAction } from "../mapping/mapped-records.ts"
import type { Clock } from "../platform/clock.ts"
import { originOf } from "../sources/data-source.ts"
import { deliverBatch, unsent } from "./deliver-batch.ts"
import type { BatchDelivery } from "./batch-delivery.ts"
import { DeliveryStop } from "./delivery-stop.ts"
import { askedToWait } from "./pace/asked-to-wait.ts"
import type { Settlement } from "./importer.ts"
import type { Track } from "./track.ts"
import { Wakeup } from "./wakeup.ts"

/** With what a delivery works. */
export interface DeliveryParts extends Omit<
  BatchDelivery,
  "track" | "tracks" | "signal" | "isLast" | "onRest" | "onSettled"
> {
  readonly tracks: PerEndpoint<Track>
  readonly clock: Clock
  /**
   * So much memory may be kept by actions that are not settled yet, in all lanes together; by those that are not on their way, half of it.
   *
   * @defaultValue 48 MB
   */
  readonly maxKeptBytes?: number | undefined
}

/** So many actions are offered before it is asked anew whether there is room: asking costs more than offering. */
const OFFERED_AT_ONCE = 64
/** So many actions of closed endpoints are read past at most, so that the others go on: the journal notes each gap. */
const MAX_LEFT_BEHIND = 100_000
/** Enough for what is on its way where answers take a second. */
const MAX_KEPT_BYTES = 48_000_000
/** A forming batch that is older than this is sent incomplete, at the latest when it is twice as old. */
const LINGER_MS = 1_000

/**
 * One delivery, from the first action to the last outcome.
 *
 * A single loop decides: it starts what may start, gives what is settled, pulls when there is room, and else sleeps until
 * an answer or an array of actions comes in. Only requests and the pull run beside it.
 */
export class Delivery {
  readonly #parts: DeliveryParts
  readonly #tracks: readonly Track[]
  readonly #tracksByName: ReadonlyMap<string, Track>
  readonly #upstream: AsyncIterator<readonly MappedAction[]>
  readonly #wakeup = new Wakeup()
  /** Aborts when nothing more is to be sent: on request, or since no request has a chance. */
  readonly #halt = new AbortController()
  /** Aborts when no batch is left to be sent but those that are under way. */
  readonly #emptied = new AbortController()
  /** For each endpoint: aborts when nothing more is to be sent there. */
  readonly #signals: ReadonlyMap<Track, AbortSignal>
  /** As they came: an array for each request, most of them of thousands. */
  #settled: (readonly Settlement[])[] = []
  #pull: "none" | "under-way" | "ended" = "none"
  /** What was pulled last, of which the first `#offered` were offered. */
  #pulled: readonly MappedAction[] = []
  #offered = 0
  /** Actions of closed endpoints: they are pending, and their users' later ones too. */
  #leftBehind = 0
  /** When the last batch ended. */
  #restingSinceMs: number | undefined
  /** Why the delivery cannot go on: a stop, or an error of the upstream. */
  #failure: { readonly error: unknown } | undefined

  constructor(actions: AsyncIterable<readonly MappedAction[]>, parts: DeliveryParts) {
    this.#upstream = actions[Symbol.asyncIterator]()
    this.#parts = parts
    this.#tracks = Object.values(parts.tracks)
    this.#tracksByName = new Map(this.#tracks.map((track) => [track.endpoint.name, track]))
    this.#signals = new Map(
      this.#tracks.map((track) => [track, AbortSignal.any([this.#halt.signal, track.closing])]),
    )
    // Every request that waits listens to one of them, and there may be hundreds.
    setMaxListeners(Number.POSITIVE_INFINITY, this.#halt.signal, ...this.#signals.values())
  }

  /** Gives outcomes until all are given. Ends early, once what is in flight is settled, after the signal aborted. */
  async *outcomes(signal: AbortSignal): AsyncGenerator<readonly Settlement[], void, undefined> {
    const onAbort = (): void => this.#stop()
    signal.addEventListener("abort", onAbort, { once: true })
    if (signal.aborted) onAbort()
    const ended = new AbortController()
    void this.#watchAge(ended.signal)
    try {
      while (!this.#isOver) {
        do {
          this.#offerWhatFits()
          this.#startWhatMayStart()
          // What was started has made room for more.
        } while (this.#pulled.length > 0 && !this.#isFull && !this.#halt.signal.aborted)
        if (this.#settled.length > 0) yield this.#takeSettled()
        else if (this.#isAtRest) break
        else {
          if (this.#mayPull) void this.#pullOnce()
          await this.#wakeup.wait()
        }
      }
    } finally {
      signal.removeEventListener("abort", onAbort)
      ended.abort()
      this.#noteWhatWaits()
      this.#halt.abort()
      if (this.#pull !== "ended") this.#closeUpstream()
    }
    if (this.#failure !== undefined) throw this.#failure.error
  }

  get #isOver(): boolean {
    if (this.#settled.length > 0 || this.#isBusy) return false
    return this.#halt.signal.aborted || (this.#hasEnded && this.#tracks.every(({ lane }) => lane.isEmpty))
  }

  /** Whether batches are on their way. */
  get #isBusy(): boolean {
    return this.#tracks.some(({ inFlight }) => inFlight > 0)
  }

  /** Whether nothing more comes into the lanes. */
  get #hasEnded(): boolean {
    return this.#pull === "ended" && this.#pulled.length === 0
  }

  /** Whether nothing more can happen until a closed endpoint may be used again. */
  get #isAtRest(): boolean {
    if (this.#pull === "under-way" || this.#mayPull) return false
    return this.#tracks.some(isClosed) && !this.#isBusy
  }

  get #mayPull(): boolean {
    return this.#pull === "none" && this.#pulled.length === 0 && !this.#halt.signal.aborted && !this.#isFull
  }

  get #isFull(): boolean {
    if (this.#leftBehind >= MAX_LEFT_BEHIND) return true
    let [keptBytes, waitingBytes] = [0, 0]
    for (const track of this.#tracks) {
      if (isClosed(track)) continue
      if (track.lane.isFull) return true
      keptBytes += track.lane.keptBytes
      waitingBytes += track.lane.waitingBytes
    }
    // What is kept is on its way, can be sent, or waits for one of these: room is made in any case.
    const { maxKeptBytes = MAX_KEPT_BYTES } = this.#parts
    return keptBytes >= maxKeptBytes || waitingBytes >= maxKeptBytes / 2
  }

  #startWhatMayStart(): void {
    // Where nothing more will come, or can come for now, what there is goes as it is.
    const hasEnded = this.#hasEnded
    const isFull = this.#isFull
    for (const track of this.#tracks) {
      while (track.hasRoom && !this.#halt.signal.aborted) {
        const isDry = isFull || track.lane.isStale
        const batch = track.lane.take(hasEnded || (isDry && track.underWay === 0))
        if (batch === undefined) break
        void this.#deliver(batch, track)
      }
    }
    if (hasEnded && this.#tracks.every(({ lane }) => lane.isEmpty)) this.#emptied.abort()
  }

  async #deliver(batch: Batch, track: Track): Promise<void> {
    const { clock, health } = this.#parts
    if (!this.#isBusy) health.rested(clock.elapsedMs() - (this.#restingSinceMs ?? clock.elapsedMs()))
    track.inFlight += 1
    let underWay = unsent(batch)
    let again: readonly EncodedAction[] = []
    let left: readonly Identity[] = []
    try {
      const signal = this.#signals.get(track) ?? this.#halt.signal
      const onSettled = (settlements: readonly Settlement[]): void => this.#noteSettled(settlements)
      const onRest = (): void => this.#wakeup.ring()
      const isLast = this.#emptied.signal
      const delivery = { ...this.#parts, track, signal, isLast, onRest, onSettled }
      let result = await deliverBatch(underWay, delivery)
      while (result.rest !== undefined) {
        const { again: sentAgain, rest } = result
        track.lane.settleAllBut(rest.batch, underWay.batch, sentAgain)
        this.#wakeup.ring()
        underWay = rest
        result = await deliverBatch(rest, delivery)
      }
      again = result.again
      left = result.left ?? []
      if (result.stop !== undefined) this.#fail(result.stop)
    } catch (error) {
      this.#fail(error)
    }
    track.inFlight -= 1
    this.#restingSinceMs = clock.elapsedMs()
    // Before anything that waits for them is let go.
    for (const identity of left) track.lane.leave(identity)
    this.#leftBehind += left.length
    track.lane.settle(underWay.batch, again)
    this.#wakeup.ring()
  }

  #noteSettled(settlements: readonly Settlement[]): void {
    if (settlements.length === 0) return
    this.#settled.push(settlements)
    this.#wakeup.ring()
  }

  async #pullOnce(): Promise<void> {
    this.#pull = "under-way"
    try {
      const result = await this.#upstream.next()
      this.#pull = result.done === true ? "ended" : "none"
      if (result.done !== true) this.#pulled = result.value
    } catch (error) {
      this.#pull = "ended"
      this.#failure ??= { error }
    }
    this.#wakeup.ring()
  }

  /** Not awaited: a source that gives nothing may never answer. What it says on its way out concerns nobody. */
  #closeUpstream(): void {
    Promise.resolve(this.#upstream.return?.()).catch(() => undefined)
  }

  async #watchAge(ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      await this.#parts.clock.sleep(LINGER_MS, ended)
      for (const { lane } of this.#tracks) lane.noteAge()
      this.#endInOutage()
      this.#wakeup.ring()
    }
  }

  /** However long what has failed is to wait, be it for its turn or for another attempt. */
  #endInOutage(): void {
    const { health } = this.#parts
    if (this.#isBusy && health.isOverdue) this.#fail(new DeliveryStop("OUTAGE", health.describe()))
  }

  /** Offers what was pulled, for as long as there is room. */
  #offerWhatFits(): void {
    while (this.#pulled.length > 0 && !this.#isFull) {
      const end = Math.min(this.#offered + OFFERED_AT_ONCE, this.#pulled.length)
      for (const mapped of this.#pulled.slice(this.#offered, end)) this.#offer(mapped)
      this.#offered = end
      if (end < this.#pulled.length) continue
      this.#pulled = []
      this.#offered = 0
    }
  }

  #offer(mapped: MappedAction): void {
    const { action, item, kind } = mapped
    const track = this.#tracksByName.get(kind.endpoint.name)
    if (track === undefined) throw new TypeError(`nothing is delivered through ${kind.endpoint.name}`)
    if (isClosed(track)) {
      const identity = kind.identityOf(action)
      track.lane.leave(identity, kind.effectOf(action, identity).does)
      this.#leftBehind += 1
      return
    }
    const rejection = track.lane.offer(mapped)
    if (rejection === undefined) return
    if (overwrites(mapped)) this.#parts.laterRecords?.failed(identityOf(mapped), originOf(item))
    this.#settled.push([{ action: mapped, outcome: { kind: "rejected", rejection } }])
  }

  /** Where it is for closed endpoints only that something is left, that is what ends the delivery. */
  #noteWhatWaits(): void {
    const closed = this.#tracks.filter(isClosed)
    const hasLeft = this.#leftBehind > 0 || this.#tracks.some(({ lane }) => !lane.isEmpty)
    if (closed.length === 0 || !hasLeft || this.#halt.signal.aborted || this.#failure !== undefined) return
    this.#failure = { error: askedToWait(closed) }
  }

  #takeSettled(): readonly Settlement[] {
    const [first = [], ...others] = this.#settled
    this.#settled = []
    return others.length === 0 ? first : [first, ...others].flat()
  }

  #fail(error: unknown): void {
    this.#failure ??= { error }
    this.#stop()
  }

  #stop(): void {
    this.#halt.abort()
    this.#wakeup.ring()
  }
}

function isClosed({ closedUntilMs }: Track): boolean {
  return closedUntilMs !== undefined
}
