import { identityOf } from "../actions/identity.ts"
import type { Identity } from "../actions/identity.ts"
import type { Rejection } from "../actions/outcome.ts"
import type { Channel } from "../api/channel.ts"
import type { PlacedAction } from "../mapping/mapped-records.ts"
import { BatchBuilder, bodyBytesAlone } from "./batch-builder.ts"
import type { Batch } from "./batch.ts"
import { BufferPool } from "./buffer-pool.ts"
import { encodeApart } from "./encode-placed.ts"
import type { Encode } from "./encode-placed.ts"
import type { EncodedAction } from "./encoded-action.ts"
import { identityMarks } from "./identity-marks.ts"
import { MarkSet } from "./mark-set.ts"
import { mergeUpdates } from "./merge-updates.ts"

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

export type { Encode } from "./encode-placed.ts"

/**
 * Forms the batches of one channel so that at most one batch on its way holds a given user.
 *
 * An action whose user is on its way is held back until that batch is settled, and so are all later actions of that user,
 * by email or userId; those of other users pass it. Actions of one user thus leave in the order in which they came. Updates that
 * wait for the same user are merged into one where they can be, so that a user of thousands of rows costs one request at a time.
 */
export class Lane {
  readonly channel: Channel
  readonly #limits: LaneLimits
  readonly #encode: Encode
  readonly #pool = new BufferPool()
  #forming: BatchBuilder | undefined
  /** The one that was forming when its age was noted last. */
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
  #held: EncodedAction[] = []
  /** For each mark the place in `#held` of the last action that has it. */
  #lastHeld = new Map<number, number>()
  /** How many actions are held, each of the merged ones counted. */
  #heldCount = 0
  /** How long the JSON of all that is held is, and how large all batches that wait are: large records fill a lane sooner. */
  #heldLength = 0
  #waitingBytes = 0

  /** Another lane that this one comes after, user by user: events wait for the updates of their user that came before them. */
  readonly #after: Lane | undefined

  constructor(channel: Channel, limits: LaneLimits, encode: Encode, after?: Lane) {
    this.#after = after
    this.channel = channel
    this.#limits = limits
    this.#encode = encode
  }

  /** Whether to stop offering for now. Offering goes well all the same. */
  get isFull(): boolean {
    return (
      this.#waiting.length >= this.#limits.maxWaitingBatches ||
      this.#heldCount >= this.#limits.maxHeldActions ||
      this.#heldLength + this.#waitingBytes >= MAX_KEPT_BYTES
    )
  }

  /** Whether no action is in the lane; batches that were taken do not count. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0 && !this.#isForming && this.#held.length === 0
  }

  /** Notes, each time some time has passed, whether the same batch is still forming. */
  noteAge(): void {
    this.#isStale = this.#isForming && this.#forming === this.#formingBefore
    this.#formingBefore = this.#forming
  }

  /** Whether the forming batch was already there when its age was noted the time before: it has waited for long enough. */
  get isStale(): boolean {
    return this.#isStale && this.#forming === this.#formingBefore
  }

