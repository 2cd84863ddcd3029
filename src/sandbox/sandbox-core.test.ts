import { expect, it } from "vitest"

import { START_MS, virtualSandbox } from "../../tests/fidelity/virtual-sandbox.ts"
import { BEHAVIOR_VALUES, DEFAULT_BEHAVIOR } from "./options/behavior-values.ts"
import { identityOverlaps } from "./inspection/identity-overlaps.ts"
import { maxRequestsInWindow } from "./inspection/max-requests-in-window.ts"

const USERS = { users: [{ email: "ann@example.com" }, { email: "bad@" }] }

it("requests() tells what came, and never a key", () => {
  const { sandbox, post, get, passMs } = virtualSandbox({ behavior: { badJsonBodyGeneration: 1 } })
  post("users/bulkUpdate", USERS)
  passMs(10)
  post("users/bulkUpdate", "{")
  get("users/getFields?api_key=secret-key&x=1")
  expect([...sandbox.requests()]).toEqual([
    {
      number: 1,
      receivedAtMs: START_MS,
      endpoint: "users/bulkUpdate",
      method: "POST",
      path: "/api/users/bulkUpdate",
      status: 200,
      endedAtMs: START_MS,
      records: 2,
      appliedRecords: 1,
      bodyBytes: JSON.stringify(USERS).length,
      fault: null,
    },
    expect.objectContaining({
      number: 2,
      receivedAtMs: START_MS + 10,
      status: 400,
      records: 0,
      bodyBytes: 1,
    }),
    expect.objectContaining({ number: 3, path: "/api/users/getFields?api_key=&x=1" }),
  ])
  const shown = [sandbox.counts(), ...sandbox.requests(), ...sandbox.users(), ...sandbox.applied()]
  expect(JSON.stringify(shown)).not.toContain("secret-key")
})

it("requests() keep bodies where that is set", () => {
  const { sandbox, post } = virtualSandbox({ keepBodies: true })
  post("users/bulkUpdate", USERS)
  expect([...sandbox.requests()][0]?.body).toBe(JSON.stringify(USERS))
})

it("applied() tells which record wrote what, in order", () => {
  const { sandbox, post } = virtualSandbox()
  post("users/bulkUpdate", { users: [{ email: "bad@" }, { userId: "u1" }] })
  post("events/trackBulk", { events: [{ userId: "u1", eventName: "e", id: "e-1" }] })
  const common = { userNumber: 1, subjectNumber: 1, email: null, userId: "u1", trace: undefined }
  expect([...sandbox.applied()]).toEqual([
    { number: 1, kind: "user", requestNumber: 1, recordIndex: 1, id: null, ...common },
    { number: 2, kind: "event", requestNumber: 2, recordIndex: 0, id: "e-1", ...common },
  ])
})

it("forget() drops the profile and refuses what comes later", () => {
  const { sandbox, post } = virtualSandbox()
  post("users/bulkUpdate", { users: [{ email: "ann@example.com", userId: "u1" }, { userId: "u2" }] })
  sandbox.forget({ emails: ["ANN@example.com"], userIds: ["u2", "never"] })
  expect(sandbox.counts()).toMatchObject({ users: 0, forgottenUsers: 3 })
  expect(sandbox.user({ userId: "u1" })).toBeNull()
  expect(post("users/bulkUpdate", { users: [{ email: "ann@example.com" }] }).json).toMatchObject({
    failedUpdates: { forgottenEmails: ["ann@example.com"] },
  })
})

it("reset() drops all but the options, and starts faults and chance anew", () => {
  const { sandbox, post, passMs } = virtualSandbox({
    faults: [{ fault: { kind: "reset" }, requestNumber: 2 }],
    forgotten: { emails: ["gone@example.com"] },
  })
  const run = (): readonly string[] => [1, 2, 3].map(() => post("users/bulkUpdate", USERS).reply.kind)
  expect(run()).toEqual(["whole", "reset", "whole"])
  sandbox.forget({ emails: ["ann@example.com"] })
  passMs(5)
  sandbox.reset()
  expect(sandbox.counts()).toEqual({
    users: 0,
    events: 0,
    purchases: 0,
    lists: 0,
    requests: 0,
    appliedRecords: 0,
    forgottenUsers: 1,
  })
  expect(run()).toEqual(["whole", "reset", "whole"])
})

it("configure() changes options at run time and leaves the others", () => {
  const { sandbox, post } = virtualSandbox({ projectId: 7, behavior: { responseShape: "sparse-2017" } })
  post("users/bulkUpdate", USERS)
  sandbox.configure({ rateLimits: { "users/bulkUpdate": { perSecond: 1 } }, faults: [] })
  sandbox.configure({ behavior: { rateLimitParams: "none" }, projectType: "email" })
  expect(Object.keys(post("users/bulkUpdate", USERS).json as object)).toEqual([
    "successCount",
    "failCount",
    "invalidEmails",
  ])
  expect(post("users/bulkUpdate", USERS).json).toMatchObject({
    msg: expect.stringContaining("1.0 per second for endpoint: /api/users/bulkUpdate, project: 7 ") as string,
    params: {},
  })
  expect(post("users/update", { userId: "still-hybrid" }).status).toBe(200)
  sandbox.reset()
  expect(post("users/update", { userId: "now-email" }).status).toBe(400)
})

