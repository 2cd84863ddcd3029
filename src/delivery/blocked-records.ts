import type { Rejection } from "../actions/outcome.ts"
import type { Verdict } from "../api/verdict.ts"
import type { BatchEntry } from "../batches/batch.ts"
import { halves } from "../batches/halves.ts"
import { newLoad } from "./load.ts"
import type { Load } from "./load.ts"
import type { Track } from "./track.ts"

type Stop = Extract<Verdict, { kind: "stop" }>

/** A record that was refused alone. It is to blame if others get through afterwards; else perhaps nothing does. */
interface HeldRecord {
  readonly load: Load
  readonly stop: Stop
  readonly rejection: Rejection
  readonly atMs: number
}

/** What is to be done about records that were refused alone, once there is nothing else to send. */
type Conclusion =
  | { readonly kind: "reject"; readonly rejected: readonly RejectedEntry[] }
  /** Others that are under way may tell. */
  | { readonly kind: "ask-again"; readonly loads: readonly Load[]; readonly times: number }
  | { readonly kind: "stop"; readonly stop: Stop }

/** A record that is to blame, and for what. */
export interface RejectedEntry {
  readonly entry: BatchEntry
  readonly rejection: Rejection
}

/** So many records are sent alone first: where one of them gets through, not all are refused. */
const SENT_ALONE_FIRST = 3
/** So many in a row are refused alone, and nothing else has got through since the search began: no request has a chance. */
const MAX_HELD = 3
/** The same where something got through at first. */
const MAX_HELD_AFTER_GOOD = 10
const MAX_TIMES_ASKED = 3

/**
 * The search, within a batch, for records that something on the way to Iterable refuses, a firewall say, whose refusal looks as if no
 * request had a chance. What is refused is sent in parts; a record that is refused alone is held until another request of its channel gets
 * through that left after that. Nothing of a user overtakes: what is held was not applied, and is not sent again once others were.
 */
export class BlockedRecords {
  readonly #track: Track
  #held: readonly HeldRecord[] = []
  #timesAsked = 0

  constructor(track: Track) {
    this.#track = track
  }

  get held(): readonly Load[] {
    return this.#held.map(({ load }) => load)
  }

  /** The parts of a refused load that are to be sent next; undefined where no request has a chance. */
  search(load: Load, stop: Stop, nowMs: number): readonly Load[] | undefined {
    if (stop.blocked === undefined) return undefined
    const { entries, leftOpen, blockedSinceMs = nowMs } = load
    const isProven = this.#track.gotThroughSince(blockedSinceMs)
    if (entries.length === 1) {
      if (this.#held.length + 1 >= (isProven ? MAX_HELD_AFTER_GOOD : MAX_HELD)) return undefined
      const held = { load: { ...load, blockedSinceMs }, stop, rejection: stop.blocked, atMs: nowMs }
      this.#held = [...this.#held, held]
      return []
    }
    const alone = isProven ? 0 : SENT_ALONE_FIRST
    const parts = [...entries.slice(0, alone).map((entry) => [entry]), ...halves(entries.slice(alone))]
    return parts
      .filter((part) => part.length > 0)
      .map((part) => newLoad(part, { isPart: true, leftOpen, blockedSinceMs }))
  }

  /** Those of the held that are surely to blame, as others got through after them; they are held no longer. */
  takeProven(): readonly RejectedEntry[] {
    if (this.#held.length === 0) return []
    const isProven = ({ atMs }: HeldRecord): boolean => this.#track.gotThroughSince(atMs)
    const proven = this.#held.filter(isProven)
    this.#held = this.#held.filter((one) => !isProven(one))
    return proven.flatMap(rejectedOf)
  }

  /** What is to be done where nothing is left to be sent but what is held. */
  conclude(): Conclusion {
    const held = this.#held
    const [first] = held
    if (first === undefined) return { kind: "reject", rejected: [] }
    const track = this.#track
    const isProven = held.every(({ atMs, load }) => track.gotThroughSince(load.blockedSinceMs ?? atMs))
    // One at a time where nothing else can tell: were it wrong, the next one would stop the import.
    const isLastOne = held.length === 1 && !track.hasOthersAtWork && track.mayBlameUnproven
    if (isProven || isLastOne) {
      if (!isProven) track.blamedUnproven()
      this.#held = []
      return { kind: "reject", rejected: held.flatMap(rejectedOf) }
    }
    if (!track.hasOthersAtWork || this.#timesAsked === MAX_TIMES_ASKED)
      return { kind: "stop", stop: first.stop }
    this.#held = []
    this.#timesAsked += 1
    return { kind: "ask-again", loads: held.map(({ load }) => load), times: this.#timesAsked }
  }
}

function rejectedOf({ load: { entries }, rejection }: HeldRecord): readonly RejectedEntry[] {
  return entries.map((entry) => ({ entry, rejection }))
}
