import { describe, expect, it } from "vitest"
import { BEHAVIOR_VALUES } from "../../src/sandbox/options/behavior-values.ts"
import type { SandboxOptions } from "../../src/sandbox/index.ts"
import { violations } from "./invariants.ts"
import { POISON } from "./odd-answers.ts"
import { quiet } from "./quiet-scenario.ts"
import type { SimulatedRecord } from "./scenario.ts"
import { simulate } from "./simulate.ts"
import type { Simulation } from "./simulate.ts"

type Kind = "user" | "event"
const record = (seq: number, over: Partial<SimulatedRecord> = {}): SimulatedRecord => ({
  seq,
  kind: "user",
  email: `p${seq}@example.com`,
  fields: { seq },
  mergeNestedObjects: false,
  ...over,
})

/** Merged updates have a new field each, which is not what is looked at here. */
async function imported(records: readonly SimulatedRecord[], sandbox: SandboxOptions): Promise<Simulation> {
  const done = await simulate({ ...quiet(records, sandbox), mergeUpdates: false })
  expect(violations(done)).toEqual([])
  return done
}

/** The numbers of the records that were rejected, each with the code. */
const rejectedIn = ({ outcomes }: Simulation): string[] =>
  outcomes.flatMap(({ outcome, seq }) =>
    outcome.kind === "rejected" ? `${seq} ${outcome.rejection.code}` : [],
  )

describe("one record with too many new fields", () => {
  const fresh = (count: number, prefix: string): Record<string, unknown> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, index]))

  it.each<[string, Kind, SandboxOptions, Record<string, unknown>]>([
    ["of a user", "user", { maxUserFields: 100 }, fresh(200, "new")],
    ["of a user, nested", "user", { maxUserFields: 100 }, { deep: { down: fresh(200, "new") } }],
    ["of an event", "event", { maxEventFields: 100 }, { deep: fresh(200, "new") }],
  ])("is rejected alone, and all others are imported: %s", async (_, kind, limits, many) => {
    const records = Array.from({ length: 3_000 }, (_row, index) =>
      record(index + 1, {
        kind,
        fields: { seq: index + 1, [`field${index % 20}`]: 1, ...(index === 1_500 ? many : {}) },
      }),
    )
    const options = { behavior: { trackUnknownUser: "create" }, ...limits } as const
    const clean = await imported(
      records.map((one) => ({ ...one, fields: { seq: one.seq } })),
      options,
    )
    const done = await imported(records, options)
    expect(rejectedIn(done)).toEqual(["1501 UniqueFieldsLimitExceeded"])
    expect(done.ledger.records).toMatchObject({ imported: 2_999, rejected: 1, pending: 0 })
    expect(done.exchanges.length).toBeLessThanOrEqual(clean.exchanges.length + 3)
  })

  it("leaves room to those who come first where each brings a few", async () => {
    const records = Array.from({ length: 1_000 }, (_, index) =>
      record(index + 1, { fields: { seq: index + 1, ...(index % 10 === 0 ? fresh(3, `of${index}_`) : {}) } }),
    )
    const done = await imported(records, { maxUserFields: 31 })
    expect(done.ledger.records).toMatchObject({ imported: 910, rejected: 90 })
    expect(rejectedIn(done)[0]).toBe("101 UniqueFieldsLimitExceeded")
    expect(done.exchanges.length).toBeLessThan(10)
  })
})

it("a refusal for a value of the wrong type costs no retries, whatever its status", async () => {
  const records = Array.from({ length: 1_000 }, (_, index) =>
    record(index + 1, { fields: { seq: index + 1, ...(index === 500 ? { score: "high" } : {}) } }),
  )
  for (const typeMismatchStatus of BEHAVIOR_VALUES.typeMismatchStatus) {
    const done = await imported(records, {
      userFields: { seq: "long", score: "long" },
      behavior: { typeMismatchStatus },
    })
    expect(rejectedIn(done)).toEqual(["501 RequestFieldsTypesMismatched"])
    expect(done.elapsedMs).toBeLessThan(2_000)
  }
})

