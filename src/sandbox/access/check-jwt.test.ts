import { createHmac } from "node:crypto"

import { describe, expect, it } from "vitest"

import { START_MS, virtualSandbox } from "../../../tests/fidelity/virtual-sandbox.ts"

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url")

function token(claims: unknown, secret: string = "s3cret"): string {
  const signed = `${encoded({ alg: "HS256", typ: "JWT" })}.${encoded(claims)}`
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`
}

const EVENT = { email: "ann@example.com", eventName: "seen" }
const apiKeys = [{ key: "web", kind: "Web", jwtSecret: "s3cret" }] as const
const FRESH = { exp: START_MS / 1000 + 1 }

describe("a key that wants a JSON Web Token", () => {
  it.each([
    [undefined, 401, "BadAuthorizationHeader"],
    ["Basic x", 401, "BadAuthorizationHeader"],
    ["Bearer x", 401, "InvalidJwtPayload"],
    [`Bearer ${token(FRESH, "other")}`, 401, "InvalidJwtPayload"],
    [`Bearer ${token({})}`, 401, "InvalidJwtPayload"],
    [`Bearer ${token(null)}`, 401, "InvalidJwtPayload"],
  ])("with %s answers %i %s", (authorization, status, code) => {
    const { post } = virtualSandbox({ apiKeys })
    const answer = post("events/track", EVENT, {
      "Api-Key": "web",
      ...(authorization === undefined ? {} : { authorization }),
    })
    expect(answer.status).toBe(status)
    expect(answer.json).toMatchObject({ code, params: { endpoint: "/api/events/track" } })
  })

  it("takes it until it expires, and then answers as documented", () => {
    const { post, passMs } = virtualSandbox({ apiKeys })
    const headers = { "Api-Key": "web", Authorization: `Bearer ${token(FRESH)}` }
    post("users/update", { email: EVENT.email }, headers)
    expect(post("events/track", EVENT, headers).status).toBe(200)
    passMs(1000)
    const { status, text } = post("events/track", EVENT, headers)
    expect(status).toBe(401)
    expect(text).toBe(
      '{"msg":"JWT token is expired","code":"InvalidJwtPayload","params":{"endpoint":"/api/events/track"}}',
    )
  })

  it("answers 400 where that is set", () => {
    const { post } = virtualSandbox({ apiKeys, behavior: { jwtFailureStatus: 400 } })
    expect(post("events/track", EVENT, { "Api-Key": "web", Authorization: "Bearer x" }).status).toBe(400)
  })
})
