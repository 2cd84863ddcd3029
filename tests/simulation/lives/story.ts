import type { FaultRule } from "../../../src/sandbox/index.ts"
import { Dice } from "../../kit/seeded-random.ts"
import type { SavedAs } from "./encoded.ts"
import type { ListEdit } from "./edit-list.ts"
import type { Moment } from "./meddled-files.ts"
import type { Kill } from "../../kit/virtual-machine.ts"

/** One record of the file of a story; all columns are text, so that CSV and NDJSON say the same. */
export interface StoryRecord {
  readonly seq: number
  /** What the map function makes of it. */
  readonly kind: "user" | "event" | "purchase" | "user-and-events" | "nothing"
  readonly email: string
  /** The address that a person puts in its place, where that was mistyped. */
  readonly rightEmail: string
  /** Somebody whom a person adds, about whom there is one more update then, in front of the others. */
  readonly guest: string
  /** When it happened; "": the map function asks the clock. */
  readonly at: string
  readonly value: string
  /** What keeps it from being imported: the map function fails on it, or Iterable refuses one of its fields. */
  readonly bad: "" | "throws" | "type" | "unreadable"
}

/** A version of the map function: 0 has forgotten its return; the second knows what to do with what the first fails on. */
export type MapVersion = 0 | 1 | 2

/** One run of a command: how far it gets, and with which map function. */
export interface Life {
  readonly map: MapVersion
  readonly kill?: Kill | undefined
  readonly abortAfterMs?: number | undefined
}

/** A retry, and what a person changed in a list of rejects before it. */
export interface RetryLife extends Life {
  readonly corrects: "nothing" | "csv" | "ndjson"
  /** Of the rejects in that list the share that is corrected. */
  readonly share: number
  /** How a spreadsheet saves it. @defaultValue as UTF-8 */
  readonly savedAs?: SavedAs | undefined
  /** A list that a person removes, if it was not corrected. */
  readonly removes?: "csv" | "ndjson" | undefined
  readonly overwritesNewer?: boolean | undefined
  /** When a person corrects that list once more, while the retry runs. @defaultValue never */
  readonly meanwhile?: Moment | undefined
}

/** What happens to one file: a pure function of its seed. */
export interface Story {
  readonly seed: number
  readonly format: "csv" | "ndjson"
  readonly records: readonly StoryRecord[]
  readonly ids: "derive" | "none"
  readonly maxRecordsPerRequest: number
  readonly faults: readonly FaultRule[]
  readonly latencyMs: number
  /** The last one is neither killed nor stopped. */
  readonly lives: readonly Life[]
  /** What a person does to a list after each of them that is not the last. @defaultValue nothing */
  readonly edits?: readonly (ListEdit | undefined)[] | undefined
  readonly retries: readonly RetryLife[]
  /** Whether the file is removed once it is imported: no retry can look at it. */
  readonly losesSource: boolean
}

/** Draws a story. */
export function storyOf(seed: number): Story {
  const dice = new Dice(seed)
  const people = dice.pick([1, 3, 20])
  const count = dice.pick([3, 12, 40, 120])
  const badShare = dice.pick([0, 0.1, 0.5])
  const firstMap = dice.pick<MapVersion>([1, 1, 2])
  const changesMap = dice.chance(0.3)
  const lives = Array.from({ length: dice.pick([0, 0, 1, 2, 5]) }, (_, index) =>
    lifeOf(index > 0 && changesMap ? 2 : firstMap, dice),
  )
  const lastMap = lives.at(-1)?.map ?? firstMap
  const retries = Array.from({ length: dice.pick([0, 1, 2, 3]) }, (): RetryLife => ({
    ...lifeOf(dice.pick<MapVersion>([1, 2]), dice),
    corrects: dice.pick(["nothing", "csv", "ndjson"]),
    share: dice.pick([0.3, 1]),
  }))
  const story: Story = {
    seed,
    format: dice.pick(["csv", "ndjson"]),
    records: Array.from({ length: count }, (_, index) => recordOf(index + 1, people, badShare, dice)),
    ids: dice.chance(0.8) ? "derive" : "none",
    maxRecordsPerRequest: dice.pick([2, 10, 1_000]),
    faults: dice.chance(0.5) ? [] : faultsOf(dice),
    latencyMs: dice.pick([0, 100, 900]),
    lives: [...lives, { map: changesMap ? 2 : lastMap }],
    edits: editsOf(lives.length, new Dice(seed ^ 0xed17)),
    // The last one is left alone, so that each story comes to an end.
    retries: withMeanwhile(
      withHabits(
        [...retries, { map: 2, corrects: dice.pick(["csv", "ndjson"]), share: 1 }],
        new Dice(seed ^ 0x4ab17),
      ),
      new Dice(seed ^ 0x3ea17),
    ),
    losesSource: dice.chance(0.15),
  }
  // People notice a forgotten return once they see that records are skipped.
  return dice.chance(0.15) ? { ...story, lives: [lifeOf(0, dice), ...story.lives], edits: undefined } : story
}

