import type { Effect } from "../actions/effect.ts"
import type { EncodedAction } from "./encoded-action.ts"

/** A lane, as far as the others must know what of it is not settled yet. */
export interface OrderedLane {
  /** All that the actions that were ever offered to it do to their users. */
  readonly everDone: number
  /** Whether a batch that is on its way holds the user of a mark, so that no other batch of the lane may. */
  isOnItsWay(mark: number): boolean
  /** What those of its actions that are in a batch, be it closed or forming, do to the user of a mark; 0: there are none. */
  underWay(mark: number): number
  /** What those of its actions that will not leave in this delivery do to the user of a mark; 0: there are none. */
  leftBehind(mark: number): number
  /** Puts an action that was held into a batch; false if that cannot be, since its user is on the way by now. */
  resume(held: HeldAction): boolean
  /** Takes back that an action is held. */
  forget(held: HeldAction): void
  /** Puts an action into a batch, or holds it. */
  enqueue(encoded: EncodedAction, effect: Effect): void
}

/** An action that waits for earlier ones of its user. */
export interface HeldAction {
  readonly lane: OrderedLane
  readonly effect: Effect
  /** Changes as later actions are merged with it. */
  encoded: EncodedAction
  /** Lanes in which nothing earlier is left to wait for, as bits. */
  passed: number
}

/**
 * Who waits for whom, user by user, over all lanes of a delivery.
 *
 * An action waits for every earlier one of its user in its own lane, and for those in other lanes that its {@link Effect} names. What has to
 * wait stands in a queue for each of its marks, in the order of the records, and is looked at again whenever a batch with that mark is
 * settled. Everybody waits for what came before, so that no two wait for each other.
 */
export class UserOrder {
  readonly #lanes: OrderedLane[] = []
  readonly #queues = new Map<number, HeldAction[]>()
  /** All that is held, in the order of the records. */
  readonly #held = new Set<HeldAction>()

  /** Takes a lane in, before anything is offered to it. */
  join(lane: OrderedLane): void {
    this.#lanes.push(lane)
  }

  /** Whether an action that comes now has to wait. */
  mustWait(lane: OrderedLane, marks: readonly number[], { waitsFor }: Effect): boolean {
    for (const mark of marks) {
      if (lane.isOnItsWay(mark)) return true
      for (const other of this.#lanes) {
        if (other === lane || (other.everDone & waitsFor) === 0) continue
        if ((other.underWay(mark) & waitsFor) !== 0) return true
      }
      if (this.#queues.size === 0) continue
      for (const held of this.#queues.get(mark) ?? NOBODY)
        if (held.lane === lane || (held.effect.does & waitsFor) !== 0) return true
    }
    return false
  }

  /** Lets an action wait, behind all that wait already. */
  hold(held: HeldAction): void {
    // Notes in which lanes it has nothing to wait for.
    this.#mayGo(held)
    this.#held.add(held)
    for (const mark of held.encoded.marks) {
      const queue = this.#queues.get(mark)
      if (queue === undefined) this.#queues.set(mark, [held])
      else if (queue.at(-1) !== held) queue.push(held)
    }
  }

  /**
   * The action that is held last for the same user, where nothing that has to stay between the two is held: neither one of another
   * identity that shares an identifier, nor one of another lane; and where nothing was left behind in another lane that has to come before
   * what is new.
   */
  lastBefore(lane: OrderedLane, encoded: EncodedAction, { waitsFor }: Effect): HeldAction | undefined {
    const lastOf = (mark: number): HeldAction | undefined =>
      this.#queues.get(mark)?.findLast((held) => held.lane === lane || (held.effect.does & waitsFor) !== 0)
    const last = lastOf(encoded.marks[0] ?? 0)
    if (last === undefined || last.lane !== lane) return undefined
    const marks = [...last.encoded.marks, ...encoded.marks]
    const isStuck = this.#lanes.some(
      (other) => other !== lane && marks.some((mark) => (other.leftBehind(mark) & waitsFor) !== 0),
    )
    return !isStuck && marks.every((mark) => lastOf(mark) === last) ? last : undefined
  }

  /** Lets those go that waited for a batch with these marks and no longer need to wait. */
  settled(marks: readonly number[]): void {
    if (this.#held.size === 0) return
    for (const mark of marks) {
      const queue = this.#queues.get(mark)
      if (queue !== undefined) this.#letGo(queue)
    }
  }

  /** The same with actions of a settled batch that come again: before all that waits, in whatever order they stand themselves. */
  settledBut(again: readonly { readonly lane: OrderedLane; encoded: EncodedAction; effect: Effect }[]): void {
    const held = [...this.#held]
    this.#held.clear()
    this.#queues.clear()
    for (const each of held) each.lane.forget(each)
    for (const { encoded, effect, lane } of [...again, ...held]) lane.enqueue(encoded, effect)
  }

  #letGo(queue: HeldAction[]): void {
    // Of a lane of which one stays, all later ones stay.
    const staying = new Set<OrderedLane>()
    for (let at = 0; at < queue.length && staying.size < this.#lanes.length;) {
      const held = queue[at]
      if (held === undefined) return
      if (!staying.has(held.lane) && this.#mayGo(held) && held.lane.resume(held)) this.#remove(held)
      else {
        staying.add(held.lane)
        at += 1
      }
    }
  }

  #mayGo(held: HeldAction): boolean {
    let mayGo = true
    for (const [index, lane] of this.#lanes.entries()) {
      const bit = 1 << index
      if ((held.passed & bit) !== 0) continue
      if (this.#waitsForLane(held, lane)) mayGo = false
      // What comes into another lane from now on is later, and not to be waited for.
      else if (lane !== held.lane) held.passed |= bit
    }
    return mayGo
  }

  #waitsForLane(held: HeldAction, lane: OrderedLane): boolean {
    const { waitsFor } = held.effect
    const isOwn = lane === held.lane
    if (!isOwn && (lane.everDone & waitsFor) === 0) return false
    for (const mark of held.encoded.marks) {
      if (isOwn ? lane.isOnItsWay(mark) : (lane.underWay(mark) & waitsFor) !== 0) return true
      for (const earlier of this.#queues.get(mark) ?? NOBODY) {
        if (earlier === held) break
        if (earlier.lane === lane && (isOwn || (earlier.effect.does & waitsFor) !== 0)) return true
      }
    }
    return false
  }

  #remove(held: HeldAction): void {
    this.#held.delete(held)
    for (const mark of held.encoded.marks) {
      const queue = this.#queues.get(mark)
      const at = queue?.indexOf(held) ?? -1
      if (queue === undefined || at < 0) continue
      queue.splice(at, 1)
      if (queue.length === 0) this.#queues.delete(mark)
    }
  }
}

const NOBODY: readonly HeldAction[] = []
