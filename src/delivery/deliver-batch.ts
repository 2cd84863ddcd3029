import type { Identity } from "../actions/identity.ts"
import { sentIdentity, sentKeys } from "../answers/answer.ts"
import type { Outcome } from "../actions/outcome.ts"
import type { Verdict } from "../answers/verdict.ts"
import { partOf, sentOf, wireOf } from "../batches/batch.ts"
import type { Batch, BatchEntry } from "../batches/batch.ts"
import type { EncodedAction } from "../batches/encoded-action.ts"
import type { AttemptResult } from "./attempt/attempt.ts"
import { attemptLoad } from "./attempt-load.ts"
import type { BatchDelivery } from "./batch-delivery.ts"
import { DeliveryStop } from "./delivery-stop.ts"
import { noteLater } from "./note-later.ts"
import { partsToSendAgain } from "./parts-to-send-again.ts"
import { afterAnswer } from "./repair/after-answer.ts"
import type { Settle } from "./repair/after-answer.ts"
import { misfits } from "./repair/field-types.ts"
import { newLoad } from "./repair/load.ts"
import type { Load } from "./repair/load.ts"
import { logWhatFollows } from "./repair/log-what-follows.ts"
import { mayBeAnAccident } from "./repair/may-be-an-accident.ts"
import type { Next } from "./repair/next.ts"
import { OpenLoads } from "./repair/open-loads.ts"
import { PointerTrust } from "./repair/pointer-trust.ts"
import { refusedChangeOfIdentity } from "./repair/refused-change-of-identity.ts"
import { searchBlocked } from "./repair/search-blocked.ts"
import type { Search } from "./repair/search-blocked.ts"
import { SettledInOrder } from "./settled-in-order.ts"
import type { Settled } from "./settled-in-order.ts"
import { mayProbe, trackOfProbes } from "./track-of-probes.ts"

/** A batch, and how far its delivery has got. */
export interface BatchUnderWay {
  readonly batch: Batch
  /** What is left of it. */
  readonly loads: readonly Load[]
  /** Whether it was announced that its entries may be sent. */
  readonly isAnnounced: boolean
}

/** A batch that was not sent yet. */
export function unsent(batch: Batch): BatchUnderWay {
  return { batch, loads: [newLoad(batch.entries)], isAnnounced: false }
}

/** How the delivery of a batch ended; entries of which nothing was told are pending: they were surely not applied. */
export interface BatchResult {
  /** What waits for another attempt while all else is settled: it is to be delivered as a batch of its own. */
  readonly rest?: BatchUnderWay
  /** Actions that were refused when merged with others of their user; they are to be sent again as they are, in this order. */
  readonly again: readonly EncodedAction[]
  /** Why no further delivery has a chance. */
  readonly stop?: DeliveryStop
  /** The users of those entries that were left when the endpoint was closed. */
  readonly left?: readonly Identity[]
}

/**
 * Gets each entry of a batch accepted, or says why not.
 *
 * Loads are sent one after the other, in the order of their entries, so that nothing overtakes within the batch. One that fails waits, and
 * those of other users go meanwhile; one that is refused is freed of its culprits, or halved until they are found. What waits when all else
 * is settled is given back, so that it does not hold up what is known of the others, nor their users.
 */
