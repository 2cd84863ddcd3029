import { gunzipSync } from "node:zlib"

import { describe, expect, it } from "vitest"

import {
  type VirtualAnswer,
  type VirtualSandbox,
  virtualSandbox,
} from "../../../tests/fidelity/virtual-sandbox.ts"
import type { Fault } from "./fault.ts"
import type { FaultRule } from "./fault-rule.ts"

const USERS = { users: [{ email: "ann@example.com" }, { email: "bob@example.com" }] }

function hit(
  fault: Fault,
  more: Partial<FaultRule> = {},
): VirtualSandbox & { readonly answer: VirtualAnswer } {
  const virtual = virtualSandbox({ faults: [{ fault, requestNumber: 1, ...more }] })
  return { ...virtual, answer: virtual.post("users/bulkUpdate", USERS) }
}

describe("faults that stand in for the answer", () => {
  it.each<[Fault, "whole" | "reset" | "silent", number]>([
    [{ kind: "status", status: 500 }, "whole", 500],
    [{ kind: "status", status: 502 }, "whole", 502],
    [{ kind: "reset" }, "reset", 0],
    [{ kind: "silent" }, "silent", 0],
    [{ kind: "html-200" }, "whole", 200],
  ])("%j leaves no effect before, and full effect after", (fault, kind, status) => {
    for (const when of ["before", "after"] as const) {
      const { sandbox, answer, post } = hit(fault, { when })
      expect(answer.reply.kind).toBe(kind)
      expect(answer.status).toBe(status)
      expect(sandbox.counts().users).toBe(when === "after" ? 2 : 0)
      expect(post("users/bulkUpdate", USERS).json).toMatchObject({ successCount: 2 })
      expect([...sandbox.requests()].map((request) => [request.fault, request.appliedRecords])).toEqual([
        [fault.kind, when === "after" ? 2 : 0],
        [null, 2],
      ])
    }
  })

  it("afterwards, they leave a refused request with its refusal", () => {
    const { post } = virtualSandbox({ faults: [{ fault: { kind: "status", status: 500 }, when: "after" }] })
    expect(post("users/bulkUpdate", { users: [] }).status).toBe(400)
    expect(post("users/bulkUpdate", USERS).status).toBe(500)
  })

  it("speak as Iterable or as a gateway", () => {
    expect(hit({ kind: "status", status: 500 }).answer.json).toMatchObject({ code: "GenericError" })
    expect(hit({ kind: "status", status: 500, code: "DatabaseError" }).answer.json).toMatchObject({
      code: "DatabaseError",
    })
    expect(hit({ kind: "status", status: 504 }).answer.text).toContain("<title>504 Gateway Time-out</title>")
    expect(hit({ kind: "status", status: 429, body: "text" }).answer.text).toBe("Too Many Requests")
    expect(hit({ kind: "status", status: 503, body: "empty" }).answer.text).toBe("")
    expect(hit({ kind: "html-200" }).answer.text).toContain("<html")
  })

  it("rate-limited never applies, whatever `when` says", () => {
    const { sandbox, answer } = hit({ kind: "rate-limited", resetSeconds: 3 }, { when: "after" })
    expect(answer.status).toBe(429)
    expect(answer.json).toMatchObject({ params: { rateLimitReset: 3 } })
    expect(sandbox.counts().users).toBe(0)
  })
})

