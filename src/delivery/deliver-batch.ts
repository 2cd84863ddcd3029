import type { Identity } from "../actions/identity.ts"
import { sentIdentity, sentKeys } from "../answers/answer.ts"
import { ACCEPTED } from "../actions/outcome.ts"
import type { Outcome, Rejection } from "../actions/outcome.ts"
import type { PerEndpoint } from "../kinds/per-endpoint.ts"
import type { Verdict } from "../answers/verdict.ts"
import { bodyOf, emptyBody, partOf, sentOf, wireOf } from "../batches/batch.ts"
import type { Batch, BatchEntry } from "../batches/batch.ts"
import type { EncodedAction } from "../batches/encoded-action.ts"
import { isMalformedAddress } from "../answers/is-malformed-address.ts"
import { apart } from "../batches/apart.ts"
import { halves } from "../batches/halves.ts"
import type { Clock } from "../platform/clock.ts"
import type { Logger } from "../platform/logger.ts"
import type { Random } from "../platform/random.ts"
import { afterFailure } from "./repair/after-failure.ts"
import type { Attempt, AttemptResult } from "./attempt/attempt.ts"
import { backoffMs } from "./pace/backoff.ts"
import { afterAcceptance, afterRefusal, misfits } from "./repair/field-types.ts"
import type { DeliveryCounter } from "./delivery-statistics.ts"
import { DeliveryStop } from "./delivery-stop.ts"
import type { Health } from "./pace/health.ts"
import type { DeliverOptions, Settlement } from "./importer.ts"
import type { LaterRecords } from "./later-records.ts"
import { leftToSendAgain } from "./repair/left-to-send-again.ts"
import { newLoad } from "./repair/load.ts"
import type { Load } from "./repair/load.ts"
import { logWhatFollows } from "./repair/log-what-follows.ts"
import { mayBeAnAccident } from "./repair/may-be-an-accident.ts"
import { goOn } from "./repair/next.ts"
import type { Next } from "./repair/next.ts"
import { noteLater } from "./note-later.ts"
import { OpenLoads } from "./repair/open-loads.ts"
import { isByHint, PointerTrust } from "./repair/pointer-trust.ts"
import { refusedChangeOfIdentity } from "./repair/refused-change-of-identity.ts"
import { searchBlocked } from "./repair/search-blocked.ts"
import type { Search } from "./repair/search-blocked.ts"
import { SettledInOrder } from "./settled-in-order.ts"
import { mayProbe, trackOfProbes } from "./track-of-probes.ts"
import type { Track } from "./track.ts"
import { say } from "../messages/say.ts"

/** With what a batch is delivered. */
export interface BatchDelivery {
  readonly attempt: Attempt
  /** Awaited before actions are sent for the first time that must not be sent twice. */
  readonly beforeSending?: DeliverOptions["beforeSending"]
  /** Told of the users about whom records fail, and of what is imported about them later. */
  readonly laterRecords?: LaterRecords | undefined
  /** That of the batch's endpoint. */
  readonly track: Track
  /** Those of all endpoints, as one may carry the requests without records of another. */
  readonly tracks?: PerEndpoint<Track>
  readonly health: Health
  readonly clock: Clock
  readonly random: Random
  readonly counter: DeliveryCounter
  readonly logger: Logger
  /** When it aborts, no further request is made. */
  readonly signal: AbortSignal
  /** Aborts when no other batch is left to be sent. @defaultValue others may follow */
  readonly isLast?: AbortSignal
  /** Called when the batch begins to wait for another attempt. */
  readonly onRest?: () => void
  /** Called with what became of entries, in their order, as soon as it is known. */
  readonly onSettled: (settlements: readonly Settlement[]) => void
}

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