export async function deliverBatch(
  { batch, isAnnounced, loads: first }: BatchUnderWay,
  delivery: BatchDelivery,
): Promise<BatchResult> {
  const settled = new SettledInOrder(batch.entries)
  const again: EncodedAction[] = []
  const { laterRecords } = delivery
  const settle = (entry: BatchEntry, outcome: Outcome): void => {
    if (laterRecords !== undefined) noteLater(laterRecords, batch, entry, outcome)
    const parts = partsToSendAgain(batch, entry, outcome)
    if (parts !== undefined) again.push(...parts)
    settled.settle(entry, parts === undefined ? settlementsOf(batch, entry, outcome) : [])
  }
  const loads = new OpenLoads(batch, first)
  const end = (left: readonly Load[], stop?: DeliveryStop): BatchResult => {
    const open = [...left, ...loads.all]
    for (const { entries, leftOpen } of open)
      if (leftOpen !== undefined) for (const entry of entries) settle(entry, leftOpen)
    delivery.onSettled(settled.takeAll())
    const isClosed = delivery.track.closedUntilMs !== undefined
    const users = isClosed ? { left: open.flatMap(({ entries }) => usersOf(batch, entries)) } : {}
    return { again, ...users, ...(stop === undefined ? {} : { stop }) }
  }
  const pointerTrust = new PointerTrust()
  let refusals = 0
  let hasBegun = isAnnounced
  while (!loads.isEmpty) {
    const nowMs = delivery.clock.elapsedMs()
    const next = loads.take(nowMs)
    if (next === undefined) {
      const part = unsettledPart(batch, loads.all)
      if (part !== undefined) {
        delivery.onSettled(settled.takeAll())
        return { again, rest: { ...part, isAnnounced: hasBegun } }
      }
      await rest(loads.waitMs(nowMs), false, delivery)
      if (delivery.signal.aborted) return end([])
      continue
    }
    const ready = await withoutMisfits(batch, next, delivery, settle)
    const load: Load = { ...ready, leftAtMs: delivery.clock.elapsedMs() }
    if (!hasBegun && load.entries.length > 0) {
      await announce(load.entries, delivery)
      hasBegun = true
    }
    await delivery.beforeRequest?.()
    if (delivery.signal.aborted) return end([load])
    if (load.entries.length === 0 && !load.isProbe) {
      delivery.onSettled(settled.take())
      continue
    }
    const verdict = pointerTrust.weigh(await attemptLoad(batch, load, delivery), load.entries)
    if (verdict.kind === "refused") refusals += 1
    if (verdict.kind === "stop" && !mayBeAnAccident(load, verdict, delivery.health)) {
      const { clock, random, track } = delivery
      const parts = { nowMs: clock.elapsedMs(), random, mayProbe: mayProbe(delivery) }
      const search = searchBlocked(load, verdict, track, parts)
      logNext({ load, verdict, refusals }, nextOf(search), delivery)
      if (search.kind === "stop") return end([load], deliveryStop(verdict))
      if (search.kind === "reject") {
        for (const entry of load.entries) settle(entry, { kind: "rejected", rejection: search.rejection })
        track.blamed(sentKeys(sentOf(batch, load.entries), 0))
        delivery.onSettled(settled.take())
      } else {
        loads.put(search.loads)
        if (search.waitMs > 0) await pause(search.waitMs, false, delivery)
      }
      continue
    }
    const settleAgain = (entry: BatchEntry, outcome: Outcome): void => {
      const isRefused = outcome.kind === "rejected"
      settle(entry, (isRefused && refusedChangeOfIdentity(batch, entry, outcome.rejection)) || outcome)
    }
    // What is left open may have been applied already.
    const following = afterAnswer(
      batch,
      load,
      verdict,
      loads,
      delivery,
      load.leftOpen === undefined ? settle : settleAgain,
    )
    logNext({ load, verdict, refusals }, following, delivery)
    if (following.kind === "closed") {
      delivery.track.close(delivery.clock.now() + following.waitMs)
      return end([following.load])
    }
    if (following.kind === "outage")
      return end([following.load], new DeliveryStop("OUTAGE", following.message))
    const repeats = verdict.kind === "try-again" ? load.repeats + 1 : 0
    loads.put(following.loads.map((each) => ({ ...each, repeats })))
    delivery.onSettled(settled.take())
    const wait = verdict.kind === "try-again" ? rest : pause
    if (following.waitMs > 0) await wait(following.waitMs, loads.isEmpty, delivery)
  }
  return { again }
}

/** What is left of a batch as a batch of its own; undefined where that is all of it. */
function unsettledPart(
  batch: Batch,
  loads: readonly Load[],
): Pick<BatchUnderWay, "batch" | "loads"> | undefined {
  const left = loads.flatMap(({ entries }) => entries)
  if (left.length === 0 || left.length === batch.entries.length) return undefined
  const part = partOf(batch, left)
  let at = 0
  const own = loads.map((load) => ({ ...load, entries: part.entries.slice(at, (at += load.entries.length)) }))
  return { batch: part, loads: own }
}

