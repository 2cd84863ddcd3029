import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, describe, expect, it } from "vitest"

import { readSandboxOptions } from "../../src/cli/commands/sandbox/read-sandbox-options.ts"
import { type FaultRule, type SandboxOptions, startSandbox } from "../../src/sandbox/index.ts"
import { type ServedSandbox, served } from "./served-sandbox.ts"

const ANN = { email: "ann@example.com" }
const PROJECT: SandboxOptions = { lists: [{ id: 7, name: "seven" }] }

/** Something that goes wrong, as a rule and as it is written on the command line. */
interface Case {
  readonly what: string
  readonly flag: string
  readonly rule: FaultRule
  /** What is seen of the request, and of the same one again. */
  readonly seen: readonly unknown[]
  readonly see?: (sandbox: ServedSandbox) => Promise<unknown>
}

/** Updates Ann, and tells of the answer and of how many users are there then. */
async function update({ post, sandbox }: ServedSandbox, dataFields: object = {}): Promise<unknown> {
  try {
    const { status, headers, text } = await post("users/bulkUpdate", { users: [{ ...ANN, dataFields }] })
    const type = headers.get("content-type")?.split(";")[0]
    return [status, type === "application/json" ? (codeOf(text) ?? "counts") : type, sandbox.counts().users]
  } catch {
    return ["no answer", sandbox.counts().users]
  }
}

function codeOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { code?: unknown }).code
  } catch {
    return "broken"
  }
}

async function failures({ post }: ServedSandbox): Promise<unknown> {
  const json = (await post("users/bulkUpdate", { users: [ANN] })).json()
  const { successCount, failCount, invalidEmails } = json
  return [successCount, failCount, invalidEmails]
}

async function waitOf({ post }: ServedSandbox): Promise<unknown> {
  const answer = await post("users/bulkUpdate", { users: [ANN] })
  return [answer.status, (answer.json()["params"] as { rateLimitReset?: number } | null)?.rateLimitReset]
}

async function subscribed({ post }: ServedSandbox): Promise<unknown> {
  await post("users/update", ANN)
  return (await post("lists/subscribe", { listId: 7, subscribers: [ANN] })).json()["msg"]
}

