import { gunzipSync, gzipSync } from "node:zlib"

import { describe, expect, it } from "vitest"

import { type VirtualAnswer, virtualSandbox } from "../../../tests/fidelity/virtual-sandbox.ts"

const USERS = { users: [{ email: "ann@example.com" }, { email: "bob@example.com" }] }
const headersOf = ({ reply }: VirtualAnswer): Readonly<Record<string, string>> =>
  "headers" in reply ? reply.headers : {}

describe("routes", () => {
  it.each(["lists/", "users/bulkupdate", "", "users/bulkUpdate/", "users/delete/x", "lists/1"])(
    "POST /api/%s is not there",
    (path) => {
      const { status, text } = virtualSandbox().post(path, {})
      expect(status).toBe(404)
      expect(text).toContain("<title>Action not found</title>")
    },
  )
  it("a route outside /api/ is not there, with or without a key", () => {
    const { sandbox } = virtualSandbox()
    const reply = sandbox.handle({
      method: "POST",
      path: "/users/bulkUpdate",
      headers: {},
      body: Buffer.alloc(0),
    })
    expect(reply).toMatchObject({ kind: "whole", status: 404 })
  })
})

describe("keys", () => {
  it("refuses as recorded", () => {
    const { post } = virtualSandbox({ apiKeys: ["right", { key: "phone", kind: "Mobile" }] })
    const send = (path: string, headers: Record<string, string>): VirtualAnswer => post(path, {}, headers)
    expect(send("events/trackBulk", { "Api-Key": "wrong" }).status).toBe(401)
    expect(send("events/trackBulk", { "Api-Key": "wrong" }).text).toBe(
      '{"msg":"Invalid API key","code":"BadApiKey","params":{"ip":"127.0.0.1","endpoint":"/api/events/trackBulk"}}',
    )
    expect(send("events/trackBulk", {}).json).toEqual({
      code: "BadApiKey",
      msg: "No API key found on request",
      params: { endpoint: "/api/events/trackBulk", ip: "127.0.0.1" },
    })
    expect(send("users/bulkUpdate", { "api-key": "phone" }).json).toMatchObject({
      msg: "Disabled API key or insufficient privileges",
      code: "BadApiKey",
      params: { apiKeyType: "Mobile", apiKeyIdentifier: expect.stringMatching(/^[0-9a-f]{8}$/) as string },
    })
    expect(send("users/update", { "api-key": "phone" }).status).toBe(400)
    expect(send("users/bulkUpdate", { api_key: "right" }).status).toBe(400)
  })

  it("refuses with the code Success where that is set, as recorded", () => {
    const { get } = virtualSandbox({ apiKeys: ["right"], behavior: { errorCodeSuccessOn401: true } })
    const { status, text } = get("users/byUserId/rudder3")
    expect(status).toBe(401)
    expect(text).toBe(
      '{"msg":"Invalid API key","code":"Success","params":{"endpoint":"/api/users/byUserId/rudder3"}}',
    )
  })

  it("takes any key where none are named, and none that is disabled", () => {
    const { sandbox, post } = virtualSandbox()
    expect(post("users/bulkUpdate", USERS).status).toBe(200)
    sandbox.setApiKeyDisabled("secret-key", true)
    expect(post("users/bulkUpdate", USERS).status).toBe(401)
    expect(post("users/bulkUpdate", USERS, { "Api-Key": "other" }).status).toBe(200)
    sandbox.setApiKeyDisabled("secret-key", false)
    expect(post("users/bulkUpdate", USERS).status).toBe(200)
  })
})

