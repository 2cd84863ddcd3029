import type { Identity } from "../actions/identity.ts"
import type { Rejection } from "../actions/outcome.ts"
import type { Effect } from "../actions/effect.ts"
import type { Endpoint } from "../endpoints/endpoint.ts"
import { identityOf } from "../kinds/kind.ts"
import type { MappedAction } from "../mapping/mapped-records.ts"
import { bodyBytesAlone, groupOf } from "./batch-builder.ts"
import type { BatchBuilder } from "./batch-builder.ts"
import type { Batch } from "./batch.ts"
import { encodeApart } from "./encode-mapped.ts"
import type { Encode } from "./encode-mapped.ts"
import type { EncodedAction } from "./encoded-action.ts"
import { FormingBatches } from "./forming-batches.ts"
import { identityMarks } from "./identity-marks.ts"
import { bytesHeld } from "./bytes-in-batch.ts"
import { MarkSet } from "./mark-set.ts"
import type { HeldAction, OrderedLane, UserOrder } from "./user-order.ts"
import { say } from "../messages/say.ts"

/** How large batches may be, and how much may wait. */
export interface LaneLimits {
  readonly maxBytesPerRequest: number
  /** Asked anew for each batch, as it changes with experience. */
  readonly maxRecordsPerRequest: () => number
  /** How many closed batches may wait to be sent before the lane counts as full. */
  readonly maxWaitingBatches: number
  /** How many actions may wait for an earlier one of their user before the lane counts as full. */
  readonly maxHeldActions: number
  /** Whether updates of one user that wait together are merged where that comes to exactly the same. */
  readonly mergesUpdates: boolean
}

export type { Encode } from "./encode-mapped.ts"

/**
 * Forms the batches of one endpoint so that at most one batch on its way holds a given user.
 *
 * An action whose user is on its way is held back until that batch is settled, and so are all later actions of that user,
 * by email or userId; those of other users pass it. Actions of one user thus leave in the order in which they came. What it waits for in
 * other lanes, {@link UserOrder} knows. Updates that wait for the same user are merged into one where they can be, so that a user of
 * thousands of rows costs one request at a time.
 */
export class Lane implements OrderedLane {
  readonly endpoint: Endpoint
  readonly #limits: LaneLimits
  readonly #encode: Encode
  readonly #forming: FormingBatches
  /** The oldest one that was forming when its age was noted last. */
  #formingBefore: BatchBuilder | undefined
  #isStale = false
  /** Closed batches that nobody took yet. */
  readonly #waiting: Batch[] = []
  /** Users whose actions are in a closed batch, or in the forming one where a batch may hold a user only once. */
  readonly #onTheirWay = new MarkSet()
  /** Users of whom an action was left, if there are any. */
  #left: MarkSet | undefined
  /** Users in the forming batch, where a batch may hold a user more than once. */
  #inForming: number[] = []
  /** The first `#soughtCount` of them, to be looked up: only a change of identity asks for them. */
  #sought = new MarkSet()
  #soughtCount = 0
  #everDone = 0
  /** How many actions are held, each of the merged ones counted. */
  #heldCount = 0
  /** What keeps memory: what is held, closed batches that wait, and those that were taken, until they are settled. */
  #heldBytes = 0
  #closedBytes = 0
  #takenBytes = 0
  /** Shared by all lanes of a delivery. */
  readonly #order: UserOrder

  constructor(endpoint: Endpoint, limits: LaneLimits, encode: Encode, order: UserOrder) {
    this.endpoint = endpoint
    this.#limits = limits
    this.#forming = new FormingBatches(endpoint, limits.maxBytesPerRequest)
    this.#encode = encode
    this.#order = order
    order.join(this)
  }

  /** Whether to stop offering for now, however little memory is kept. Offering goes well all the same. */
  get isFull(): boolean {
    return (
      this.#waiting.length >= this.#limits.maxWaitingBatches || this.#heldCount >= this.#limits.maxHeldActions
    )
  }

  /** What all actions that were offered and are not settled yet keep in memory, about. */
  get keptBytes(): number {
    return this.waitingBytes + this.#takenBytes
  }

  /** The same of those that are not on their way. */
  get waitingBytes(): number {
    return this.#heldBytes + this.#closedBytes + this.#forming.keptBytes
  }

  /** Whether no action is in the lane; batches that were taken do not count. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#forming.oldest === undefined && this.#heldCount === 0
  }

  /** Notes, each time some time has passed, whether the same batch is still the oldest that is forming. */
  noteAge(): void {
    const { oldest } = this.#forming
    this.#isStale = oldest !== undefined && oldest === this.#formingBefore
    this.#formingBefore = oldest
  }

