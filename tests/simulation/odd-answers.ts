import { BEHAVIOR_VALUES } from "../../src/sandbox/options/behavior-values.ts"
import type { SandboxOptions } from "../../src/sandbox/index.ts"
import type { Dice } from "../kit/seeded-random.ts"
import type { Scenario, SimulatedRecord } from "./scenario.ts"

type Status = (typeof BEHAVIOR_VALUES.typeMismatchStatus)[number]

/** The data field that refuses its request in some scenarios. */
export const POISON = "poison"
/** The data field that a firewall refuses in some scenarios, whatever request it is in. */
export const BLOCKED = "blocked"
/** The data field at which the server breaks in some scenarios, whatever request it is in. */
const BREAKING = "breaking"

/**
 * A scenario with what makes answers hard to read: userIds that differ in case only, more users in each other's way, definite faults with
 * any status, pointers at the wrong record, more new fields than a project has room for, records that a firewall refuses, and such at
 * which the server breaks every time.
 */
export function withOddAnswers(scenario: Scenario, dice: Dice): Scenario {
  const isCrossed = dice.chance(0.2)
  const isPoisoned = dice.chance(0.08)
  const isCrowded = dice.chance(0.1)
  const typeMismatchStatus = dice.pick<Status>([400, 400, ...BEHAVIOR_VALUES.typeMismatchStatus])
  const { sandbox } = scenario
  const behavior = { ...sandbox.behavior, typeMismatchStatus }
  const plain: Scenario = { ...scenario, sandbox: { ...sandbox, behavior } }
  const crossed = isCrossed ? withCrossedIds(plain, dice) : plain
  const poisoned = isPoisoned ? withPoison(crossed, dice) : crossed
  const crowded = isCrowded ? withManyFields(poisoned, dice) : poisoned
  if (!isPoisoned && dice.chance(0.1)) return withBlocked(crowded, dice)
  return !isPoisoned && dice.chance(0.05) ? withBreaking(crowded, dice) : crowded
}

/** Each second person has the userId of the one before in capitals, and now and then that of anybody. */
function withCrossedIds(scenario: Scenario, dice: Dice): Scenario {
  const { records, sandbox } = scenario
  const { forgotten = {} } = sandbox
  const all = records.flatMap(({ userId }) => userId ?? [])
  const crossedShare = dice.pick([0, 0.02, 0.2])
  const crossed = records.map((record): SimulatedRecord => {
    if (record.userId === undefined) return record
    const isOther = record.email !== undefined && dice.chance(crossedShare)
    const userId = isOther ? dice.pick([record.userId, ...all]) : record.userId
    return { ...record, userId: withTwin(userId) }
  })
  const userIds = (forgotten.userIds ?? []).map(withTwin)
  return { ...scenario, records: crossed, sandbox: { ...sandbox, forgotten: { ...forgotten, userIds } } }
}

/** `u6` for `u6`, `U6` for `u7`. */
function withTwin(userId: string): string {
  const number = Number(userId.slice(1))
  return number % 2 === 0 ? userId : `U${number - 1}`
}

function withPoison(scenario: Scenario, dice: Dice): Scenario {
  const share = dice.pick([0.01, 0.1])
  const member = dice.pick(["createdAt", "campaignId", "dataFields.address", "dataFields.padding"])
  const { records, sandbox } = scenario
  // Another fault would take its place, and let the poison through.
  const faults = [{ fault: { kind: "misplaced-pointer", field: POISON, member } as const }]
  return {
    ...scenario,
    records: records.map((record) =>
      dice.chance(share) ? { ...record, fields: { ...record.fields, [POISON]: true } } : record,
    ),
    sandbox: { ...sandbox, faults },
  }
}

function withBlocked(scenario: Scenario, dice: Dice): Scenario {
  const share = dice.pick([0.003, 0.02, 0.1])
  // Another fault would take its place, and let the record through.
  const faults = [{ fault: { kind: "blocked-record", field: BLOCKED } as const }]
  return {
    ...scenario,
    records: scenario.records.map((record) =>
      dice.chance(share) ? { ...record, fields: { ...record.fields, [BLOCKED]: record.seq } } : record,
    ),
    sandbox: { ...scenario.sandbox, faults },
  }
}

function withBreaking(scenario: Scenario, dice: Dice): Scenario {
  const share = dice.pick([0.003, 0.02, 0.1])
  const faults = [{ fault: { kind: "blocked-record", field: BREAKING, status: 500 } as const }]
  return {
    ...scenario,
    records: scenario.records.map((record) =>
      dice.chance(share) ? { ...record, fields: { ...record.fields, [BREAKING]: record.seq } } : record,
    ),
    sandbox: { ...scenario.sandbox, faults },
  }
}

function withManyFields(scenario: Scenario, dice: Dice): Scenario {
  const share = dice.pick([0.02, 0.3])
  const limits: SandboxOptions = {
    maxUserFields: dice.pick([6, 14, 25, 60]),
    maxEventFields: dice.pick([10, 60, Infinity]),
  }
  const records = scenario.records.map((record) => {
    const count = dice.chance(share) ? dice.between(1, 20) : 0
    const fresh: Record<string, unknown> = {}
    for (let index = 0; index < count; index += 1) fresh[`fresh${record.seq}_${index}`] = index
    const nested = dice.chance(0.5) ? { [`deep${record.seq}`]: fresh } : fresh
    return count === 0 ? record : { ...record, fields: { ...record.fields, ...nested } }
  })
  // Merged updates have a new field each.
  return { ...scenario, mergeUpdates: false, records, sandbox: { ...scenario.sandbox, ...limits } }
}
