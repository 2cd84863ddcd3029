import { expect, it } from "vitest"

import { ALL_ENDPOINTS } from "../endpoints/all-endpoints.ts"
import type { FaultRule } from "./fault-rule.ts"
import { FaultPlan } from "./fault-plan.ts"

function planOf(faults: readonly FaultRule[], seed: number): FaultPlan {
  return new FaultPlan({ faults, endpoints: ALL_ENDPOINTS, seed })
}

function hits(rules: readonly FaultRule[], requests: number, seed = 1): readonly number[] {
  const plan = planOf(rules, seed)
  const numbers = Array.from({ length: requests }, (_, index) => index + 1)
  return numbers.filter((number) => plan.next("users/bulkUpdate", number * 1000) !== null)
}

const fault = { kind: "reset" } as const

it.each<[string, FaultRule, readonly number[]]>([
  ["one request", { fault, requestNumber: 3 }, [3]],
  ["some requests", { fault, requestNumber: [1, 4] }, [1, 4]],
  ["every n-th", { fault, every: 4 }, [4, 8]],
  ["a range", { fault, fromRequestNumber: 3, toRequestNumber: 5 }, [3, 4, 5]],
  ["a time", { fault, fromMs: 2000, untilMs: 4000 }, [2, 3]],
  ["a number of times", { fault, maxTimes: 2 }, [1, 2]],
  ["an endpoint of several", { fault, endpoint: ["events/track", "users/bulkUpdate"], every: 5 }, [5]],
  ["another endpoint", { fault, endpoint: "events/track" }, []],
])("FaultPlan hits %s", (_what, rule, expected) => {
  expect(hits([rule], 9)).toEqual(expected)
})

it("FaultPlan draws by probability, the same for the same seed", () => {
  const rule = { fault, probability: 0.25 }
  const first = hits([rule], 2000)
  expect(first.length).toBeGreaterThan(400)
  expect(first.length).toBeLessThan(600)
  expect(hits([rule], 2000)).toEqual(first)
  expect(hits([rule], 2000, 2)).not.toEqual(first)
})

it("FaultPlan lets the first rule that hits win, and counts requests per rule", () => {
  const plan = planOf(
    [
      { fault: { kind: "silent" }, every: 2 },
      { fault: { kind: "reset" }, endpoint: "users/bulkUpdate", requestNumber: 2, when: "after", delayMs: 5 },
    ],
    1,
  )
  expect(plan.next("events/track", 0)).toBeNull()
  expect(plan.next("users/bulkUpdate", 0)?.fault.kind).toBe("silent")
  expect(plan.next("users/bulkUpdate", 0)).toEqual({ fault: { kind: "reset" }, when: "after", delayMs: 5 })
})
