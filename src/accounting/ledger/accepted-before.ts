import type { ActionOfKind } from "../../kinds/kind.ts"
import type { Kinds } from "../../kinds/kinds.ts"
import { NO_DIGEST } from "../../batches/action-digest.ts"
import type { MappedAction } from "../../mapping/mapped-records.ts"
import { AcceptedMatch, SAID } from "./accepted-match.ts"
import type { Accepted } from "./accepted-match.ts"
import { keptOrdinals } from "./kept-ordinals.ts"
import { overtakenIn, runAgainInOrder } from "./overtaken.ts"
import { NOT_ASKED, RUN_AGAIN, SettledActions } from "./settled-actions.ts"

/** By what actions are held against those that were accepted before. */
export interface AcceptedRules {
  /** The kinds of actions that there are. */
  readonly kinds: Kinds
  /** The record and the map function are what they were: whatever an action says now, it stands where it stood. */
  readonly isUnchanged: boolean
  /**
   * What was accepted of a user stays, whatever is to be said of that user now: as of records that are imported. Later records may be imported, so that
   * nothing may be said once more.
   */
  readonly keepsAccepted: boolean
  /** Whether an action may be delivered twice; undefined: any may be. */
  readonly repeats: ((action: ActionOfKind) => boolean) | undefined
  /** What is older than what was accepted, and stays, is run all the same. */
  readonly runsOlder?: boolean
  /** What may have been applied, and whether the record and the map function are what they were then. @defaultValue nothing */
  readonly sent?: { readonly actions: SettledActions; readonly isUnchanged: boolean } | undefined
}

/** What of a record needs not be run, and what is accepted of it, by where it stands now. */
export interface AcceptedNow {
  /** All of the record, in order, each with the ordinal by which it has its id. */
  readonly actions: readonly MappedAction[]
  readonly done: ReadonlySet<MappedAction>
  /** It also knows where that stands which is run. */
  readonly accepted: SettledActions
  /** What must not be run now, as it would put older values in place of those of a later action, which was accepted and stays; with that action. */
  readonly overtaken: ReadonlyMap<MappedAction, MappedAction>
  /** The groups of what was accepted, and is nothing of what the record asks for now, or names its user by other identifiers. */
  readonly unmatchedGroups: ReadonlySet<string>
}

/**
 * Finds out which of the actions that a record asks for were accepted before.
 *
 * Such an action says what the accepted one said: a corrected record, or a corrected map function, may put another action in its place,
 * or it in another place. What stands in its place and says something else is run, since that is what was corrected. Of what must not be
 * delivered twice, and may say something else each time (the time, for example), as many are left out for each user as were accepted. Users
 * who share an identifier count as one.
 *
 * An event or a purchase has its derived id by its ordinal. What was accepted keeps that, wherever it stands now; so it is there once, whatever
 * becomes of the others (see {@link keptOrdinals}). So does what may have been applied, which is run again.
 *
 * @param actions - All of one record, in order.
 */
export function acceptedBefore(
  actions: readonly MappedAction[],
  before: SettledActions,
  rules: AcceptedRules,
): AcceptedNow {
  const { isUnchanged, keepsAccepted, kinds, repeats, runsOlder = false, sent } = rules
  const match = new AcceptedMatch(actions, before)
  const mayRepeat = (action: MappedAction): boolean => repeats?.(action) ?? true
  const isKept = (action: MappedAction): boolean => keepsAccepted || !mayRepeat(action)
  match.atOrdinal((action, was) => isUnchanged || was === NO_DIGEST || was === match.digestOf(action))
  match.elsewhere(ANY, SAID)
  if (!isUnchanged) match.sameUsers(isKept, isKept)
  const unmatchedGroups = new Set([...match.left].flatMap(([group, left]) => (left.size > 0 ? [group] : [])))
  if (!isUnchanged) for (const { group } of match.ofOtherIdentifiers()) unmatchedGroups.add(group)
  const done = new Map([...match.paired].filter(([, { was }]) => was !== RUN_AGAIN))
  const mayRunAgain = (action: MappedAction): boolean => !keepsAccepted && mayRepeat(action)
  const overtaken = runsOlder ? new Map<never, never>() : overtakenIn(actions, done, mayRunAgain)
  runAgainInOrder(actions, done, overtaken, mayRunAgain)
  const hasIdByOrdinal = (group: string): boolean => {
    const kind = kinds.ofGroup(group)
    return repeats === undefined && (kind === undefined || kind.idOf !== undefined)
  }
  const maybe = sent === undefined ? new Map<never, never>() : mayBeApplied(actions, match, before, sent)
  return replaced(actions, match, { done, maybe, overtaken, unmatchedGroups, repeats, hasIdByOrdinal })
}

