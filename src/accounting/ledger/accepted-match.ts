import {
  NO_DIGEST,
  isSameUser,
  sharedUserKeys,
  sharesUser,
  userIn,
  actionDigest,
} from "../../batches/action-digest.ts"
import type { ActionDigest } from "../../batches/action-digest.ts"
import type { MappedAction } from "../../mapping/mapped-records.ts"
import type { SettledActions } from "./settled-actions.ts"

/** By what keys an action is looked for, and where others find it. */
type KeysOf = (digest: ActionDigest) => {
  readonly own: readonly (string | number)[]
  readonly sought: readonly (string | number)[]
}

/** By what they say. */
export const SAID: KeysOf = (digest) => ({ own: [digest], sought: [digest] })
const USER: KeysOf = (digest) => ({ own: [userIn(digest)], sought: [userIn(digest)] })

/** What an action was accepted as. */
export interface Accepted {
  /** By what ordinal it was accepted: an event or a purchase has its derived id by it. */
  readonly ordinal: number
  /** Where it stood then, among those of its group; negative where it did not, see {@link NOT_ASKED} and {@link RUN_AGAIN}. */
  readonly was: number
  readonly digest: ActionDigest
}

/** Pairs the actions of a record with those that were accepted before. */
export class AcceptedMatch {
  /** Those that were accepted. */
  readonly paired: Map<MappedAction, Accepted> = new Map()
  /** Of each group, by their ordinals, what no action is paired with. */
  readonly left: Map<string, Map<number, Accepted>> = new Map()
  readonly #actions: readonly MappedAction[]
  readonly #digests = new Map<MappedAction, ActionDigest>()
  /** The ordinals of what was accepted, by where it stood. */
  readonly #ordinals = new Map<string, Map<number, number>>()

  constructor(actions: readonly MappedAction[], before: SettledActions) {
    this.#actions = actions
    for (const [group, ordinal, digest, was] of before.all()) {
      const ofGroup = this.left.get(group) ?? new Map<number, Accepted>()
      this.left.set(group, ofGroup.set(ordinal, { ordinal, was, digest }))
      const ordinals = this.#ordinals.get(group) ?? new Map<number, number>()
      this.#ordinals.set(group, ordinals.set(was, ordinal))
    }
  }

  digestOf(action: MappedAction): ActionDigest {
    const digest = this.#digests.get(action) ?? actionDigest(action)
    this.#digests.set(action, digest)
    return digest
  }

  /** Pairs actions with what was accepted in their places. */
  atOrdinal(isSame: (action: MappedAction, was: ActionDigest) => boolean): void {
    for (const action of this.#open()) {
      const was = this.left
        .get(action.group)
        ?.get(this.#ordinals.get(action.group)?.get(action.ordinal) ?? -1)
      if (was !== undefined && isSame(action, was.digest)) this.#pair(action, was)
    }
  }

  /** Pairs actions with what was accepted about the same users: first of those who are named in the same way, then of those who share an identifier. */
  sameUsers(
    isMeantAtOrdinal: (action: MappedAction) => boolean,
    isMeant: (action: MappedAction) => boolean,
  ): void {
    this.atOrdinal((action, was) => isMeantAtOrdinal(action) && isSameUser(was, this.digestOf(action)))
    this.elsewhere(isMeant, USER)
    this.atOrdinal((action, was) => isMeantAtOrdinal(action) && sharesUser(was, this.digestOf(action)))
    this.elsewhere(isMeant, sharedUserKeys)
  }

  /** Pairs some actions with what was accepted in whatever place of their group, if they share a key. */
  elsewhere(isMeant: (action: MappedAction) => boolean, keysOf: KeysOf): void {
    const ordinals = this.#ordinalsBy(keysOf)
    if (ordinals.size === 0) return
    for (const action of this.#open()) {
      if (!isMeant(action)) continue
      const { group } = action
      for (const key of keysOf(this.digestOf(action)).sought) {
        const was = this.#lastLeft(group, ordinals.get(`${key} ${group}`))
        if (was === undefined) continue
        this.#pair(action, was)
        break
      }
    }
  }

  /** Those that are paired with what was accepted under other identifiers. */
  ofOtherIdentifiers(): readonly MappedAction[] {
    return [...this.paired].flatMap(([action, { digest }]) =>
      digest === NO_DIGEST || isSameUser(digest, this.digestOf(action)) ? [] : [action],
    )
  }

  /** Where in their groups the actions are that no action is paired with, by their keys. */
  #ordinalsBy(keysOf: KeysOf): Map<string, number[]> {
    const ordinals = new Map<string, number[]>()
    for (const [group, ofGroup] of this.left)
      for (const [ordinal, { digest }] of ofGroup) {
        if (digest === NO_DIGEST) continue
        for (const own of keysOf(digest).own) {
          const key = `${own} ${group}`
          const ofKey = ordinals.get(key)
          if (ofKey === undefined) ordinals.set(key, [ordinal])
          else ofKey.push(ordinal)
        }
      }
    return ordinals
  }

  /** Takes the last of some ordinals that no action is paired with; one may be found by several keys. */
  #lastLeft(group: string, ordinals: number[] | undefined): Accepted | undefined {
    for (let last = ordinals?.pop(); last !== undefined; last = ordinals?.pop()) {
      const was = this.left.get(group)?.get(last)
      if (was !== undefined) return was
    }
    return undefined
  }

  #open(): readonly MappedAction[] {
    return this.#actions.filter((action) => !this.paired.has(action))
  }

  #pair(action: MappedAction, was: Accepted): void {
    this.paired.set(action, was)
    this.left.get(action.group)?.delete(was.ordinal)
  }
}
