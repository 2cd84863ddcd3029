import { NO_DIGEST } from "../../batches/action-digest.ts"
import type { ActionDigest } from "../../batches/action-digest.ts"
import { SettledRecords } from "../../journal/settled-records.ts"
import type {
  AcceptedActions,
  AcceptedDigests,
  AcceptedStandings,
  SentAs,
} from "../../sources/data-source.ts"

/** Which actions of a record are settled, as JSON can hold it. */
export type SettledActionsSnapshot = AcceptedActions

/** Instead of a standing: the record no longer asks for it. */
export const NOT_ASKED = -1
/** Instead of a standing: it is to be run again, as what came before it was, so that it counts as accepted only then. */
export const RUN_AGAIN = -2

/**
 * Which of a record's actions are settled, by group and ordinal; a bit for each, as a record may have very many. Where it was noted, also what
 * they said. An action stands where its ordinal says, where nothing else was noted.
 */
export class SettledActions {
  readonly #groups = new Map<string, SettledGroup>()
  readonly #standings = new Map<string, Map<number, number>>()

  constructor(
    before: SettledActionsSnapshot = {},
    digests: AcceptedDigests = {},
    places: AcceptedStandings = {},
  ) {
    this.addAll(before, digests)
    for (const [group, ofGroup] of Object.entries(places)) {
      const known = this.#groups.get(group)
      if (known !== undefined) known.places = new Map(ofGroup)
    }
  }

  static of({ actions, digests, places }: Pick<SentAs, "actions" | "digests" | "places">): SettledActions {
    return new SettledActions(actions, digests, places)
  }

  get isEmpty(): boolean {
    return this.#groups.size === 0
  }

  add(group: string, ordinal: number, digest: ActionDigest = NO_DIGEST, standing?: number): void {
    const ofGroup = this.#groupOf(group)
    // Records count from 1.
    ofGroup.settled.add(ordinal + 1)
    const stands = standing ?? this.#standings.get(group)?.get(ordinal) ?? ordinal
    if (stands !== ordinal) (ofGroup.places ??= new Map()).set(ordinal, stands)
    else ofGroup.places?.delete(ordinal)
    if (digest === NO_DIGEST && ofGroup.digests === undefined) return
    ofGroup.digests ??= []
    ofGroup.digests[ordinal] = digest
  }

  /** Notes where an action stands that may be settled later. */
  standAt(group: string, ordinal: number, standing: number): void {
    if (standing === ordinal) return
    const ofGroup = this.#standings.get(group) ?? new Map<number, number>()
    this.#standings.set(group, ofGroup.set(ordinal, standing))
  }

  standAllAt(standings: AcceptedStandings = {}): void {
    for (const [group, ofGroup] of Object.entries(standings))
      for (const [ordinal, standing] of ofGroup) this.standAt(group, ordinal, standing)
  }

  /** Where actions stand that are not settled yet, if not where their ordinals say. */
  standings(): AcceptedStandings {
    return Object.fromEntries(Array.from(this.#standings, ([group, ofGroup]) => [group, [...ofGroup]]))
  }

  addAll(snapshot: SettledActionsSnapshot, digests: AcceptedDigests = {}): void {
    for (const [group, ranges] of Object.entries(snapshot)) {
      const ofGroup = digests[group]
      let at = 0
      for (const [from, to] of ranges)
        for (let ordinal = from; ordinal <= to; ordinal += 1) this.add(group, ordinal, ofGroup?.[at++])
    }
  }

  has(group: string, ordinal: number): boolean {
    return this.#groups.get(group)?.settled.has(ordinal + 1) ?? false
  }

  /** Each settled action. */
  *all(): Generator<
    readonly [group: string, ordinal: number, digest: ActionDigest, standing: number],
    void,
    undefined
  > {
    for (const [group, { digests, places, settled }] of this.#groups)
      for (const [from, to] of rangesOf(settled))
        for (let ordinal = from; ordinal <= to; ordinal += 1)
          yield [group, ordinal, digests?.[ordinal] ?? NO_DIGEST, places?.get(ordinal) ?? ordinal]
  }

  /** What restores which are settled. */
  snapshot(): SettledActionsSnapshot {
    return Object.fromEntries([...this.#groups].map(([group, { settled }]) => [group, rangesOf(settled)]))
  }

  /** What restores, beside the snapshot, what they said. */
  digests(): AcceptedDigests {
    return Object.fromEntries(
      [...this.#groups].map(([group, { digests, settled }]) => [
        group,
        rangesOf(settled).flatMap(([from, to]) =>
          Array.from({ length: to - from + 1 }, (_, at) => digests?.[from + at] ?? NO_DIGEST),
        ),
      ]),
    )
  }

  /** What restores, beside these, where they stood; undefined: each where its ordinal says. */
  places(): AcceptedStandings | undefined {
    const moved = [...this.#groups].flatMap(([group, { places }]) =>
      places === undefined || places.size === 0 ? [] : [[group, [...places]] as const],
    )
    return moved.length === 0 ? undefined : Object.fromEntries(moved)
  }

  /** What restores all of it. */
  toJSON(): Omit<SentAs, "madeFrom"> {
    const places = this.places()
    return { actions: this.snapshot(), digests: this.digests(), ...(places === undefined ? {} : { places }) }
  }

  #groupOf(group: string): SettledGroup {
    const known = this.#groups.get(group)
    if (known !== undefined) return known
    const made: SettledGroup = { settled: new SettledRecords(), digests: undefined, places: undefined }
    this.#groups.set(group, made)
    return made
  }
}

interface SettledGroup {
  readonly settled: SettledRecords
  /** By the ordinals of the actions; undefined where none was noted. */
  digests: ActionDigest[] | undefined
  /** Where they stood, by their ordinals; undefined, or missing: where the ordinal says. */
  places: Map<number, number> | undefined
}

function rangesOf(settled: SettledRecords): (readonly [from: number, to: number])[] {
  const { lowWater } = settled
  const ranges = settled.ranges().map(([from, to]) => [from - 1, to - 1] as const)
  return lowWater === 0 ? ranges : [[0, lowWater - 1] as const, ...ranges]
}