it("options that are not known are refused", () => {
  const { sandbox } = virtualSandbox()
  expect(() => sandbox.configure({ colour: 1 } as object)).toThrow("colour")
  expect(() => sandbox.configure({ behavior: { mood: 1 } as object })).toThrow("mood")
  expect(() => sandbox.configure({ behavior: { bulkTypeMismatch: "per_record" as "per-record" } })).toThrow(
    "per_record",
  )
  expect(() => sandbox.configure({ projectType: "phone" as "email" })).toThrow("phone")
  expect(() => virtualSandbox({ maxBodyBytes: Number.NaN })).toThrow("maxBodyBytes")
  expect(() => virtualSandbox({ visibilityDelayMs: "2s" as unknown as number })).toThrow(
    'visibilityDelayMs is "2s"; it takes a number of at least 0.',
  )
  expect(() => virtualSandbox({ apiKeys: "key" as unknown as string[] })).toThrow(
    'apiKeys is "key"; it takes an array.',
  )
  for (const name of ["lists", "faults", "rateLimits", "userFields", "latency", "behavior"]) {
    expect(() => virtualSandbox({ [name]: 1 })).toThrow(`${name} is 1; it takes`)
  }
  expect(() => virtualSandbox({ rateLimits: "maybe" as "off" })).toThrow(
    'rateLimits is "maybe"; it takes off or an object.',
  )
  expect(() => virtualSandbox({ keepBodies: "no" as unknown as boolean })).toThrow(
    'keepBodies is "no"; it takes false or true.',
  )
  for (const list of [{ id: 0, name: "x" }, { id: 1 }, { id: 1, name: "x", colour: 1 }]) {
    expect(() => virtualSandbox({ lists: [list as { id: number; name: string }] })).toThrow("list")
  }
  expect(() =>
    virtualSandbox({ faults: [{ fault: { kind: "reset" }, endpoint: "users/nope" as "users/update" }] }),
  ).toThrow("users/nope")
})

it("every switch has its settings, the default first", () => {
  expect(DEFAULT_BEHAVIOR.responseShape).toBe("full-2026")
  expect(DEFAULT_BEHAVIOR.disallowedInFailCount).toBe(true)
  for (const [name, values] of Object.entries(BEHAVIOR_VALUES)) {
    expect(new Set<unknown>(values).size).toBe(values.length)
    for (const value of values) expect(() => virtualSandbox({ behavior: { [name]: value } })).not.toThrow()
  }
})

it("identityOverlaps() finds requests about one user that were under way together", () => {
  const { sandbox, post, passMs } = virtualSandbox({ latency: { kind: "fixed", latencyMs: 100 } })
  const send = (email: string): unknown => post("users/bulkUpdate", { users: [{ email }, { email }] })
  send("ann@example.com")
  send("bob@example.com")
  passMs(100)
  send("ann@example.com")
  passMs(99)
  expect(identityOverlaps(sandbox)).toEqual([])
  send("ann@example.com")
  expect(identityOverlaps(sandbox)).toEqual([
    { userNumber: 1, endpoint: "users/bulkUpdate", firstRequestNumber: 3, secondRequestNumber: 4 },
  ])
})

it("identityOverlaps() takes endpoints for one whose order matters together", () => {
  const { sandbox, post } = virtualSandbox({
    latency: { kind: "fixed", latencyMs: 100 },
    lists: [{ id: 7, name: "seven" }],
  })
  const subscribers = [{ email: "ann@example.com" }]
  post("lists/subscribe", { listId: 7, subscribers })
  post("lists/unsubscribe", { listId: 7, subscribers })
  expect(identityOverlaps(sandbox)).toEqual([])
  const groupOf = (endpoint: string): string => endpoint.replace(/^lists\/.*/, "lists")
  expect(identityOverlaps(sandbox, groupOf)).toEqual([
    { userNumber: 1, endpoint: "lists/unsubscribe", firstRequestNumber: 1, secondRequestNumber: 2 },
  ])
})

it("maxRequestsInWindow() finds the busiest window", () => {
  const { sandbox, post, passMs } = virtualSandbox()
  for (const gapMs of [0, 300, 300, 399, 1, 5000]) {
    passMs(gapMs)
    post("users/bulkUpdate", USERS)
  }
  post("events/trackBulk", { events: [] })
  expect(maxRequestsInWindow(sandbox.requests(), "users/bulkUpdate", 1000)).toBe(4)
  expect(maxRequestsInWindow(sandbox.requests(), "users/bulkUpdate", 1001)).toBe(5)
  expect(maxRequestsInWindow(sandbox.requests(), "users/update", 1000)).toBe(0)
})