it.each<[Kind, string]>([
  ["user", "createdAt"],
  ["event", "createdAt"],
  ["event", "campaignId"],
  ["user", "dataFields.address"],
  ["event", "dataFields.address"],
])("a pointer at the wrong record convicts nobody: %s %s", async (kind, member) => {
  const records = Array.from({ length: 1_000 }, (_, index) =>
    record(index + 1, {
      kind,
      fields: {
        seq: index + 1,
        address: { city: "Lima" },
        ...(index % 400 === 100 ? { [POISON]: true } : {}),
      },
    }),
  )
  const done = await imported(records, {
    behavior: { trackUnknownUser: "create" },
    faults: [{ fault: { kind: "misplaced-pointer", field: POISON, member } }],
  })
  expect(rejectedIn(done)).toEqual(["101 BadJsonBody", "501 BadJsonBody", "901 BadJsonBody"])
  expect(done.exchanges.length).toBeLessThan(70)
})

describe("an identity that a conflict lists", () => {
  /** Each failing one names by its email one user who is there, and by its userId another, whose email is `emailOf` it. */
  const users = (
    count: number,
    failing: readonly number[],
    emailOf: (seq: number) => string,
  ): SimulatedRecord[] => [
    ...failing.flatMap((seq, index) => {
      const taken = record(2 * index + 2, { email: emailOf(seq), userId: `taken${seq}` })
      return [record(2 * index + 1, { email: `p${seq}@example.com` }), taken]
    }),
    ...Array.from({ length: count }, (_, index) => {
      const seq = 2 * failing.length + index + 1
      return record(seq, { userId: failing.includes(seq) ? `taken${seq}` : `u${seq}` })
    }),
  ]

  it.each([
    ["existing", 6, [4]],
    ["existing-only", 6, [4]],
    ["existing-only", 300, [150, 250]],
    ["existing", 300, [150]],
    ["existing", 300, [150, 250]],
    ["request", 300, [150, 250]],
    ["request", 300, Array.from({ length: 20 }, (_, index) => 50 + 10 * index)],
  ] as const)("is not taken for who failed: %s, %d users, %j", async (conflictEcho, count, failing) => {
    for (const responseShape of ["full-2026", "sparse-2022", "sparse-2017"] as const) {
      const records = users(count, failing, (seq) => `taken${seq}@example.com`)
      const done = await imported(records, { behavior: { conflictEcho, responseShape } })
      expect(rejectedIn(done).map((text) => Number.parseInt(text, 10))).toEqual(failing)
      expect(done.ledger.records).toMatchObject({ unknown: 0 })
      expect(done.exchanges.length).toBeLessThan(60)
    }
  })

  it.each([
    [6, [4]],
    [300, [150, 250]],
  ])(
    "is not taken for who has it in the request, who then frees the way: %d users, %j",
    async (count, failing) => {
      const records = users(count, failing, (seq) => `p${seq + 1}@example.com`)
      for (const conflictEcho of ["existing", "existing-only"] as const) {
        for (const responseShape of ["full-2026", "sparse-2022"] as const) {
          const done = await imported(records, { behavior: { conflictEcho, responseShape } })
          expect(rejectedIn(done)).toEqual([])
          expect(done.exchanges.some(({ json }) => json?.["failCount"] === failing.length)).toBe(true)
          expect(done.exchanges.length).toBeLessThan(14)
        }
      }
    },
  )

  it.each(["full-2026", "sparse-2022"] as const)(
    "in lower case is not taken for who has it in lower case: %s",
    async (responseShape) => {
      const ids = ["User_9", "user_9", "USER_9", "other"]
      const records = ids.map((userId, index) => {
        const { email: _, ...rest } = record(index + 1, { userId })
        return rest
      })
      const done = await imported(records, {
        forgotten: { userIds: ["User_9"] },
        behavior: { failedIdEcho: "lower-case-all", responseShape },
      })
      expect(rejectedIn(done).map((text) => Number.parseInt(text, 10))).toEqual([1])
      expect(done.exchanges.length).toBeLessThanOrEqual(5)
    },
  )
})