  /** Whether the forming batch was already there when its age was noted the time before: it has waited for long enough. */
  get isStale(): boolean {
    return this.#isStale && this.#forming.oldest === this.#formingBefore
  }

  /** Takes an action in, or says why it can never be sent. */
  offer(mapped: MappedAction): Rejection | undefined {
    const identity = identityOf(mapped)
    const marks = identityMarks(identity)
    const effect = mapped.kind.effectOf(mapped.action, identity)
    this.#everDone |= effect.does
    const mustWait = this.#order.mustWait(this, marks, effect)
    const encoded = mustWait ? encodeApart(this.#encode, mapped, marks) : this.#write(mapped, marks, effect)
    if (encoded === undefined || "stage" in encoded) return encoded
    const bytes = bodyBytesAlone(this.endpoint, encoded)
    if (bytes > this.#limits.maxBytesPerRequest) return tooLarge(bytes, this.#limits.maxBytesPerRequest)
    if (mustWait || !this.#append(encoded, effect)) this.#hold(encoded, effect)
    return undefined
  }

  /** The next closed batch; with `flush`, the oldest forming one if there is none. Its users are on their way until it is settled. */
  take(flush: boolean): Batch | undefined {
    if (this.#waiting.length === 0 && flush) this.#close(this.#forming.takeOldest())
    const batch = this.#waiting.shift()
    if (batch !== undefined) {
      this.#closedBytes -= batch.keptBytes
      this.#takenBytes += batch.keptBytes
    }
    return batch
  }

  /** Ends a batch's way: its users' next actions may go, first of all those that are to be sent again without being merged. */
  settle(batch: Batch, again: readonly EncodedAction[] = []): void {
    this.#forming.pool.give(batch.buffer)
    this.#takenBytes -= batch.keptBytes
    for (const mark of batch.marks) {
      this.#onTheirWay.delete(mark)
      // What was left of its user stays on its way for good.
      if (this.#left?.has(mark) === true) this.#onTheirWay.add(mark, this.#left.bitsOf(mark))
    }
    if (again.length === 0) return this.#order.settled(batch.marks)
    const effectOf = ({ mapped }: EncodedAction): Effect =>
      mapped.kind.effectOf(mapped.action, identityOf(mapped))
    this.#order.settledBut(again.map((encoded) => ({ lane: this, encoded, effect: effectOf(encoded) })))
  }

  /** Ends the way of all of a batch but a part of it, which goes on as a batch of its own. */
  settleAllBut(part: Batch, batch: Batch, again: readonly EncodedAction[] = []): void {
    const staying = new Set(part.marks)
    const marks = batch.marks.filter((mark) => !staying.has(mark))
    this.settle({ ...batch, marks, keptBytes: batch.keptBytes - part.keptBytes }, again)
  }

  /**
   * Notes an action of a user that will not leave in this delivery, so that nothing does that has to come after it; what it does to the
   * user is `does`, or else what any action of the lane may do.
   */
  leave(identity: Identity, does: number = this.#everDone): void {
    this.#everDone |= does
    this.#left ??= new MarkSet()
    for (const mark of identityMarks(identity)) {
      this.#left.add(mark, does)
      this.#onTheirWay.add(mark, does)
    }
  }

  get everDone(): number {
    return this.#everDone
  }

  isOnItsWay(mark: number): boolean {
    return this.#onTheirWay.has(mark)
  }

  leftBehind(mark: number): number {
    return this.#left?.bitsOf(mark) ?? 0
  }

  underWay(mark: number): number {
    const inForming = this.#inForming
    while (this.#soughtCount < inForming.length) this.#sought.add(inForming[this.#soughtCount++] ?? 0)
    return this.#onTheirWay.bitsOf(mark) | (this.#sought.has(mark) ? this.#everDone : 0)
  }

  enqueue(encoded: EncodedAction, effect: Effect): void {
    const mustWait = this.#order.mustWait(this, encoded.marks, effect)
    if (mustWait || !this.#append(encoded, effect)) this.#hold(encoded, effect)
  }

  resume(held: HeldAction): boolean {
    if (!this.#append(held.encoded, held.effect)) return false
    this.forget(held)
    return true
  }

  forget({ encoded }: HeldAction): void {
    this.#heldCount -= encoded.mergedFrom?.length ?? 1
    this.#heldBytes -= bytesHeld(encoded)
  }

  #hold(encoded: EncodedAction, effect: Effect): void {
    // What is held may be held for long, and must not keep whole chunks of the source alive with it.
    const { item } = encoded.mapped
    if ("record" in item) item.compact?.()
    if (this.#mergeWithHeld(encoded, effect)) return
    this.#heldCount += encoded.mergedFrom?.length ?? 1
    this.#heldBytes += bytesHeld(encoded)
    this.#order.hold({ lane: this, encoded, effect, passed: 0 })
  }

  /** Merges an update with the one that is held last for the same user, where that is possible. */
  #mergeWithHeld(encoded: EncodedAction, effect: Effect): boolean {
    if (!this.#limits.mergesUpdates) return false
    const held = this.#order.lastBefore(this, encoded, effect)
    const earlier = held?.encoded
    if (held === undefined || earlier === undefined || earlier.mergeGroup !== encoded.mergeGroup) return false
    // It would leave before something that only the later one waits for.
    if ((effect.waitsFor & ~held.effect.waitsFor) !== 0) return false
    const { kind } = encoded.mapped
    if (earlier.mapped.kind !== kind || groupOf(earlier.mapped) !== groupOf(encoded.mapped)) return false
    const action = kind.merged?.(earlier.mapped.action, encoded.mapped.action)
    if (action === undefined) return false
    const merged = encodeApart(this.#encode, { ...encoded.mapped, action }, encoded.marks)
    if ("stage" in merged) return false
    if (bodyBytesAlone(this.endpoint, merged) > this.#limits.maxBytesPerRequest) return false
    const mergedFrom = earlier.mergedFrom ?? [earlier]
    const parts = encoded.mergedFrom ?? [encoded]
    for (const part of parts) mergedFrom.push(part)
    const mergedBytes =
      (earlier.mergedBytes ?? bytesHeld(earlier)) + (encoded.mergedBytes ?? bytesHeld(encoded))
    held.encoded = { ...merged, mergedFrom, mergedBytes, mergeGroup: encoded.mergeGroup }
    this.#heldCount += parts.length
    this.#heldBytes += bytesHeld(held.encoded) - bytesHeld(earlier)
    return true
  }

  /** Encodes an action right into the forming batch; gives it back encoded if that has no room for it. */
  #write(
    mapped: MappedAction,
    marks: readonly number[],
    effect: Effect,
  ): EncodedAction | Rejection | undefined {
    const group = groupOf(mapped)
    const builder = this.#forming.of(group)
    const left = builder.write(mapped, marks, this.#encode)
    if (left === undefined) this.#appended(builder, group, marks, effect)
    return left
  }

  /** Puts an action into the forming batch, or into the next if that has no room; false if it would leave beside an earlier one of its user. */
  #append(encoded: EncodedAction, effect: Effect): boolean {
    const group = groupOf(encoded.mapped)
    if (!this.#forming.of(group).add(encoded)) {
      this.#close(this.#forming.take(group))
      // The batch that was just closed may hold its user.
      if (encoded.marks.some((mark) => this.isOnItsWay(mark)) || !this.#forming.of(group).add(encoded))
        return false
    }
    this.#appended(this.#forming.of(group), group, encoded.marks, effect)
    return true
  }

  #appended(
    { count }: BatchBuilder,
    group: string | undefined,
    marks: readonly number[],
    { does }: Effect,
  ): void {
    if (this.endpoint.repeatsIdentity) for (const mark of marks) this.#inForming.push(mark)
    else for (const mark of marks) this.#onTheirWay.add(mark, does)
    const most = this.endpoint.envelope === undefined ? 1 : this.#limits.maxRecordsPerRequest()
    if (count >= most) this.#close(this.#forming.take(group))
    else if (this.#forming.areTooMany) this.#close(this.#forming.takeOldest())
  }

  #close(builder: BatchBuilder | undefined): void {
    if (builder === undefined) return
    const batch = builder.build()
    this.#closedBytes += batch.keptBytes
    this.#waiting.push(batch)
    for (const mark of this.#inForming) this.#onTheirWay.add(mark, this.#everDone)
    this.#inForming = []
    if (this.#soughtCount > 0) this.#sought = new MarkSet()
    this.#soughtCount = 0
  }
}

function tooLarge(bytes: number, maxBytes: number): Rejection {
  const message = say`a request with nothing else takes ${bytes} bytes, and may have ${maxBytes}`
  return { stage: "validate", code: "too-large", ...message }
}
