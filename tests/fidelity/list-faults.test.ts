import { describe, expect, it } from "vitest"

import type { Fault, SandboxOptions } from "../../src/sandbox/index.ts"
import { type VirtualAnswer, virtualSandbox } from "./virtual-sandbox.ts"

const ANN = { email: "ann@example.com" }
const BOB = { userId: "bob" }
const EVE = { email: "eve@example.com" }
const PROJECT: SandboxOptions = { lists: [{ id: 7, name: "seven" }], userFields: { age: "long" } }
const body = (...subscribers: readonly unknown[]): object => ({ listId: 7, subscribers })

/** The kinds of records that faults hit alike, wherever many of them stand in a request. */
const BULK = [
  ["users/bulkUpdate", "users"],
  ["events/trackBulk", "events"],
  ["lists/subscribe", "subscribers"],
  ["lists/unsubscribe", "subscribers"],
] as const

describe.each(BULK)("a fault of %s", (endpoint, member) => {
  function hit(fault: Fault): VirtualAnswer & { readonly applied: number; readonly records: number } {
    const { sandbox, post } = virtualSandbox(PROJECT)
    post("users/bulkUpdate", { users: [ANN, BOB, EVE] })
    const before = sandbox.counts().appliedRecords
    sandbox.configure({ faults: [{ fault, endpoint }] })
    const records = [ANN, BOB, EVE].map((user) => ({ ...user, eventName: "seen" }))
    const answer = post(endpoint, { listId: 7, [member]: records })
    const last = [...sandbox.requests()].at(-1)
    return { ...answer, applied: sandbox.counts().appliedRecords - before, records: last?.records ?? -1 }
  }

  it.each<[Fault, number, string, applied: number, records: number]>([
    [{ kind: "status", status: 500 }, 500, "GenericError", 0, 0],
    [{ kind: "rate-limited", resetSeconds: 3 }, 429, "RateLimitExceeded", 0, 0],
    [{ kind: "html-200" }, 200, "<html", 0, 0],
    [{ kind: "blocked-record", id: "bob" }, 403, "Forbidden", 0, 0],
    [{ kind: "blocked-record", id: "eve@example.com", status: 502 }, 502, "502", 0, 0],
    [{ kind: "blocked-record", id: "nobody" }, 200, '"successCount":3', 3, 3],
    [{ kind: "misplaced-pointer", id: "bob", member: "userId" }, 400, `obj.${member}[2].userId`, 0, 0],
    [
      { kind: "misplaced-pointer", id: "eve@example.com", member: "email" },
      400,
      `obj.${member}[0].email`,
      0,
      0,
    ],
    [{ kind: "unlisted-failures", records: 2 }, 200, '"successCount":1,"failCount":2', 1, 3],
    [{ kind: "miscount", successDelta: -1, failDelta: 2 }, 200, '"successCount":2,"failCount":2', 3, 3],
    [{ kind: "stranger", email: "x@example.com" }, 200, '"invalidEmails":["x@example.com"]', 3, 3],
    [{ kind: "broken-json" }, 200, '{"successCount":3', 3, 3],
  ])("%j", (fault, status, text, applied, records) => {
    const answer = hit(fault)
    expect(answer.text).toContain(text)
    expect(answer).toMatchObject({ status, applied, records })
  })
})

it("a record of one is found by its id too, and a buyer by the id of the user", () => {
  const { post } = virtualSandbox({ faults: [{ fault: { kind: "blocked-record", id: "bob" } }] })
  const purchase = (user: object): object => ({ user, items: [], total: 1 })
  expect(post("users/update", BOB).status).toBe(403)
  expect(post("commerce/trackPurchase", purchase(BOB)).status).toBe(403)
  expect(post("commerce/trackPurchase", purchase(ANN)).status).toBe(200)
})

describe("a fault about a record", () => {
  it.each(["blocked-record", "misplaced-pointer"] as const)("says which one: %s", (kind) => {
    const fault = { kind, member: "x" } as Fault
    expect(() => virtualSandbox({ faults: [{ fault }] })).toThrow(
      `Cannot set up the sandbox: a fault is { kind: '${kind}', member: 'x' }; it takes a field or an id of the record.`,
    )
  })

  it("hits subscribers by a data field", () => {
    const { post } = virtualSandbox({
      ...PROJECT,
      faults: [{ fault: { kind: "blocked-record", field: "bad" } }],
    })
    const withField = (field: string): object => ({ ...ANN, dataFields: { [field]: 1 } })
    expect(post("lists/subscribe", body(BOB, withField("bad"))).status).toBe(403)
  })
})

it("subscribers whose data fields are of wrong types fail as users do", () => {
  const wrong = { ...ANN, dataFields: { age: "x" } }
  const refused = virtualSandbox(PROJECT).post("lists/subscribe", body(BOB, wrong))
  expect(refused).toMatchObject({ status: 400, json: { code: "RequestFieldsTypesMismatched" } })
  const { sandbox, post } = virtualSandbox({ ...PROJECT, behavior: { bulkTypeMismatch: "per-record" } })
  const counted = post("lists/subscribe", body(BOB, wrong))
  expect(counted.json).toMatchObject({ successCount: 1, failedUpdates: { invalidDataEmails: [ANN.email] } })
  expect(sandbox.list(7)?.subscribers.map(({ userId }) => userId)).toEqual(["bob"])
})

it("the log of applied records tells in which order users came and went", () => {
  const { sandbox, post } = virtualSandbox({
    lists: [
      { id: 7, name: "seven" },
      { id: 8, name: "eight" },
    ],
    traceField: "version",
  })
  const on = (listId: number, ...users: readonly object[]): unknown =>
    post("lists/subscribe", { listId, subscribers: users })
  const off = (listId: number, ...users: readonly object[]): unknown =>
    post("lists/unsubscribe", { listId, subscribers: users })
  post("users/bulkUpdate", { users: [{ ...ANN, dataFields: { version: 1 } }] })
  on(7, BOB, { ...ANN, dataFields: { version: 2 } })
  off(7, ANN, EVE, ANN)
  on(8, ANN)
  off(8, BOB)
  on(7, ANN)
  const seen = (email: string | null): readonly string[] =>
    [...sandbox.applied()]
      .filter((record) => record.email === email)
      .map(
        ({ kind, id, requestNumber, recordIndex, trace }) =>
          `${requestNumber}.${recordIndex} ${kind} ${id ?? ""} ${String(trace)}`,
      )
  expect(seen(ANN.email)).toEqual([
    "1.0 user  1",
    "2.1 subscribe 7 2",
    "3.0 unsubscribe 7 undefined",
    "3.2 unsubscribe 7 undefined",
    "4.0 subscribe 8 undefined",
    "6.0 subscribe 7 undefined",
  ])
  expect(seen(null)).toEqual(["2.0 subscribe 7 undefined", "5.0 unsubscribe 8 undefined"])
  expect(sandbox.user(ANN)?.dataFields["userListIds"]).toEqual([8, 7])
})