describe("faults that bend the answer", () => {
  it("truncated, slow-body, delay and broken-json apply the request", () => {
    for (const ending of ["close", "reset", "stall"] as const) {
      const { answer, sandbox } = hit({ kind: "truncated", sentBytes: 7, ending })
      expect(answer.reply).toMatchObject({ kind: "truncated", sentBytes: 7, ending })
      expect(answer.json).toMatchObject({ successCount: 2 })
      expect([...sandbox.requests()][0]?.endedAtMs === null).toBe(ending === "stall")
    }
    const half = hit({ kind: "truncated" }).answer
    expect(half.reply).toMatchObject({ sentBytes: Math.floor(half.text.length / 2), ending: "close" })
    const slow = hit({ kind: "slow-body", chunkBytes: 100, chunkIntervalMs: 1000 })
    expect(slow.answer.reply).toMatchObject({ kind: "slow", chunkBytes: 100, chunkIntervalMs: 1000 })
    const [logged] = slow.sandbox.requests()
    const chunks = Math.ceil(slow.answer.text.length / 100)
    expect((logged?.endedAtMs ?? 0) - (logged?.receivedAtMs ?? 0)).toBe((chunks - 1) * 1000)
    expect(hit({ kind: "delay", delayMs: 40_000 }, { delayMs: 5 }).answer.reply.latencyMs).toBe(40_005)
    const broken = hit({ kind: "broken-json" })
    expect(broken.answer.json).toBeUndefined()
    expect(broken.answer.text).toMatch(/^\{"successCount":2/)
    expect(broken.sandbox.counts().users).toBe(2)
  })

  it("gzip packs the right answer", () => {
    const { reply } = hit({ kind: "gzip" }).answer
    if (reply.kind !== "whole") throw new Error(reply.kind)
    expect(gunzipSync(reply.body).toString()).toContain('"successCount":2')
    expect(reply.headers["content-length"]).toBe(String(reply.body.length))
  })

  it("unlisted-failures loses records without saying which", () => {
    const { answer, sandbox } = hit({ kind: "unlisted-failures", records: 1 })
    expect(answer.json).toMatchObject({ successCount: 1, failCount: 1, invalidEmails: [] })
    expect([...sandbox.users()].map(({ email }) => email)).toEqual(["ann@example.com"])
  })

  it("miscount and stranger tell of failures that were none", () => {
    const miscount = hit({ kind: "miscount", successDelta: -1, failDelta: 2 })
    expect(miscount.answer.json).toMatchObject({ successCount: 1, failCount: 2 })
    const stranger = hit({ kind: "stranger", email: "x@example.com" })
    expect(stranger.answer.json).toMatchObject({
      successCount: 1,
      failCount: 1,
      invalidEmails: ["x@example.com"],
      failedUpdates: { invalidEmails: ["x@example.com"] },
    })
    expect(stranger.sandbox.counts().users).toBe(2)
  })
})

it("blocked-record lets nothing through to the sandbox that has the field, whatever the key", () => {
  const { sandbox, post } = virtualSandbox({ faults: [{ fault: { kind: "blocked-record", field: "bad" } }] })
  const users = [...USERS.users, { email: "eve@example.com", dataFields: { bad: 0 } }]
  const answer = post("users/bulkUpdate", { users }, { "api-key": "" })
  expect([answer.status, answer.json]).toEqual([403, undefined])
  expect(answer.text).toContain("<title>403 Forbidden</title>")
  expect(post("users/bulkUpdate", USERS).status).toBe(200)
  expect(post("events/trackBulk", { events: [] }).status).toBe(200)
  expect(sandbox.counts().users).toBe(2)
})

it("blocked-record may break instead, with another status", () => {
  const { post } = virtualSandbox({
    faults: [{ fault: { kind: "blocked-record", field: "bad", status: 500 } }],
  })
  expect(
    post("users/bulkUpdate", { users: [{ email: "eve@example.com", dataFields: { bad: 0 } }] }).status,
  ).toBe(500)
  expect(post("users/bulkUpdate", USERS).status).toBe(200)
})

describe("faults that last", () => {
  it("disable-key refuses from then on", () => {
    const { answer, post } = hit({ kind: "disable-key" })
    expect(answer.status).toBe(401)
    expect(post("users/bulkUpdate", USERS).json).toMatchObject({
      msg: "Disabled API key or insufficient privileges",
    })
    expect(post("users/bulkUpdate", USERS, { "api-key": "other" }).status).toBe(200)
  })

  it("schema-limit keeps new fields out from then on", () => {
    const { post } = hit({ kind: "schema-limit" })
    const fresh = { users: [{ email: "ann@example.com", dataFields: { fresh: 1 } }] }
    expect(post("users/bulkUpdate", fresh).json).toMatchObject({ params: { limit: 0, requestedTotal: 1 } })
    expect(post("users/bulkUpdate", USERS).status).toBe(200)
  })
})

it("the same seed gives the same run", () => {
  const run = (seed: number): unknown => {
    const { sandbox, post, passMs } = virtualSandbox({
      seed,
      latency: { kind: "uniform", minMs: 1, maxMs: 100 },
      faults: [{ fault: { kind: "reset" }, probability: 0.3 }],
    })
    for (let count = 0; count < 50; count++) {
      passMs(250)
      post("users/bulkUpdate", USERS)
    }
    return [...sandbox.requests()]
  }
  expect(run(5)).toEqual(run(5))
  expect(run(5)).not.toEqual(run(6))
})
