import type { Behavior, FaultRule, LatencyModel, SandboxOptions } from "../../src/sandbox/index.ts"
import { Dice } from "../kit/seeded-random.ts"
import { withOddAnswers } from "./odd-answers.ts"

/** One record of a simulated source; the map function turns it into what `kind` says. */
export interface SimulatedRecord {
  /** The record's number: what the sandbox's log is searched for. */
  readonly seq: number
  readonly kind: "user" | "event" | "purchase" | "user-and-event" | "nothing" | "throws"
  readonly email?: string
  readonly userId?: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly mergeNestedObjects: boolean
  /** An id of its own, for events and purchases. */
  readonly id?: string
  /** What a purchase changes in the profile of its buyer. */
  readonly buyerFields?: Readonly<Record<string, unknown>>
  /** What an update makes of its user's email. */
  readonly newEmail?: string
}

/** All that a simulated import depends on; a pure function of its seed. */
export interface Scenario {
  readonly seed: number
  readonly records: readonly SimulatedRecord[]
  readonly arrayLength: number
  readonly sandbox: SandboxOptions
  readonly ids: "derive" | "none"
  readonly mergeUpdates: boolean
  readonly maxRecordsPerRequest: number
  readonly maxBytesPerRequest: number
  /** Undefined: as much as ever. */
  readonly maxKeptBytes?: number | undefined
  readonly jitterMs: number
  /** The server cannot be reached from and until. */
  readonly down: { readonly fromMs: number; readonly untilMs: number } | undefined
  readonly abortAtMs: number | undefined
  /** The server repeats the API key wherever it can. */
  readonly echoesKey: boolean
}

/** Draws a scenario: quiet ones, stormy ones, odd servers, odd data. */
export function scenarioOf(seed: number): Scenario {
  const dice = new Dice(seed)
  const isStormy = dice.chance(0.7)
  const people: People = {
    count: dice.pick([3, 20, 100, 400]),
    naming: dice.pick(["steady", "steady", "varied"]),
    oddShare: dice.pick([0.02, 0.02, 0.2]),
    renameShare: dice.pick([0, 0, 0.1]),
  }
  const isLong = dice.chance(0.02)
  const records = Array.from(
    { length: isLong ? dice.between(1_000, 2_000) : dice.between(0, 300) },
    (_, index) => recordOf(index + 1, people, dice),
  )
  const stops = dice.chance(0.1)
  const drawn: Scenario = {
    seed,
    records,
    arrayLength: dice.pick([1, 7, 64, 500]),
    sandbox: sandboxOf(seed, people.count, isStormy, stops, dice),
    ids: dice.chance(0.75) ? "derive" : "none",
    mergeUpdates: seed % 4 > 0,
    maxKeptBytes: seed % 5 === 3 ? 1 + 2_000 * (seed % 7) : undefined,
    maxRecordsPerRequest: dice.pick([1, 3, 10, 50, 1000]),
    maxBytesPerRequest: dice.pick([300, 1_000, 5_000, 3_900_000]),
    jitterMs: dice.pick([0, 5, 200]),
    down: isStormy && dice.chance(0.2) ? downtime(dice) : undefined,
    abortAtMs: dice.chance(0.1) ? dice.between(0, 5_000) : undefined,
    echoesKey: dice.chance(0.2),
  }
  return withOddAnswers(drawn, dice)
}

function downtime(dice: Dice): { fromMs: number; untilMs: number } {
  const fromMs = dice.between(0, 3_000)
  return { fromMs, untilMs: fromMs + dice.between(100, 120_000) }
}

/** Whom the records are about. */
interface People {
  readonly count: number
  /** Whether all records name a person by the same identifiers. */
  readonly naming: "steady" | "varied"
  /** The share of records with a value whose type may not fit. */
  readonly oddShare: number
  /** The share of updates that change their user's email, and of records that name a user by the new one. */
  readonly renameShare: number
}

function recordOf(seq: number, people: People, dice: Dice): SimulatedRecord {
  // One person in ten records is the same one: a hot user.
  const person = dice.chance(0.1) ? 0 : dice.between(0, people.count - 1)
  const kind = dice.pick<SimulatedRecord["kind"]>([
    "user",
    "user",
    "user",
    "event",
    "event",
    "purchase",
    "user-and-event",
    "nothing",
    "throws",
  ])
  const { email, userId } = namesOf(person, people, dice)
  return {
    seq,
    kind: dice.chance(0.9) ? kind : "user",
    ...(email === undefined ? {} : { email }),
    ...(userId === undefined ? {} : { userId }),
    fields: fieldsOf(seq, people.oddShare, dice),
    mergeNestedObjects: dice.chance(0.1),
    ...(dice.chance(0.2) ? { id: `own-${seq}` } : {}),
    ...(dice.chance(0.5) ? { buyerFields: { [`field${seq % 5}`]: seq, tier: seq } } : {}),
    ...(dice.chance(people.renameShare) ? { newEmail: newEmailOf(person) } : {}),
  }
}

/** By email, by userId, or by both; now and then with the userId of somebody else. */
function namesOf(
  person: number,
  { count, naming, renameShare }: People,
  dice: Dice,
): { readonly email?: string; readonly userId?: string } {
  const how = naming === "varied" ? dice.between(0, 2) : person % 3
  const isMixedUp = naming === "varied" && dice.chance(0.02)
  const userId = `u${isMixedUp ? dice.between(0, count - 1) : person}`
  if (how === 1) return { userId }
  const email = dice.chance(renameShare) ? newEmailOf(person) : emailOf(person, dice)
  return how === 0 ? { email } : { email, userId }
}

