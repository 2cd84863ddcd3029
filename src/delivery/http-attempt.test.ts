import { describe, expect, it } from "vitest"
import { sentFrom } from "../../tests/kit/arbitraries.ts"
import { VirtualClock } from "../../tests/kit/virtual-clock.ts"
import { UpdateUserProfile } from "../actions/update-user-profile.ts"
import { CHANNELS } from "../api/channel.ts"
import type { Verdict } from "../api/verdict.ts"
import type { HttpReply, HttpRequest } from "../platform/http.ts"
import { httpAttempt } from "./http-attempt.ts"

const CANARY = "c4n4ry0123456789abcdef0123456789"
const SENT = sentFrom(["a", "b"].map((userId) => new UpdateUserProfile({ userId })))

async function attempt(reply: HttpReply): Promise<{ verdict: Verdict; asked: HttpRequest | undefined }> {
  let asked: HttpRequest | undefined
  const http = {
    send: (request: HttpRequest): Promise<HttpReply> => {
      asked = request
      return Promise.resolve(reply)
    },
    close: () => Promise.resolve(),
  }
  const make = httpAttempt({
    http,
    clock: new VirtualClock(),
    apiKey: CANARY,
    baseUrl: "https://a.example/x",
    timeoutMs: 5_000,
  })
  return { verdict: await make({ channel: CHANNELS.users, body: Buffer.from("{}"), sent: SENT }), asked }
}
const answer = (status: number, body: string): HttpReply => ({ kind: "answer", status, headers: {}, body })

/** As JSON may write any text: `\\u0063…`. */
const escaped = (text: string): string =>
  Array.from(text, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")

describe("httpAttempt()", () => {
  it("posts the body with the key in a header, and nowhere else", async () => {
    const { asked } = await attempt(answer(200, '{"successCount":2,"failCount":0}'))
    expect(asked).toEqual({
      method: "POST",
      url: "https://a.example/x/api/users/bulkUpdate",
      headers: { "api-key": CANARY, "content-type": "application/json" },
      body: Buffer.from("{}"),
      timeoutMs: 5_000,
    })
  })

  it("reads the answer", async () => {
    expect((await attempt(answer(200, '{"successCount":2,"failCount":0}'))).verdict).toMatchObject({
      kind: "processed",
    })
    expect((await attempt(answer(429, "slow down"))).verdict).toMatchObject({ throttled: true })
  })

  it.each([
    [true, false, "never", "no-answer"],
    [false, false, "maybe", "no-answer"],
    [false, true, "maybe", "timeout"],
  ])(
    "knows what a missing answer means (never sent: %s, timed out: %s)",
    async (neverSent, timedOut, applied, code) => {
      const { verdict } = await attempt({ kind: "no-answer", neverSent, timedOut, reason: "why" })
      expect(verdict).toEqual({
        kind: "try-again",
        applied,
        throttled: false,
        waitMs: undefined,
        rejection: { stage: "api", code, message: "why" },
      })
    },
  )

  const headers = `hdrs: List((Api-Key,${CANARY}))`
  it.each([
    [
      "2017",
      answer(400, JSON.stringify({ msg: `[/api/x] body: {}, ${headers}`, code: "BadJsonBody", params: {} })),
    ],
    ["a message of another kind", answer(400, JSON.stringify({ msg: `bad: ${headers}`, code: "BadParams" }))],
    ["plain text", answer(500, `broken ${headers}`)],
    ["HTML", answer(502, `<title>${CANARY}</title>`)],
    ["a refused key", answer(401, JSON.stringify({ msg: `Invalid API key ${CANARY}`, code: "BadApiKey" }))],
    [
      "a pointer's detail",
      answer(
        400,
        JSON.stringify({
          msg: "",
          code: "BadJsonBody",
          params: { "obj.users[0].email": `string expected, ${CANARY}` },
        }),
      ),
    ],
    [
      "a refused key, in a form that only reading brings out",
      answer(401, `{"msg":"Invalid API key ${escaped(CANARY)}","code":"BadApiKey"}`),
    ],
    [
      "a message that is cut off in the midst of the key",
      answer(400, JSON.stringify({ msg: `${"x".repeat(480)}${CANARY}`, code: "BadParams" })),
    ],
    [
      "no answer",
      { kind: "no-answer", neverSent: false, timedOut: false, reason: `failed with ${CANARY}` } as const,
    ],
  ])("lets the key out by no way: %s", async (_, reply) => {
    const { verdict } = await attempt(reply)
    const shown = JSON.stringify(verdict, (_key, value: unknown) =>
      value instanceof Map ? [...value.values()] : value,
    )
    expect(shown).not.toContain(CANARY)
    expect(shown).not.toContain("c4n4ry")
  })
})
