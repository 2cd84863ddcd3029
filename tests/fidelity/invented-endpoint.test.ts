import { describe, expect, it } from "vitest"

import { jsonAnswer } from "../../src/sandbox/answers/answer.ts"
import type { EndpointDefinition } from "../../src/sandbox/calls/endpoint-definition.ts"
import { ownFailure } from "../../src/sandbox/checks/user-failure.ts"
import { ALL_ENDPOINTS, type Endpoint } from "../../src/sandbox/endpoints/all-endpoints.ts"
import type { Fault, SandboxOptions } from "../../src/sandbox/index.ts"
import type { Holding } from "../../src/sandbox/inspection/holding.ts"
import type { Project } from "../../src/sandbox/project/project.ts"
import { applyRecords } from "../../src/sandbox/records/apply-records.ts"
import { BulkTally } from "../../src/sandbox/records/bulk-tally.ts"
import { findUser } from "../../src/sandbox/records/find-user.ts"
import { SandboxCore } from "../../src/sandbox/sandbox-core.ts"
import { serveSandbox } from "../../src/sandbox/server/serve-sandbox.ts"
import { START_MS } from "./virtual-sandbox.ts"

/** An answer to a survey; Iterable has none. */
interface SurveyAnswer {
  readonly email: string
  readonly score: number
}

const answersOf = new WeakMap<Project, object[]>()
const HELD_ANSWERS: Holding = {
  name: "answers",
  count: (project) => answersOf.get(project)?.length ?? 0,
  all: (project) => (answersOf.get(project) ?? []).values(),
}

/** An endpoint that is in no file of the sandbox. */
const surveyAnswers: EndpointDefinition<"surveys/{surveyId}/answers"> = {
  name: "surveys/{surveyId}/answers",
  method: "PUT",
  path: "surveys/{surveyId}/answers",
  parameterPatterns: { surveyId: /^\d+$/ },
  keys: ["Mobile"],
  rateLimit: { perSecond: 2, burst: 3 },
  tellsRateLimit: true,
  body: [
    {
      name: "answers",
      kind: "array",
      required: true,
      members: [
        { name: "email", kind: "string" },
        { name: "score", kind: "integer", required: true },
        { name: "dataFields", kind: "object" },
      ],
    },
  ],
  records: { in: "answers" },
  applies: { name: "answer", idOf: (_project, number) => `answer-${number}` },
  holds: [HELD_ANSWERS],
  ownFaults: ["broken-json"],
  answer: (call) => {
    const held = answersOf.get(call.project) ?? []
    answersOf.set(call.project, held)
    const tally = new BulkTally(call.project.options.behavior, "events")
    applyRecords(call, call.records as readonly SurveyAnswer[], {
      tally,
      apply: ({ email, score }) => {
        const user = findUser(call.project, email, null)
        if (user === null) return { failure: ownFailure({ email, userId: null }, "notFound") }
        held.push({ survey: call.parameters["surveyId"], email, score })
        return { user, subjectNumber: held.length }
      },
    })
    return jsonAnswer(tally.eventBody({ filteredOutFields: [], createdFields: [] }))
  },
}

const ENDPOINTS_WITH_IT = [...ALL_ENDPOINTS, surveyAnswers]
const OPTIONS: SandboxOptions = {
  apiKeys: ["server", { key: "phone", kind: "Mobile" }],
  maxRecordsPerRequest: 3,
}
const ANN = { email: "ann@example.com", score: 5 }
const EVE = { email: "eve@example.com", score: 1 }

interface Seen {
  readonly status: number
  readonly text: string
}

/** Serves a sandbox with the endpoint over HTTP, with Ann in it. */
async function withIt(
  options: SandboxOptions,
  use: (ask: (method: string, path: string, body?: unknown, key?: string) => Promise<Seen>) => Promise<void>,
): Promise<void> {
  const sandbox = new SandboxCore({ ...OPTIONS, ...options }, () => START_MS, ENDPOINTS_WITH_IT)
  const { url, close } = await serveSandbox(sandbox, { port: 0, keepAliveTimeoutMs: 1000 })
  const ask = async (method: string, path: string, body?: unknown, key = "phone"): Promise<Seen> => {
    const sent = body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body)
    const answer = await fetch(`${url}${path}`, { method, headers: { "api-key": key }, body: sent })
    return { status: answer.status, text: await answer.text() }
  }
  try {
    await ask("POST", "/api/users/update", { email: ANN.email }, "server")
    await use(ask)
  } finally {
    await close()
  }
}

const PATH = "/api/surveys/7/answers"
const put = { answers: [ANN, EVE] }