const newEmailOf = (person: number): string => `n${person}@example.com`

function emailOf(person: number, dice: Dice): string {
  if (dice.chance(0.01)) return dice.pick(["not-an-email", "bad@", "a..b@example.com", "one,two@example.com"])
  const email = `p${person}@example.com`
  return dice.chance(0.2) ? email.toUpperCase() : email
}

function fieldsOf(seq: number, oddShare: number, dice: Dice): Record<string, unknown> {
  const fields: Record<string, unknown> = { seq, [`field${seq % 5}`]: seq }
  if (dice.chance(0.3)) fields["address"] = { [`line${seq % 3}`]: `Zoë's house ${seq}` }
  if (dice.chance(oddShare)) fields["score"] = dice.pick([1, 2.5, "high", true])
  if (dice.chance(0.02)) fields[dice.pick(["gone", "field1"])] = null
  if (dice.chance(0.02)) fields["padding"] = "x".repeat(dice.between(100, 2_000))
  return fields
}

function sandboxOf(
  seed: number,
  people: number,
  isStormy: boolean,
  stops: boolean,
  dice: Dice,
): SandboxOptions {
  const faults = isStormy ? stormOf(dice) : []
  if (stops) {
    const requestNumber = dice.between(1, 6)
    faults.unshift({ fault: dice.pick([{ kind: "disable-key" }, { kind: "schema-limit" }]), requestNumber })
  }
  const latency: LatencyModel = dice.pick([
    { kind: "fixed", latencyMs: 150 },
    { kind: "uniform", minMs: 1, maxMs: 2_000 },
    { kind: "fixed", latencyMs: 0 },
  ])
  return {
    seed,
    traceField: "seq",
    forgotten: dice.chance(0.3) ? { emails: [`p${Math.min(3, people)}@example.com`], userIds: ["u1"] } : {},
    userFields: { seq: "long", score: dice.pick(["double", "string", "boolean"]) },
    latency,
    faults,
    maxBodyBytes: dice.pick([500, 4_000, 4_000_000]),
    maxUserFields: Infinity,
    // No limit is documented for purchases; the importer must find it.
    rateLimits: { "commerce/trackPurchase": dice.pick(["off", "off", { perSecond: 15 }, { perSecond: 60 }]) },
    maxRecordsPerRequest: dice.pick([Infinity, Infinity, 5]),
    disallowedEventNames: dice.chance(0.1) ? ["event-3"] : [],
    behavior: behaviorOf(dice),
  }
}

function stormOf(dice: Dice): FaultRule[] {
  const rules: FaultRule[] = []
  const add = (share: number, fault: FaultRule["fault"], when: "before" | "after" = "before"): void => {
    if (dice.chance(0.5)) rules.push({ fault, when, probability: dice.random() * share })
  }
  add(0.3, { kind: "rate-limited" })
  add(0.3, { kind: "rate-limited", resetSeconds: 2 })
  add(0.1, { kind: "status", status: 500, code: "GenericError" })
  add(0.1, { kind: "status", status: 500, code: "DatabaseError" }, "after")
  add(0.1, { kind: "status", status: 502 }, "after")
  add(0.1, { kind: "status", status: 503 })
  add(0.1, { kind: "reset" })
  add(0.1, { kind: "reset" }, "after")
  add(0.03, { kind: "silent" }, "after")
  add(0.05, { kind: "truncated", ending: "close" })
  add(0.05, { kind: "broken-json" })
  add(0.05, { kind: "html-200" }, "after")
  add(0.05, { kind: "delay", delayMs: 20_000 })
  add(0.05, { kind: "slow-body", chunkBytes: 10, chunkIntervalMs: 100 })
  add(0.03, { kind: "status", status: 400, code: "BadParams", body: "json" })
  add(0.03, { kind: "unlisted-failures", records: dice.between(1, 3) })
  add(0.03, { kind: "miscount", successDelta: -1, failDelta: 0 })
  add(0.03, { kind: "stranger", email: "nobody@example.com" })
  if (dice.chance(0.1)) {
    const resetSeconds = dice.pick([100, 1_200, 7_200])
    rules.unshift({ fault: { kind: "rate-limited", resetSeconds }, probability: 0.2, maxTimes: 1 })
  }
  add(0.02, { kind: "status", status: 401, body: "json" })
  add(0.02, { kind: "status", status: 403, body: "html" })
  return rules
}

function behaviorOf(dice: Dice): Partial<Behavior> {
  return {
    responseShape: dice.pick(["full-2026", "full-2026", "sparse-2022", "sparse-2017"]),
    bulkTypeMismatch: dice.pick(["reject-request", "per-record"]),
    typeMismatchListing: dice.pick(["all-fields", "first-field"]),
    allInvalidBulkUpdate: dice.pick(["counts", "refuse"]),
    failedIdEcho: dice.pick(["lower-case-email", "lower-case-all", "verbatim"]),
    duplicateFailureListing: dice.pick(["per-record", "per-id"]),
    disallowedInFailCount: dice.chance(0.5),
    conflictEcho: dice.pick(["existing", "request", "existing-only"]),
    forgottenAsInvalid: dice.chance(0.2),
    updateForgottenStatus: dice.pick([409, 400]),
    trackUnknownUser: dice.pick(["create", "reject"]),
    secondIdMismatch: dice.pick(["overwrite", "conflict"]),
    badJsonBodyGeneration: dice.pick([3, 2, 1]),
    oversizeReply: dice.pick(["413-html", "413-text", "400-batch-too-large", "reset"]),
    rateLimitParams: dice.pick(["documented", "all", "none"]),
    retryAfterHeader: dice.pick(["off", "seconds", "date"]),
  }
}
