import { describe, expect, it } from "vitest"
import { sentFrom } from "../../../tests/kit/arbitraries.ts"
import { recordingLogger } from "../../../tests/kit/recording-logger.ts"
import { VirtualClock } from "../../../tests/kit/virtual-clock.ts"
import { UpdateUserProfile } from "../../kinds/update-user-profile.ts"
import { usersBulkUpdate } from "../../endpoints/users-bulk-update.ts"
import type { HttpReply, HttpRequest } from "../../platform/network/http.ts"
import { noTelemetry } from "../../platform/telemetry/telemetry.ts"
import type { Telemetry } from "../../platform/telemetry/telemetry.ts"
import type { AttemptResult } from "./attempt.ts"
import { httpAttempt } from "./http-attempt.ts"
import type { HttpAttemptOptions } from "./http-attempt.ts"

const CANARY = "c4n4ry0123456789abcdef0123456789"
const SENT = sentFrom(["a", "b"].map((userId) => new UpdateUserProfile({ userId })))

async function attempt(
  reply: HttpReply,
  observers: Partial<Pick<HttpAttemptOptions, "logger" | "telemetry">> = {},
): Promise<{ verdict: AttemptResult; asked: HttpRequest | undefined }> {
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
    ...observers,
  })
  return {
    verdict: await make({
      endpoint: usersBulkUpdate,
      group: undefined,
      body: Buffer.from("{}"),
      sent: SENT,
      repeats: 0,
    }),
    asked,
  }
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

  const named = (status: number, body: string, id: string): HttpReply => ({
    kind: "answer",
    status,
    headers: { "iterable-request-id": id },
    body,
  })

  it("tells Iterable's name of the request, as far as it is one", async () => {
    const told = async (id: string): Promise<unknown> => (await attempt(named(500, "", id))).verdict.requestId
    expect(await told("5b3c1b3e-9f1c")).toBe("5b3c1b3e-9f1c")
    expect(await told("x".repeat(1_000))).toBe("x".repeat(100))
    expect(await told(`echo ${CANARY}`)).not.toContain("c4n4ry")
  })

  it("logs each request", async () => {
    const logger = recordingLogger()
    const facts = { channel: "users", records: 2, bodyBytes: 2, repeats: 0, latencyMs: 0 }
    await attempt(named(200, '{"successCount":1,"failCount":1,"invalidUserIds":["b"]}', "id-1"), { logger })
    await attempt(named(500, "", "id-2"), { logger })
    await attempt(answer(429, ""), { logger })
    await attempt({ kind: "no-answer", neverSent: false, timedOut: true, reason: CANARY }, { logger })
    const answered = { level: "debug", message: "A request was answered." }
    expect(logger.lines).toEqual([
      {
        ...answered,
        fields: { ...facts, status: 200, meaning: "processed", rejected: 1, requestId: "id-1" },
      },
      {
        ...answered,
        fields: { ...facts, status: 500, meaning: "try-again", rejected: 0, requestId: "id-2" },
      },
      { ...answered, fields: { ...facts, status: 429, meaning: "throttled", rejected: 0 } },
      {
        level: "debug",
        message: "A request got no answer.",
        fields: { ...facts, meaning: "timeout", rejected: 0 },
      },
    ])
    expect(JSON.stringify(logger.lines)).not.toContain("c4n4ry")
  })

  it("shows each request to the telemetry, and sends it within its span", async () => {
    const shown: unknown[] = []
    const telemetry: Telemetry = {
      ...noTelemetry,
      startRequest: (facts) => {
        shown.push(facts)
        return {
          run: (send) => {
            shown.push("sent")
            return send()
          },
          end: (result) => shown.push(result),
        }
      },
    }
    await attempt(named(400, '{"msg":"no","code":"BadParams"}', "id-1"), { telemetry })
    expect(shown).toEqual([
      {
        channel: "users",
        method: "POST",
        url: "https://a.example/x/api/users/bulkUpdate",
        records: 2,
        bodyBytes: 2,
        repeats: 0,
      },
      "sent",
      { status: 400, requestId: "id-1", latencyMs: 0, meaning: "refused", isFailure: true, rejected: 0 },
    ])
  })
})