  /** Takes an action in, or says why it can never be sent. */
  offer(placed: PlacedAction): Rejection | undefined {
    const marks = identityMarks(identityOf(placed.action))
    const mustWait = this.#mustWait(marks)
    const encoded = mustWait ? encodeApart(this.#encode, placed, marks) : this.#write(placed, marks)
    if (encoded === undefined || "stage" in encoded) return encoded
    const bytes = bodyBytesAlone(this.channel, encoded.json)
    if (bytes > this.#limits.maxBytesPerRequest) return tooLarge(bytes, this.#limits.maxBytesPerRequest)
    if (mustWait) this.#hold(encoded)
    else this.#append(encoded)
    return undefined
  }

  /** The next closed batch; with `flush`, the forming one if there is none. Its users are on their way until it is settled. */
  take(flush: boolean): Batch | undefined {
    if (this.#waiting.length === 0 && flush) this.#close()
    const batch = this.#waiting.shift()
    if (batch !== undefined) this.#waitingBytes -= batch.bytes.length
    return batch
  }

  /** Ends a batch's way: its users' next actions may go, first of all those that are to be sent again without being merged. */
  settle(batch: Batch, again: readonly EncodedAction[] = []): void {
    this.#pool.give(batch.buffer)
    for (const mark of batch.marks) if (this.#left?.has(mark) !== true) this.#onTheirWay.delete(mark)
    this.release(again)
  }

  /** Notes an action of a user that will not leave in this delivery, so that no later one of that user does. */
  leave(identity: Identity): void {
    this.#left ??= new MarkSet()
    for (const mark of identityMarks(identity)) {
      this.#left.add(mark)
      this.#onTheirWay.add(mark)
    }
  }

  /** Lets those go who need not wait any more; `again` before all others. To be called too when the lane before this one settled. */
  release(again: readonly EncodedAction[] = []): void {
    if (this.#held.length + again.length === 0) return
    const held = [...again, ...this.#held]
    this.#held = []
    this.#lastHeld = new Map()
    this.#heldCount = 0
    this.#heldLength = 0
    for (const encoded of held) {
      if (this.#mustWait(encoded.marks)) this.#hold(encoded)
      else this.#append(encoded)
    }
  }

  #mustWait(marks: readonly number[]): boolean {
    for (const mark of marks) if (this.has(mark) || this.#after?.has(mark) === true) return true
    return false
  }

  /** Whether an action of the user is on its way, or held; one that was left counts as on its way for good. */
  has(mark: number): boolean {
    return this.#onTheirWay.has(mark) || (this.#lastHeld.size > 0 && this.#lastHeld.has(mark))
  }

  #hold(encoded: EncodedAction): void {
    // What is held may be held for long, and must not keep whole chunks of the source alive with it.
    const { item } = encoded.placed
    if ("record" in item) item.compact?.()
    this.#heldCount += encoded.mergedFrom?.length ?? 1
    this.#heldLength += encoded.json.length
    if (this.#mergeWithHeld(encoded)) return
    for (const mark of encoded.marks) this.#lastHeld.set(mark, this.#held.length)
    this.#held.push(encoded)
  }

  /** Merges an update with the one that is held last for the same user, where that is possible. */
  #mergeWithHeld(encoded: EncodedAction): boolean {
    const index = this.#lastHeld.get(encoded.marks[0] ?? 0)
    const earlier = index === undefined ? undefined : this.#held[index]
    if (index === undefined || earlier === undefined || !this.#limits.mergesUpdates) return false
    // An action of another identity that shares one identifier may stand between the two.
    const isLastForAll = [...earlier.marks, ...encoded.marks].every(
      (mark) => this.#lastHeld.get(mark) === index,
    )
    if (!isLastForAll || earlier.mergeGroup !== encoded.mergeGroup) return false
    const action = mergeUpdates(earlier.placed.action, encoded.placed.action)
    if (action === undefined) return false
    const merged = encodeApart(this.#encode, { ...encoded.placed, action }, encoded.marks)
    if ("stage" in merged) return false
    if (bodyBytesAlone(this.channel, merged.json) > this.#limits.maxBytesPerRequest) return false
    const mergedFrom = earlier.mergedFrom ?? [earlier]
    for (const part of encoded.mergedFrom ?? [encoded]) mergedFrom.push(part)
    this.#held[index] = { ...merged, mergedFrom, mergeGroup: encoded.mergeGroup }
    return true
  }

  /** Encodes an action right into the forming batch; gives it back encoded if that has no room for it. */
  #write(placed: PlacedAction, marks: readonly number[]): EncodedAction | Rejection | undefined {
    const left = this.#builder.write(placed, marks, this.#encode)
    if (left === undefined) this.#appended(marks)
    return left
  }

  #append(encoded: EncodedAction): void {
    if (this.#builder.add(encoded)) {
      this.#appended(encoded.marks)
      return
    }
    this.#close()
    // The batch that was just closed may hold its user.
    if (this.#mustWait(encoded.marks)) this.#hold(encoded)
    else this.#append(encoded)
  }

  get #builder(): BatchBuilder {
    this.#forming ??= new BatchBuilder(this.channel, this.#limits.maxBytesPerRequest, this.#pool)
    return this.#forming
  }

  /** Whether a batch is forming that holds something. */
  get #isForming(): boolean {
    return this.#forming !== undefined && this.#forming.count > 0
  }

  #appended(marks: readonly number[]): void {
    if (this.channel.repeatsIdentity) for (const mark of marks) this.#inForming.push(mark)
    else for (const mark of marks) this.#onTheirWay.add(mark)
    const most = this.channel.envelope === undefined ? 1 : this.#limits.maxRecordsPerRequest()
    if (this.#forming !== undefined && this.#forming.count >= most) this.#close()
  }

  #close(): void {
    if (this.#forming === undefined || this.#forming.count === 0) return
    const batch = this.#forming.build()
    this.#waitingBytes += batch.bytes.length
    this.#waiting.push(batch)
    this.#forming = undefined
    for (const mark of this.#inForming) this.#onTheirWay.add(mark)
    this.#inForming = []
  }
}

const MAX_KEPT_BYTES = 32_000_000

function tooLarge(bytes: number, maxBytes: number): Rejection {
  const message = `a request with nothing else takes ${bytes} bytes, and may have ${maxBytes}`
  return { stage: "validate", code: "too-large", message }
}