const FINE = [200, "counts", 1]
const CASES: readonly Case[] = [
  {
    what: "500 GenericError after applying",
    flag: "status:500:after#1",
    rule: { fault: { kind: "status", status: 500 }, when: "after", requestNumber: 1 },
    seen: [[500, "GenericError", 1], FINE],
  },
  {
    what: "500 DatabaseError after applying",
    flag: '{"fault":{"kind":"status","status":500,"code":"DatabaseError"},"when":"after","requestNumber":1}',
    rule: {
      fault: { kind: "status", status: 500, code: "DatabaseError" },
      when: "after",
      requestNumber: 1,
    },
    seen: [[500, "DatabaseError", 1], FINE],
  },
  {
    what: "500 before applying",
    flag: "status:500#1",
    rule: { fault: { kind: "status", status: 500 }, requestNumber: 1 },
    seen: [[500, "GenericError", 0], FINE],
  },
  ...[502, 504].map((status) => ({
    what: `${status} with HTML`,
    flag: `status:${status}#1`,
    rule: { fault: { kind: "status", status }, requestNumber: 1 } as const,
    seen: [[status, "text/html", 0], FINE],
  })),
  {
    what: "a reset before applying",
    flag: "reset#1",
    rule: { fault: { kind: "reset" }, requestNumber: 1 },
    seen: [["no answer", 0], FINE],
  },
  {
    what: "a reset after applying",
    flag: "reset:after#1",
    rule: { fault: { kind: "reset" }, when: "after", requestNumber: 1 },
    seen: [["no answer", 1], FINE],
  },
  {
    what: "JSON that breaks off, with its connection",
    flag: "truncated#1",
    rule: { fault: { kind: "truncated" }, requestNumber: 1 },
    seen: [["no answer", 1], FINE],
  },
  {
    what: "JSON that breaks off, well delivered",
    flag: "broken-json#1",
    rule: { fault: { kind: "broken-json" }, requestNumber: 1 },
    seen: [[200, "broken", 1], FINE],
  },
  {
    what: "200 with HTML",
    flag: "html-200#1",
    rule: { fault: { kind: "html-200" }, requestNumber: 1 },
    seen: [[200, "text/html", 0], FINE],
  },
  {
    what: "200 with failures that no list tells of",
    flag: '{"fault":{"kind":"unlisted-failures","records":1},"requestNumber":1}',
    rule: { fault: { kind: "unlisted-failures", records: 1 }, requestNumber: 1 },
    seen: [
      [0, 1, []],
      [1, 0, []],
    ],
    see: failures,
  },
  {
    what: "200 with counts that are off",
    flag: '{"fault":{"kind":"miscount","successDelta":0,"failDelta":2},"requestNumber":1}',
    rule: { fault: { kind: "miscount", successDelta: 0, failDelta: 2 }, requestNumber: 1 },
    seen: [
      [1, 2, []],
      [1, 0, []],
    ],
    see: failures,
  },
  {
    what: "200 with an id that was not sent",
    flag: '{"fault":{"kind":"stranger","email":"eve@example.com"},"requestNumber":1}',
    rule: { fault: { kind: "stranger", email: "eve@example.com" }, requestNumber: 1 },
    seen: [
      [0, 1, ["eve@example.com"]],
      [1, 0, []],
    ],
    see: failures,
  },
  {
    what: "400 that points at the record after the bad one",
    flag: '{"fault":{"kind":"misplaced-pointer","field":"bad","member":"createdAt"},"requestNumber":1}',
    rule: { fault: { kind: "misplaced-pointer", field: "bad", member: "createdAt" }, requestNumber: 1 },
    seen: [
      [400, "BadJsonBody", { "obj.users[1].createdAt": "Number value expected" }],
      [200, undefined, undefined],
    ],
    see: async ({ post }) => {
      const users = [{ ...ANN, dataFields: { bad: true } }, { email: "bob@example.com" }]
      const answer = await post("users/bulkUpdate", { users })
      const json = answer.json()
      return [answer.status, json["code"], json["params"]]
    },
  },
  {
    what: "403 of a firewall that has something against a record",
    flag: '{"fault":{"kind":"blocked-record","field":"bad"}}',
    rule: { fault: { kind: "blocked-record", field: "bad" } },
    seen: [
      [403, 403, 200],
      [403, 403, 200],
    ],
    see: async ({ post }) => {
      const bad = { ...ANN, dataFields: { bad: true } }
      const among = await post("users/bulkUpdate", { users: [{ email: "bob@example.com" }, bad] })
      const alone = await post("events/track", { ...bad, eventName: "e" })
      const none = await post("users/bulkUpdate", { users: [{ email: "bob@example.com" }] })
      return [among.status, alone.status, none.status]
    },
  },
  {
    what: "a burst of 429",
    flag: '{"fault":{"kind":"rate-limited","resetSeconds":3},"toRequestNumber":2}',
    rule: { fault: { kind: "rate-limited", resetSeconds: 3 }, toRequestNumber: 2 },
    seen: [
      [429, 3],
      [429, 3],
      [200, undefined],
    ],
    see: waitOf,
  },
  {
    what: "401 in the middle, as the key is disabled",
    flag: "disable-key#2",
    rule: { fault: { kind: "disable-key" }, requestNumber: 2 },
    seen: [FINE, [401, "BadApiKey", 1], [401, "BadApiKey", 1]],
  },
  {
    what: "a schema that is full in the middle",
    flag: "schema-limit#2",
    rule: { fault: { kind: "schema-limit" }, requestNumber: 2 },
    seen: [FINE, [400, "UniqueFieldsLimitExceeded", 1], [400, "UniqueFieldsLimitExceeded", 1]],
    see: async (sandbox) => update(sandbox, { [`field${sandbox.sandbox.counts().requests}`]: 1 }),
  },
  {
    what: "a list that is invalid for a while",
    flag: "invalid-list-id#1",
    rule: { fault: { kind: "invalid-list-id" }, requestNumber: 1 },
    seen: ["error.lists.invalidListId(7)", undefined],
    see: subscribed,
  },
  {
    what: "an answer in gzip",
    flag: "gzip#1",
    rule: { fault: { kind: "gzip" }, requestNumber: 1 },
    seen: [
      ["gzip", "counts"],
      [null, "counts"],
    ],
    see: async ({ post }) => {
      const { headers, text } = await post("users/bulkUpdate", { users: [ANN] })
      return [headers.get("content-encoding"), codeOf(text) ?? "counts"]
    },
  },
]