/** The actions that may have been applied, and that nothing is known to be accepted in place of. */
function mayBeApplied(
  asked: readonly MappedAction[],
  { paired }: AcceptedMatch,
  before: SettledActions,
  { actions, isUnchanged }: NonNullable<AcceptedRules["sent"]>,
): ReadonlyMap<MappedAction, Accepted> {
  const sent = new SettledActions()
  for (const [group, ordinal, digest, standing] of actions.all())
    if (!before.has(group, ordinal)) sent.add(group, ordinal, digest, standing)
  const match = new AcceptedMatch(
    asked.filter((action) => !paired.has(action)),
    sent,
  )
  match.atOrdinal((action, was) => isUnchanged || was === match.digestOf(action))
  match.elsewhere(ANY, SAID)
  return match.paired
}

const ANY = (): boolean => true

/** The actions with the ordinals by which they have their ids, and all that is known of them. */
function replaced(
  actions: readonly MappedAction[],
  match: AcceptedMatch,
  found: Pick<AcceptedNow, "overtaken" | "unmatchedGroups"> &
    Pick<AcceptedRules, "repeats"> & {
      readonly done: ReadonlyMap<MappedAction, Accepted>
      readonly maybe: ReadonlyMap<MappedAction, Accepted>
      readonly hasIdByOrdinal: (group: string) => boolean
    },
): AcceptedNow {
  const { done, hasIdByOrdinal, maybe, overtaken, repeats, unmatchedGroups } = found
  const ordinals = keptOrdinals(
    actions.filter(({ group }) => hasIdByOrdinal(group)),
    new Map([...maybe, ...match.paired]),
  )
  const accepted = acceptedNow(actions, match, hasIdByOrdinal, repeats !== undefined)
  const now = new Map<MappedAction, MappedAction>()
  for (const action of actions) {
    const { group } = action
    const ordinal = ordinals.get(action) ?? action.ordinal
    now.set(action, ordinal === action.ordinal ? action : { ...action, ordinal })
    const was = match.paired.get(action)
    if (done.has(action)) accepted.add(group, ordinal, was?.digest, action.ordinal)
    // It is there, and stays so if it fails now.
    else if (was !== undefined && hasIdByOrdinal(group)) accepted.add(group, ordinal, was.digest, RUN_AGAIN)
    accepted.standAt(group, ordinal, action.ordinal)
  }
  const actionNow = (action: MappedAction): MappedAction => now.get(action) ?? action
  return {
    actions: actions.map(actionNow),
    done: new Set(Array.from(done.keys(), actionNow)),
    accepted,
    overtaken: new Map(Array.from(overtaken, ([action, by]) => [actionNow(action), actionNow(by)])),
    unmatchedGroups,
  }
}

/**
 * Finds out which of the actions that a record asks for failed before, by the ordinals under which they did: those that say what the failed
 * ones said, or are about the same users, or else stand in their places. They may have been applied, and later records may be imported.
 */
export function failedBefore(
  actions: readonly MappedAction[],
  before: SettledActions,
  { isUnchanged }: Pick<AcceptedRules, "isUnchanged">,
): ReadonlyMap<MappedAction, number> {
  const match = new AcceptedMatch(actions, before)
  match.atOrdinal((action, was) => isUnchanged || was === NO_DIGEST || was === match.digestOf(action))
  match.elsewhere(ANY, SAID)
  match.sameUsers(ANY, ANY)
  match.atOrdinal(ANY)
  return new Map(Array.from(match.paired, ([action, { was }]) => [action, was]))
}

/** What is not asked for any longer stays accepted, as a later correction may ask for it again. */
function acceptedNow(
  actions: readonly MappedAction[],
  { left }: AcceptedMatch,
  hasIdByOrdinal: (group: string) => boolean,
  keepsAll: boolean,
): SettledActions {
  const accepted = new SettledActions()
  const asked = new Map<string, number>()
  for (const { group } of actions) asked.set(group, (asked.get(group) ?? 0) + 1)
  for (const [group, ofGroup] of left) {
    if (hasIdByOrdinal(group)) {
      // Where another action has its ordinal now, that replaces it once it is accepted.
      for (const [ordinal, { digest }] of ofGroup) accepted.add(group, ordinal, digest, NOT_ASKED)
      continue
    }
    const count = asked.get(group) ?? 0
    const displaced = [...ofGroup].filter(([ordinal]) => ordinal < count)
    let behind = count
    for (const [ordinal, { digest }] of ofGroup) {
      if (ordinal < count) continue
      accepted.add(group, ordinal, digest)
      behind = Math.max(behind, ordinal + 1)
    }
    if (keepsAll)
      for (const [at, [, { digest }]] of displaced.entries()) accepted.add(group, behind + at, digest)
  }
  return accepted
}
