import type { ImportAction } from "../actions/import-action.ts"
import {
  NO_DIGEST,
  actionDigest,
  isSameUser,
  sharedUserKeys,
  sharesUser,
  userIn,
} from "../batches/action-digest.ts"
import type { ActionDigest } from "../batches/action-digest.ts"
import type { PlacedAction } from "../mapping/mapped-records.ts"
import { overtakenIn, runAgainInOrder } from "./overtaken.ts"
import { SettledActions } from "./settled-actions.ts"

/** By what actions are held against those that were accepted before. */
export interface AcceptedRules {
  /** The record and the map function are what they were: whatever an action says now, it stands where it stood. */
  readonly isUnchanged: boolean
  /**
   * What was accepted of a user stays, whatever is to be said of that user now: as of records that are imported. Later records may be imported, so that
   * nothing may be said once more.
   */
  readonly keepsAccepted: boolean
  /** Whether an action may be delivered twice; undefined: any may be. */
  readonly repeats: ((action: ImportAction) => boolean) | undefined
  /** What is older than what was accepted, and stays, is run all the same. */
  readonly runsOlder?: boolean
}

/** What of a record needs not be run, and what is accepted of it, by where it stands now. */
export interface AcceptedNow {
  readonly done: ReadonlySet<PlacedAction>
  readonly accepted: SettledActions
  /** What must not be run now, as it would put older values in place of those of a later action, which was accepted and stays; with that action. */
  readonly overtaken: ReadonlyMap<PlacedAction, PlacedAction>
  /** The groups of what was accepted, and is nothing of what the record asks for now, or names its user by other identifiers. */
  readonly unmatchedGroups: ReadonlySet<string>
}

/**
 * Finds out which of the actions that a record asks for were accepted before.
 *
 * Such an action says what the accepted one said: a corrected record, or a corrected map function, may put another action in its place,
 * or it in another place. What stands in its place and says something else is run, since that is what was corrected; a derived id is the
 * same again, so that nothing is doubled. Of what must not be delivered twice, and may say something else each time (the time, for example),
 * as many are left out for each user as were accepted. Users who share an identifier count as one.
 *
 * @param actions - All of one record, in order.
 */
export function acceptedBefore(
  actions: readonly PlacedAction[],
  before: SettledActions,
  rules: AcceptedRules,
): AcceptedNow {
  const { isUnchanged, keepsAccepted, repeats, runsOlder = false } = rules
  const match = new Match(actions, before)
  const mayRepeat = ({ action }: PlacedAction): boolean => repeats?.(action) ?? true
  // An event or a purchase has its derived id by its place.
  const moves = (place: PlacedAction): boolean => place.kind === "update-user-profile" || !mayRepeat(place)
  const isKept = (place: PlacedAction): boolean => keepsAccepted || !mayRepeat(place)
  match.inPlace((place, was) => isUnchanged || was === NO_DIGEST || was === match.digestOf(place))
  match.elsewhere(moves, SAID)
  match.behind((place) => !moves(place))
  if (!isUnchanged) match.sameUsers(isKept, (place) => moves(place) && isKept(place))
  const unmatchedGroups = new Set([...match.left].flatMap(([group, left]) => (left.size > 0 ? [group] : [])))
  if (!isUnchanged) for (const { group } of match.ofOtherIdentifiers()) unmatchedGroups.add(group)
  const mayRunAgain = (place: PlacedAction): boolean =>
    !keepsAccepted && mayRepeat(place) && (moves(place) || match.isInPlace(place))
  const overtaken = runsOlder ? new Map<never, never>() : overtakenIn(actions, match.done, mayRunAgain)
  runAgainInOrder(actions, match.done, overtaken, mayRunAgain)
  return {
    done: new Set(match.done.keys()),
    accepted: acceptedNow(actions, match, repeats !== undefined),
    overtaken,
    unmatchedGroups,
  }
}

/**
 * Finds out which of the actions that a record asks for failed before, by the ordinals under which they did: those that say what the failed
 * ones said, or are about the same users, or else stand in their places. They may have been applied, and later records may be imported.
 */
export function failedBefore(
  actions: readonly PlacedAction[],
  before: SettledActions,
  { isUnchanged }: Pick<AcceptedRules, "isUnchanged">,
): ReadonlyMap<PlacedAction, number> {
  const match = new Match(actions, before)
  match.inPlace((place, was) => isUnchanged || was === NO_DIGEST || was === match.digestOf(place))
  match.elsewhere(ANY, SAID)
  match.sameUsers(ANY, ANY)
  match.inPlace(ANY)
  return new Map(Array.from(match.done, ([place, { was }]) => [place, was]))
}

const ANY = (): boolean => true

/** By what keys an action is looked for, and where others find it. */
type KeysOf = (digest: ActionDigest) => {
  readonly own: readonly (string | number)[]
  readonly sought: readonly (string | number)[]
}

const SAID: KeysOf = (digest) => ({ own: [digest], sought: [digest] })
const USER: KeysOf = (digest) => ({ own: [userIn(digest)], sought: [userIn(digest)] })