const cwd = mkdtempSync(join(tmpdir(), "faults-"))
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

describe.each(CASES)("$what", ({ flag, rule, seen, see = update }) => {
  it.each<[string, () => SandboxOptions]>([
    ["startSandbox()", () => ({ faults: [rule] })],
    ["--fault", () => readSandboxOptions({ fault: [flag] })],
    [
      "--config",
      () => {
        const config = join(cwd, "sandbox.json")
        writeFileSync(config, JSON.stringify({ faults: [rule] }))
        return readSandboxOptions({ config })
      },
    ],
  ])("comes with %s", async (_way, optionsOf) => {
    await served({ ...PROJECT, ...optionsOf() }, async (sandbox) => {
      const got: unknown[] = []
      while (got.length < seen.length) got.push(await see(sandbox))
      expect(got).toEqual(seen)
    })
  })
})

it("429 come without params where that is set", async () => {
  const options = readSandboxOptions({ fault: ["rate-limited#1"], set: ["behavior.rateLimitParams=none"] })
  expect(await served(options, waitOf)).toEqual([429, undefined])
})

it.each([
  ["startSandbox()", { faults: [{ fault: { kind: "delay", delayMs: 3_600_000 } }] } as const],
  ["--fault", readSandboxOptions({ fault: ["delay:3600000"] })],
])("an answer that comes after the client has given up is applied, with %s", async (_way, options) => {
  const { url, sandbox, close } = await startSandbox(options)
  const giveUp = new AbortController()
  const body = JSON.stringify({ users: [ANN] })
  const headers = { "Api-Key": "k" }
  const answer = fetch(`${url}/api/users/bulkUpdate`, {
    method: "POST",
    headers,
    body,
    signal: giveUp.signal,
  })
  const outcome = answer.then(
    () => "answered",
    () => "gave up",
  )
  await expect.poll(() => sandbox.counts().users).toBe(1)
  giveUp.abort()
  expect(await outcome).toBe("gave up")
  await close()
})

it("a rule for invalid-list-id counts only requests about the users of lists, unless it says otherwise", async () => {
  const seen = async (rule: Partial<FaultRule>): Promise<readonly (string | null)[]> => {
    const faults: FaultRule[] = [{ fault: { kind: "invalid-list-id" }, requestNumber: 2, ...rule }]
    return served({ ...PROJECT, faults }, async ({ post, sandbox }) => {
      for (const endpoint of ["users/update", "lists/subscribe", "lists/unsubscribe", "lists/subscribe"]) {
        await post(endpoint, { ...ANN, listId: 7, subscribers: [ANN] })
      }
      return [...sandbox.requests()].map(({ fault }) => fault)
    })
  }
  const kind = "invalid-list-id"
  expect(await seen({})).toEqual([null, null, kind, null])
  expect(await seen({ endpoint: "lists/subscribe" })).toEqual([null, null, null, kind])
})