/** Of dice of their own: all else is as it is in stories in which nobody edits anything. */
function editsOf(count: number, dice: Dice): Story["edits"] {
  if (dice.chance(0.5)) return undefined
  return Array.from({ length: count }, () => ({
    list: dice.pick(["csv", "ndjson"]),
    kind: dice.pick(["same-length", "append"]),
  }))
}

/** What people do to lists beside correcting them; of dice of their own, too. */
function withHabits(retries: readonly RetryLife[], dice: Dice): readonly RetryLife[] {
  if (dice.chance(0.5)) return retries
  const overwritesNewer = dice.chance(0.2)
  return retries.map((retry): RetryLife => ({
    ...retry,
    savedAs: dice.pick([undefined, undefined, "windows-1252", "utf-16"]),
    removes: dice.pick([undefined, undefined, "csv", "ndjson"]),
    overwritesNewer,
  }))
}

/** What people correct while a retry runs, but for the last one, after which nothing would take it in. */
function withMeanwhile(retries: readonly RetryLife[], dice: Dice): readonly RetryLife[] {
  return retries.map((retry, index): RetryLife => {
    const moment = { of: dice.pick(["all", "settling", "settling"] as const), step: dice.between(0, 25) }
    if (index === retries.length - 1 || dice.chance(0.5)) return retry
    // One that is killed at once settles nothing.
    const ending = dice.chance(0.7) ? { kill: undefined, abortAfterMs: undefined } : {}
    return { ...retry, ...ending, meanwhile: moment }
  })
}

function recordOf(seq: number, people: number, badShare: number, dice: Dice): StoryRecord {
  const email = `p${dice.between(1, people)}@example.com`
  return {
    seq,
    kind: dice.pick(["user", "user", "event", "purchase", "user-and-events", "user-and-events", "nothing"]),
    email: dice.chance(0.2) ? email.replace("example", "exmaple") : email,
    rightEmail: email,
    guest: dice.chance(0.2) ? `guest${seq}@example.com` : "",
    at: dice.chance(0.5) ? "" : String(1_700_000_000_000 + seq * 1_000),
    value: dice.pick(["Rome", 'Zoë\'s, "house"', `v${seq}`]),
    bad: dice.chance(badShare) ? dice.pick(["throws", "type", "type", "unreadable"]) : "",
  }
}

function lifeOf(map: MapVersion, dice: Dice): Life {
  const end = dice.between(0, 3)
  if (end === 0) return { map, abortAfterMs: dice.between(0, 3_000) }
  if (end === 1) return { map, kill: { afterMs: dice.between(0, 3_000) } }
  return { map, kill: { step: dice.between(0, 80), done: dice.pick(["nothing", "part", "all"]) } }
}

function faultsOf(dice: Dice): FaultRule[] {
  const rules: FaultRule[] = []
  const add = (fault: FaultRule["fault"], when: "before" | "after" = "before"): void => {
    if (dice.chance(0.5)) rules.push({ fault, when, probability: dice.random() * 0.2 })
  }
  add({ kind: "rate-limited", resetSeconds: 1 })
  add({ kind: "status", status: 500, code: "GenericError" }, "after")
  add({ kind: "status", status: 503 })
  add({ kind: "reset" })
  add({ kind: "reset" }, "after")
  return rules
}