describe("rate limits", () => {
  it("are the documented ones, and answer as recorded and documented", () => {
    const { post, passMs } = virtualSandbox({ projectId: 42 })
    const statuses = Array.from({ length: 6 }, () => post("users/bulkUpdate", USERS).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
    expect(post("users/bulkUpdate", USERS).text).toBe(
      '{"msg":"Exceeded rate limit of 5.0 per second for endpoint: /api/users/bulkUpdate, project: 42 ","code":"RateLimitExceeded","params":{"rateLimitLimit":5,"rateLimitRemaining":0,"rateLimitReset":1}}',
    )
    passMs(200)
    expect(post("users/bulkUpdate", USERS).status).toBe(200)
    const events = Array.from({ length: 11 }, () => post("events/trackBulk", { events: [] }))
    expect(events[10]?.json).toMatchObject({ code: "RateLimitExceeded", params: {} })
    expect(headersOf(events[10] as VirtualAnswer)).not.toHaveProperty("retry-after")
  })

  it("count before the body is read, and a key comes first", () => {
    const { post } = virtualSandbox({
      rateLimits: { "users/bulkUpdate": { perSecond: 1 } },
      apiKeys: ["secret-key"],
    })
    expect(post("users/bulkUpdate", "{").status).toBe(400)
    expect(post("users/bulkUpdate", "{").status).toBe(429)
    expect(post("users/bulkUpdate", "{", {}).status).toBe(401)
  })

  it("can be off, for one endpoint or all", () => {
    for (const rateLimits of ["off", { "users/bulkUpdate": "off" }] as const) {
      const { post } = virtualSandbox({ rateLimits })
      const statuses = Array.from({ length: 50 }, () => post("users/bulkUpdate", USERS).status)
      expect(new Set(statuses)).toEqual(new Set([200]))
    }
    const { post } = virtualSandbox()
    const purchase = { user: { userId: "u" }, items: [], total: 1 }
    const statuses = Array.from({ length: 3000 }, () => post("commerce/trackPurchase", purchase).status)
    expect(new Set(statuses)).toEqual(new Set([200]))
  })

  it("tell whole seconds, never too few", () => {
    const { post } = virtualSandbox({ rateLimits: { "users/update": { perSecond: 0.4 } } })
    post("users/update", { userId: "u" })
    expect(post("users/update", { userId: "u" }).json).toMatchObject({ params: { rateLimitReset: 3 } })
  })

  it.each([
    ["seconds", "2"],
    ["date", "Thu, 01 Jan 2026 00:00:02 GMT"],
  ] as const)("tell Retry-After in %s where that is set", (retryAfterHeader, expected) => {
    const { post } = virtualSandbox({
      rateLimits: { "users/bulkUpdate": { perSecond: 0.5 } },
      behavior: { retryAfterHeader, rateLimitParams: "none" },
    })
    post("users/bulkUpdate", USERS)
    const answer = post("users/bulkUpdate", USERS)
    expect(answer.json).toMatchObject({
      params: {},
      msg: expect.stringContaining("30.0 per minute") as string,
    })
    expect(headersOf(answer)["retry-after"]).toBe(expected)
  })
})

describe("bodies", () => {
  it.each(["", "{", "[]", "null", '{"users":[{}', "1", '"x"'])("%j is refused as BadJsonBody", (body) => {
    expect(virtualSandbox().post("users/bulkUpdate", body).json).toMatchObject({ code: "BadJsonBody" })
  })

  it("are UTF-8", () => {
    const { sandbox } = virtualSandbox()
    const send = (body: Buffer): unknown =>
      sandbox.handle({ method: "POST", path: "/api/users/bulkUpdate", headers: { "api-key": "k" }, body })
    const text = '{"users":[{"email":"a@example.com","dataFields":{"city":"Köln 🙂"}}]}'
    expect(send(Buffer.from(text, "latin1"))).toMatchObject({ status: 400 })
    expect(send(Buffer.from(text))).toMatchObject({ status: 200 })
    expect(sandbox.user({ email: "a@example.com" })?.dataFields).toEqual({ city: "Köln 🙂" })
  })

  it("may be gzip only where that is set, and are measured unpacked too", () => {
    for (const gzipRequests of ["refuse", "accept"] as const) {
      const { sandbox } = virtualSandbox({ behavior: { gzipRequests }, maxBodyBytes: 1000 })
      const send = (value: unknown): unknown => {
        const headers = { "api-key": "k", "content-encoding": "gzip" }
        const body = gzipSync(JSON.stringify(value))
        return sandbox.handle({ method: "POST", path: "/api/users/bulkUpdate", headers, body })
      }
      expect(send(USERS)).toMatchObject({ status: gzipRequests === "accept" ? 200 : 400 })
      const bomb = { users: [{ email: "a@example.com", dataFields: { x: "x".repeat(100_000) } }] }
      expect(send(bomb)).toMatchObject({ status: 400 })
    }
  })

  it("of answers are gzip where that is set and accepted", () => {
    const { post } = virtualSandbox({ behavior: { gzipReplies: true } })
    const plain = post("users/bulkUpdate", USERS)
    expect(plain.json).toMatchObject({ successCount: 2 })
    const { reply } = post("users/bulkUpdate", USERS, { "Api-Key": "k", "Accept-Encoding": "br, gzip" })
    if (reply.kind !== "whole") throw new Error(reply.kind)
    expect(reply.headers["content-encoding"]).toBe("gzip")
    expect(gunzipSync(reply.body).toString()).toContain('"successCount":2')
  })
})

it("answers carry the recorded headers", () => {
  const headers = headersOf(
    virtualSandbox({ latency: { kind: "fixed", latencyMs: 30 } }).post("users/bulkUpdate", USERS),
  )
  expect(headers).toMatchObject({
    "content-type": "application/json",
    date: "Thu, 01 Jan 2026 00:00:00 GMT",
    "request-time": "30",
    "iterable-request-id": expect.stringMatching(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
    ) as string,
  })
})

it("latency follows its model, by endpoint where that is set", () => {
  const { sandbox, post } = virtualSandbox({
    latency: { kind: "fixed", latencyMs: 30 },
    endpointLatency: { "users/bulkUpdate": { kind: "per-megabyte", baseMs: 1, perMegabyteMs: 1_000_000 } },
  })
  const bodyBytes = JSON.stringify(USERS).length
  expect(post("users/bulkUpdate", USERS).reply.latencyMs).toBe(1 + bodyBytes)
  expect(post("events/trackBulk", { events: [] }).reply.latencyMs).toBe(30)
  const [first] = sandbox.requests()
  expect(first?.endedAtMs).toBe((first?.receivedAtMs ?? 0) + 1 + bodyBytes)
})