/** What is not asked for any longer stays accepted, as a later correction may ask for it again. */
function acceptedNow(
  actions: readonly PlacedAction[],
  { done, left }: Match,
  keepsAll: boolean,
): SettledActions {
  const accepted = new SettledActions()
  for (const [place, { digest, ordinal }] of done) accepted.add(place.group, ordinal, digest)
  const asked = new Map<string, number>()
  for (const { group } of actions) asked.set(group, (asked.get(group) ?? 0) + 1)
  for (const [group, ofGroup] of left) {
    const count = asked.get(group) ?? 0
    const displaced = [...ofGroup].filter(([ordinal]) => ordinal < count)
    let behind = count
    for (const [ordinal, digest] of ofGroup) {
      if (ordinal < count) continue
      accepted.add(group, ordinal, digest)
      behind = Math.max(behind, ordinal + 1)
    }
    // Another action has its place; where it was sent under the id of that place, that replaces it.
    if (keepsAll) for (const [at, [, digest]] of displaced.entries()) accepted.add(group, behind + at, digest)
  }
  return accepted
}

/** What an action was accepted as: by what place of its group it has its id, if that is derived. */
interface Accepted {
  readonly ordinal: number
  /** Where it stood then. */
  readonly was: number
  readonly digest: ActionDigest
}

/** Pairs the actions of a record with those that were accepted before. */
class Match {
  /** Those that were accepted. */
  readonly done = new Map<PlacedAction, Accepted>()
  /** Of each group, by their ordinals, what no action is paired with. */
  readonly left = new Map<string, Map<number, ActionDigest>>()
  readonly #actions: readonly PlacedAction[]
  readonly #digests = new Map<PlacedAction, ActionDigest>()

  constructor(actions: readonly PlacedAction[], before: SettledActions) {
    this.#actions = actions
    for (const [group, ordinal, digest] of before.all()) {
      const ofGroup = this.left.get(group) ?? new Map<number, ActionDigest>()
      this.left.set(group, ofGroup.set(ordinal, digest))
    }
  }

  digestOf(place: PlacedAction): ActionDigest {
    const digest = this.#digests.get(place) ?? actionDigest(place.action)
    this.#digests.set(place, digest)
    return digest
  }

  /** Pairs actions with what was accepted in their places. */
  inPlace(isSame: (place: PlacedAction, was: ActionDigest) => boolean): void {
    for (const place of this.#open()) {
      const was = this.left.get(place.group)?.get(place.ordinal)
      if (was !== undefined && isSame(place, was)) this.#pair(place, place.ordinal, place.ordinal)
    }
  }

  /** Pairs actions with what was accepted about the same users: first of those who are named in the same way, then of those who share an identifier. */
  sameUsers(
    isMeantInPlace: (place: PlacedAction) => boolean,
    isMeant: (place: PlacedAction) => boolean,
  ): void {
    this.inPlace((place, was) => isMeantInPlace(place) && isSameUser(was, this.digestOf(place)))
    this.elsewhere(isMeant, USER)
    this.inPlace((place, was) => isMeantInPlace(place) && sharesUser(was, this.digestOf(place)))
    this.elsewhere(isMeant, sharedUserKeys)
  }

  /** Pairs some actions with what was accepted in whatever place of their group, if they share a key. */
  elsewhere(isMeant: (place: PlacedAction) => boolean, keysOf: KeysOf): void {
    const ordinals = this.#ordinalsBy(keysOf)
    if (ordinals.size === 0) return
    for (const place of this.#open()) {
      if (!isMeant(place)) continue
      const { group } = place
      for (const key of keysOf(this.digestOf(place)).sought) {
        const ordinal = this.#lastLeft(group, ordinals.get(`${key} ${group}`))
        if (ordinal === undefined) continue
        this.#pair(place, place.ordinal, ordinal)
        break
      }
    }
  }

  /**
   * Pairs some actions with the same that were accepted in later places, into which nothing is sent now: sent anew in their own places, they would
   * be there twice.
   */
  behind(isMeant: (place: PlacedAction) => boolean): void {
    const ordinals = this.#ordinalsBy(SAID)
    if (ordinals.size === 0) return
    const asked = new Set(this.#open().map(({ group, ordinal }) => `${ordinal} ${group}`))
    for (const place of this.#open().toReversed()) {
      if (!isMeant(place)) continue
      const { group, ordinal } = place
      const same = ordinals.get(`${this.digestOf(place)} ${group}`) ?? []
      const at = same.findLastIndex((other) => other > ordinal && !asked.has(`${other} ${group}`))
      const [found] = at === -1 ? [] : same.splice(at, 1)
      if (found === undefined) continue
      asked.delete(`${ordinal} ${group}`)
      this.#pair(place, found, found)
    }
  }

  isInPlace(place: PlacedAction): boolean {
    return this.done.get(place)?.ordinal === place.ordinal
  }

  /** Those that are paired with what was accepted under other identifiers. */
  ofOtherIdentifiers(): readonly PlacedAction[] {
    return [...this.done].flatMap(([place, { digest }]) =>
      digest === NO_DIGEST || isSameUser(digest, this.digestOf(place)) ? [] : [place],
    )
  }

  /** Where in their groups the actions are that no action is paired with, by their keys. */
  #ordinalsBy(keysOf: KeysOf): Map<string, number[]> {
    const ordinals = new Map<string, number[]>()
    for (const [group, ofGroup] of this.left)
      for (const [ordinal, digest] of ofGroup) {
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
  #lastLeft(group: string, ordinals: number[] | undefined): number | undefined {
    for (let last = ordinals?.pop(); last !== undefined; last = ordinals?.pop())
      if (this.left.get(group)?.has(last) === true) return last
    return undefined
  }

  #open(): readonly PlacedAction[] {
    return this.#actions.filter((place) => !this.done.has(place))
  }

  #pair(place: PlacedAction, ordinal: number, was: number): void {
    const ofGroup = this.left.get(place.group)
    this.done.set(place, { ordinal, was, digest: ofGroup?.get(was) ?? NO_DIGEST })
    ofGroup?.delete(was)
  }
}