/** So often an answer may not tell of an entry that was alone in its request until that is all there is to know. */
const ANSWERS_THAT_DO_NOT_TELL = 3

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
    const { mergedFrom } = entry
    if (laterRecords !== undefined) noteLater(laterRecords, batch, entry, outcome)
    if (mergedFrom === undefined) settled.settle(entry, settlementOf(batch, entry, outcome))
    else if (outcome.kind === "rejected" && !isForItsUser(outcome.rejection, batch, entry)) {
      again.push(...inHalves(mergedFrom))
      settled.settle(entry, [])
    } else
      settled.settle(
        entry,
        mergedFrom.map(({ placed }) => ({ place: placed, outcome })),
      )
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
    const following = decide(
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

/** Why a user is refused whatever is to change in it. */
const CODES_OF_THE_USER = new Set(["not-found", "forgotten", "InvalidUserIdError", "ForgottenUserError"])
const CODES_OF_AN_ADDRESS = new Set(["invalid-identifier", "InvalidEmailAddressError"])

/** Whether an update is surely refused for its user, so that the updates that it is merged from share its fate. */
function isForItsUser({ code }: Rejection, batch: Batch, entry: BatchEntry): boolean {
  if (!CODES_OF_AN_ADDRESS.has(code)) return CODES_OF_THE_USER.has(code)
  const { email } = sentIdentity(sentOf(batch, [entry]), 0)
  return email !== undefined && isMalformedAddress(email)
}

/** The parts of a merged update that was refused, to be merged again by halves until the one to blame stands alone. */
function inHalves(parts: readonly EncodedAction[]): EncodedAction[] {
  const middle = Math.ceil(parts.length / 2)
  const groups = [Symbol("first half"), Symbol("second half")]
  return parts.map((part, index) => ({ ...part, mergeGroup: groups[index < middle ? 0 : 1] }))
}

function settlementOf(batch: Batch, entry: BatchEntry, outcome: Outcome): Settlement {
  if (outcome.kind === "accepted") return { place: entry, outcome }
  return { place: entry, outcome, wire: wireOf(batch, entry) }
}

async function attemptLoad(batch: Batch, load: Load, delivery: BatchDelivery): Promise<AttemptResult> {
  const { attempt, clock, counter, health, logger, track } = delivery
  const { endpoint } = load.isProbe ? trackOfProbes(delivery) : track
  const body = load.isProbe ? emptyBody(endpoint) : bodyOf(batch, load.entries)
  const ofEndpoint = counter.ofEndpoint(endpoint)
  counter.requests += 1
  ofEndpoint.requests += 1
  if (load.repeats > 0) counter.retries += 1
  counter.inFlight += 1
  const startedMs = clock.elapsedMs()
  // What a search for culprits meets says nothing of the size of ordinary requests.
  const isWhole = !load.isPart && load.entries.length > 1
  const sent = sentOf(batch, load.entries)
  const { fieldTypes } = track
  health.started()
  const patienceMs = (): number => health.patienceWithAnswersMs
  const { group } = batch
  const { repeats } = load
  const verdict = await attempt({ endpoint, group, body, sent, repeats, patienceMs })
  health.ended()
  counter.inFlight -= 1
  track.noteFailure(verdict.kind === "try-again", load.failures === 0)
  if (!neverLeft(verdict)) counter.bodyBytes += body.length
  const { recordsPerRequest: before } = track
  if (verdict.kind === "try-again") {
    health.failed(verdict.rejection.message, verdict.applied === "maybe" || verdict.throttled)
    if (verdict.throttled) {
      counter.throttled += 1
      ofEndpoint.throttled += 1
    }
    if (verdict.rejection.code === "timeout" && isWhole) track.wasTooLarge(load.entries.length)
  } else if (verdict.kind !== "stop") {
    health.good()
    if (verdict.kind !== "too-large") counter.isKeyAccepted = true
    if (verdict.kind === "processed" || load.isProbe) track.gotThrough(startedMs, load.entries.length)
    if (verdict.kind === "processed") {
      const latencyMs = clock.elapsedMs() - startedMs
      counter.noteAnswer(latencyMs)
      track.wentWell(load.entries.length, latencyMs)
      counter.noteFields(verdict.createdFields, verdict.filteredOutFields)
      if (track.fieldTypes.length > 0) {
        const accepted = acceptedOf(load.entries, verdict)
        track.fieldTypes = afterAcceptance(track.fieldTypes, fieldTypes, batch, accepted)
      }
    }
    if (verdict.kind === "refused" && verdict.mismatches !== undefined)
      track.fieldTypes = afterRefusal(track.fieldTypes, verdict.mismatches, batch, load.entries)
    if (verdict.kind === "too-large" && isWhole) track.wasTooLarge(load.entries.length)
    if (verdict.kind === "refused" && load.entries.length > 1) counter.repaired += 1
  }
  const { recordsPerRequest } = track
  if (recordsPerRequest !== before)
    logger.debug("Requests change their size.", { channel: endpoint.name, before, recordsPerRequest })
  return verdict
}

/** There was no connection for it. */
function neverLeft(verdict: Verdict): boolean {
  return verdict.kind === "try-again" && verdict.applied === "never" && verdict.rejection.code === "no-answer"
}

function acceptedOf(
  entries: readonly BatchEntry[],
  { doubtful, rejected }: Extract<Verdict, { kind: "processed" }>,
): readonly BatchEntry[] {
  const others = new Set([...doubtful, ...rejected.keys()])
  return others.size === 0 ? entries : entries.filter((_, index) => !others.has(index))
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

/** Settles what a verdict settles, and says what is to be sent next. */
function decide(
  batch: Batch,
  load: Load,
  verdict: Verdict,
  others: OpenLoads,
  delivery: BatchDelivery,
  settle: Settle,
): Next {
  const { isPart, leftOpen } = load
  switch (verdict.kind) {
    case "stop":
      return {
        kind: "go-on",
        loads: [
          {
            ...load,
            doubted: [...load.doubted, verdict.code],
            isDoubtedAlone: load.entries.length === 1,
          },
        ],
        waitMs: backoffMs(1, delivery.random),
      }
    case "processed": {
      const untold = load.entries.length === 1 ? load.untold + 1 : 0
      return goOn(afterProcessed(batch, { ...load, untold }, verdict, settle), {
        isPart: true,
        leftOpen: NOT_TOLD_YET,
        untold,
      })
    }
    case "refused":
      return goOn(afterRefused(batch, load.entries, verdict, settle), { isPart, leftOpen })
    case "too-large":
      return goOn(halvesOrReject(load.entries, verdict.rejection, settle), { isPart, leftOpen })
    case "try-again":
      return afterFailure(load, verdict, others, delivery, settle)
  }
}

type Settle = (entry: BatchEntry, outcome: Outcome) => void

function afterProcessed(
  batch: Batch,
  { entries, untold }: Load,
  verdict: Extract<Verdict, { kind: "processed" }>,
  settle: Settle,
): readonly (readonly BatchEntry[])[] {
  // Nearly every answer is such a one.
  if (verdict.rejected.size === 0 && verdict.doubtful.length === 0) {
    for (const entry of entries) settle(entry, ACCEPTED)
    return []
  }
  const doubtful = new Set(verdict.doubtful)
  const candidates = new Set(verdict.candidates)
  const again: BatchEntry[] = []
  const named: BatchEntry[] = []
  for (const [index, entry] of entries.entries()) {
    const rejection = verdict.rejected.get(index)
    if (rejection !== undefined) settle(entry, { kind: "rejected", rejection })
    else if (!doubtful.has(index)) settle(entry, ACCEPTED)
    else if (entry.idempotent && untold < ANSWERS_THAT_DO_NOT_TELL) {
      again.push(entry)
      if (candidates.has(index)) named.push(entry)
    } else settle(entry, NOT_TOLD)
  }
  if (named.length > 0) return namedAlone(batch, again, named)
  // The same request would bring the same answer: ask for half of it.
  return again.length === entries.length ? halves(again) : [again]
}

/** So many are asked for one by one; of more, most are fine, and halves cost less. */
const MOST_ALONE = 8

/** Those whom an answer may mean each alone, so that its counts tell; then the others. */
function namedAlone(
  batch: Batch,
  again: readonly BatchEntry[],
  named: readonly BatchEntry[],
): readonly (readonly BatchEntry[])[] {
  const few = again.length <= MOST_ALONE ? again : named
  const [others = [], apartOnes = []] = apart(batch, again, few)
  return [...(apartOnes.length <= MOST_ALONE ? apartOnes.map((one) => [one]) : halves(apartOnes)), others]
}

const NOT_TOLD = {
  kind: "unknown",
  code: "counts-do-not-add-up",
  ...say`Iterable's answer does not tell what became of it: its counts do not add up`,
} as const satisfies Outcome

const NOT_TOLD_YET: Outcome = leftToSendAgain(NOT_TOLD)

function afterRefused(
  batch: Batch,
  entries: readonly BatchEntry[],
  verdict: Extract<Verdict, { kind: "refused" }>,
  settle: Settle,
): readonly (readonly BatchEntry[])[] {
  if (entries.length === 1 || (verdict.rejected.size === 0 && verdict.suspects.length === 0)) {
    return halvesOrReject(entries, verdict.rejection, settle)
  }
  const suspects = new Set(verdict.suspects)
  const left: BatchEntry[] = []
  const suspected: BatchEntry[] = []
  for (const [index, entry] of entries.entries()) {
    const rejection = verdict.rejected.get(index)
    if (rejection !== undefined) settle(entry, { kind: "rejected", rejection })
    else {
      left.push(entry)
      if (suspects.has(index)) suspected.push(entry)
    }
  }
  const groups = apart(batch, left, suspected)
  // Those of the suspects' users are among them, perhaps all: the same request would bring the same answer.
  if (groups.some(({ length }) => length === entries.length)) return halves(entries)
  // Whether a hint was right is to be known before the next one comes.
  return isByHint(verdict) ? groups.toReversed() : groups
}

function halvesOrReject(
  entries: readonly BatchEntry[],
  rejection: Rejection,
  settle: Settle,
): readonly (readonly BatchEntry[])[] {
  const [only] = entries
  if (entries.length > 1 || only === undefined) return halves(entries)
  settle(only, { kind: "rejected", rejection })
  return []
}