const deliveryStop = ({ code, message }: Extract<Verdict, { kind: "stop" }>): DeliveryStop =>
  new DeliveryStop(code, message)

/** Waits before the next request; where none is left to be sent, for nothing. */
async function pause(
  waitMs: number,
  isDone: boolean,
  { clock, isLast, signal }: BatchDelivery,
): Promise<void> {
  await clock.sleep(waitMs, isDone && isLast !== undefined ? AbortSignal.any([signal, isLast]) : signal)
}

/** The same after a failure: others may be sent meanwhile. */
async function rest(waitMs: number, isDone: boolean, delivery: BatchDelivery): Promise<void> {
  const { onRest, track } = delivery
  track.resting += 1
  onRest?.()
  await pause(waitMs, isDone, delivery)
  track.resting -= 1
}

/** Waits for a load's turn. What Iterable is certain to refuse, as other answers have told, is rejected unsent. */
async function withoutMisfits(
  batch: Batch,
  load: Load,
  delivery: BatchDelivery,
  settle: Settle,
): Promise<Load> {
  const { signal, track } = delivery
  const withoutThose = ({ entries, ...others }: Load): Load => {
    const found = misfits(track.fieldTypes, batch, entries)
    for (const [entry, rejection] of found) settle(entry, { kind: "rejected", rejection })
    return { ...others, entries: found.size === 0 ? entries : entries.filter((entry) => !found.has(entry)) }
  }
  const before = track.fieldTypes
  const left = withoutThose(load)
  if (left.entries.length === 0 && !left.isProbe) return left
  await (load.isProbe ? trackOfProbes(delivery) : track).gate.pass(signal)
  // Others may have been told meanwhile to send nothing there for long.
  if (load.isProbe && !mayProbe(delivery)) return { ...left, isProbe: false }
  return track.fieldTypes === before || signal.aborted ? left : withoutThose(left)
}

function usersOf(batch: Batch, entries: readonly BatchEntry[]): Identity[] {
  const sent = sentOf(batch, entries)
  return entries.map((_, index) => sentIdentity(sent, index))
}

/** At the last moment: what only waits for its turn may be sent by a later run. */
async function announce(entries: readonly BatchEntry[], { beforeSending }: BatchDelivery): Promise<void> {
  if (beforeSending === undefined) return
  const places = entries.filter(({ idempotent }) => !idempotent)
  if (places.length > 0) await beforeSending(places)
}

/** What became of an entry, or of the updates that it is merged from. */
function settlementsOf(batch: Batch, entry: BatchEntry, outcome: Outcome): Settled {
  const { mergedFrom } = entry
  if (mergedFrom !== undefined) return mergedFrom.map(({ mapped }) => ({ action: mapped, outcome }))
  if (outcome.kind === "accepted") return { action: entry, outcome }
  return { action: entry, outcome, wire: wireOf(batch, entry) }
}

function logNext(
  { load, refusals, verdict }: { load: Load; refusals: number; verdict: AttemptResult },
  next: Next | undefined,
  { clock, logger, track }: BatchDelivery,
): void {
  const isStop = next === undefined || next.kind === "outage"
  const following = next?.kind === "go-on" ? next.loads.map(({ entries }) => entries.length) : []
  const ownWaitMs = next?.kind === "go-on" ? (next.loads[0]?.notBeforeMs ?? 0) - clock.elapsedMs() : 0
  const waitMs = isStop ? 0 : Math.max(next.waitMs, ownWaitMs)
  const isClosed = next?.kind === "closed"
  const records = load.entries.length
  logWhatFollows(
    { verdict, records, refusals, repeats: load.repeats, isStop, isClosed, following, waitMs },
    track,
    logger,
  )
}

function nextOf(search: Search): Next | undefined {
  if (search.kind === "stop") return undefined
  return search.kind === "send" ? { ...search, kind: "go-on" } : { kind: "go-on", loads: [], waitMs: 0 }
}