describe("an endpoint that is invented outside of the sandbox", () => {
  it("is served, counted, shown and logged", async () => {
    await withIt({ traceField: "version" }, async (ask) => {
      const answers = [EVE, { ...ANN, dataFields: { version: 3 } }]
      expect(JSON.parse((await ask("PUT", PATH, { answers })).text)).toMatchObject({
        successCount: 1,
        failCount: 1,
        failedUpdates: { notFoundEmails: [EVE.email] },
      })
      const inspect = async (name: string): Promise<string> => (await ask("GET", `/_sandbox/${name}`)).text
      expect(JSON.parse(await inspect("counts"))).toMatchObject({ users: 1, answers: 1, appliedRecords: 2 })
      expect(JSON.parse(await inspect("answers"))).toEqual({ survey: "7", ...ANN })
      const [, applied = ""] = (await inspect("applied")).split("\n")
      expect(JSON.parse(applied)).toMatchObject({
        number: 2,
        kind: "answer",
        id: "answer-1",
        requestNumber: 2,
        recordIndex: 1,
        email: ANN.email,
        trace: 3,
      })
      const [, request = ""] = (await inspect("requests")).split("\n")
      expect(JSON.parse(request)).toMatchObject({
        endpoint: "surveys/{surveyId}/answers",
        records: 2,
        appliedRecords: 1,
      })
      await ask("POST", "/_sandbox/reset")
      expect(JSON.parse(await inspect("counts"))).toMatchObject({ users: 0, answers: 0 })
    })
  })

  it("has its path, its keys, its limit and the checks of its body", async () => {
    await withIt({}, async (ask) => {
      const refusals = [
        await ask("POST", PATH, put),
        await ask("PUT", "/api/surveys/x/answers", put),
        await ask("PUT", PATH, put, "server"),
        await ask("PUT", PATH, { answers: [ANN, { email: 1 }] }),
        await ask("PUT", PATH, { answers: [ANN, ANN, ANN, ANN] }),
        await ask("PUT", PATH, "{"),
        await ask("PUT", PATH, put),
      ]
      expect(refusals.map(({ status }) => status)).toEqual([404, 404, 401, 400, 400, 400, 429])
      expect(refusals[3]?.text).toContain(
        '{"obj.answers[1].email":"String value expected","obj.answers[1].score":"Value expected"}',
      )
      expect(refusals[4]?.text).toContain("BatchTooLarge")
      expect(refusals[6]?.text).toContain(
        "Exceeded rate limit of 2.0 per second for endpoint: /api/surveys/{surveyId}/answers",
      )
      expect(refusals[6]?.text).toContain('"rateLimitLimit":3')
    })
  })

  it.each<[Fault, number, string]>([
    [{ kind: "status", status: 503 }, 503, ""],
    [{ kind: "rate-limited" }, 429, "/api/surveys/{surveyId}/answers"],
    [{ kind: "blocked-record", field: "bad" }, 403, "Forbidden"],
    [{ kind: "misplaced-pointer", field: "bad", member: "score" }, 400, "obj.answers[0].score"],
    [{ kind: "miscount", successDelta: 1, failDelta: 2 }, 200, '"successCount":2,"failCount":3'],
    [{ kind: "stranger", email: "x@example.com" }, 200, '"invalidEmails":["x@example.com"]'],
    [{ kind: "unlisted-failures", records: 2 }, 200, '"successCount":0,"failCount":2'],
  ])("is hit by %j", async (fault, status, text) => {
    const endpoint = surveyAnswers.name as Endpoint
    await withIt({ faults: [{ fault, endpoint }] }, async (ask) => {
      const answers = [ANN, { ...EVE, dataFields: { bad: true } }]
      const answer = await ask("PUT", PATH, { answers })
      expect(answer.status).toBe(status)
      expect(answer.text).toContain(text)
    })
  })

  it("keeps a fault that it calls its own to itself, unless a rule says otherwise", async () => {
    await withIt({ faults: [{ fault: { kind: "broken-json" } }] }, async (ask) => {
      const other = await ask("POST", "/api/users/update", { email: ANN.email }, "server")
      expect(JSON.parse(other.text)).toMatchObject({ code: "Success" })
      const own = await ask("PUT", PATH, put)
      expect(() => JSON.parse(own.text) as unknown).toThrow(SyntaxError)
    })
  })

  it("can be given another limit, by its name only", async () => {
    const limits = (name: string): SandboxOptions => ({ rateLimits: { [name]: { perSecond: 1 } } })
    await withIt(limits(surveyAnswers.name), async (ask) => {
      const statuses = [await ask("PUT", PATH, put), await ask("PUT", PATH, put)].map(({ status }) => status)
      expect(statuses).toEqual([200, 429])
    })
    const core = (options: SandboxOptions): SandboxCore =>
      new SandboxCore(options, () => START_MS, ENDPOINTS_WITH_IT)
    expect(() => core(limits("surveys/answers"))).toThrow(
      "endpoint in rateLimits is not known: surveys/answers",
    )
    const faults = [{ fault: { kind: "reset" } as const, endpoint: "surveys" as Endpoint }]
    expect(() => core({ faults })).toThrow("endpoint of a fault is not known: surveys")
  })

  it("must not be there already", () => {
    const core = (...more: readonly EndpointDefinition[]): SandboxCore =>
      new SandboxCore({}, () => START_MS, [...ENDPOINTS_WITH_IT, ...more])
    expect(() => core({ ...surveyAnswers, path: "other" })).toThrow("surveys/{surveyId}/answers twice")
    const path = "surveys/{id}/answers"
    expect(() => core({ ...surveyAnswers, name: path, path })).toThrow("PUT surveys/{}/answers twice")
  })

  it("must say what its records are, or they cannot be shown", () => {
    const { applies: _applies, ...silent } = surveyAnswers
    const sandbox = new SandboxCore({}, () => START_MS, [
      ...ALL_ENDPOINTS,
      { ...silent, keys: ["ServerSide"] },
    ])
    const send = (method: string, path: string, body: unknown): void => {
      sandbox.handle({ method, path, headers: { "api-key": "k" }, body: Buffer.from(JSON.stringify(body)) })
    }
    send("POST", "/api/users/update", { email: ANN.email })
    send("PUT", PATH, put)
    expect(() => [...sandbox.applied()]).toThrow(
      "surveys/{surveyId}/answers does not say what records it applies",
    )
  })
})
