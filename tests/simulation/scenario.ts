import type { Behavior, FaultRule, LatencyModel, SandboxOptions } from "../../src/sandbox/index.ts"
import { Dice } from "../kit/seeded-random.ts"

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
  readonly jitterMs: number
  /** The server cannot be reached from and until. */
  readonly down: { readonly fromMs: number; readonly untilMs: number } | undefined
  readonly abortAtMs: number | undefined
  /** A fault of the scenario makes the importer stop. */
  readonly mayStop: boolean
}

/** Draws a scenario: quiet ones, stormy ones, odd servers, odd data. */
export function scenarioOf(seed: number): Scenario {
  const dice = new Dice(seed)
  const isStormy = dice.chance(0.7)
  const people = dice.pick([3, 20, 100, 400])
  const records = Array.from({ length: dice.between(0, 400) }, (_, index) =>
    recordOf(index + 1, people, dice),
  )
  const stops = dice.chance(0.1)
  return {
    seed,
    records,
    arrayLength: dice.pick([1, 7, 64, 500]),
    sandbox: sandboxOf(seed, people, isStormy, stops, dice),
    ids: dice.chance(0.75) ? "derive" : "none",
    mergeUpdates: seed % 4 > 0,
    maxRecordsPerRequest: dice.pick([1, 3, 10, 50, 1000]),
    maxBytesPerRequest: dice.pick([300, 1_000, 5_000, 3_900_000]),
    jitterMs: dice.pick([0, 5, 200]),
    down: isStormy && dice.chance(0.2) ? downtime(dice) : undefined,
    abortAtMs: dice.chance(0.1) ? dice.between(0, 5_000) : undefined,
    mayStop: stops,
  }
}

function downtime(dice: Dice): { fromMs: number; untilMs: number } {
  const fromMs = dice.between(0, 3_000)
  return { fromMs, untilMs: fromMs + dice.between(100, 120_000) }
}

function recordOf(seq: number, people: number, dice: Dice): SimulatedRecord {
  // One person in ten records is the same one: a hot user.
  const person = dice.chance(0.1) ? 0 : dice.between(0, people - 1)
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
  const isBoth = person % 3 === 2
  const email = isBoth || person % 3 === 0 ? emailOf(person, dice) : undefined
  const userId = isBoth || person % 3 === 1 ? `u${person}` : undefined
  return {
    seq,
    kind: dice.chance(0.9) ? kind : "user",
    ...(email === undefined ? {} : { email }),
    ...(userId === undefined ? {} : { userId }),
    fields: fieldsOf(seq, dice),
    mergeNestedObjects: dice.chance(0.1),
    ...(dice.chance(0.2) ? { id: `own-${seq}` } : {}),
  }
}

function emailOf(person: number, dice: Dice): string {
  if (dice.chance(0.01)) return dice.pick(["not-an-email", "bad@", "a b@example.com"])
  const email = `p${person}@example.com`
  return dice.chance(0.2) ? email.toUpperCase() : email
}

function fieldsOf(seq: number, dice: Dice): Record<string, unknown> {
  const fields: Record<string, unknown> = { seq, [`field${seq % 5}`]: seq }
  if (dice.chance(0.3)) fields["address"] = { [`line${seq % 3}`]: `Zoë's house ${seq}` }
  if (dice.chance(0.02)) fields["score"] = dice.pick([1, 2.5, "high", true])
  if (dice.chance(0.02)) fields["gone"] = null
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
    conflictEcho: dice.pick(["existing", "request"]),
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
