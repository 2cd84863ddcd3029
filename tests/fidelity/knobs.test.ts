import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, describe, expect, it } from "vitest"

import { readSandboxOptions } from "../../src/cli/commands/sandbox/read-sandbox-options.ts"
import type { SandboxOptions } from "../../src/sandbox/index.ts"
import { type ServedSandbox, served } from "./served-sandbox.ts"

const ANN = { email: "ann@example.com" }
const LONG_ID = "u".repeat(53)

/** One thing that nobody outside Iterable knows, and what the sandbox makes of it. */
interface Knob {
  /** The option, with dots. */
  readonly name: string
  /** What is seen where the option is not given. */
  readonly byDefault: unknown
  /** What is seen with these values; that of the default is among them. */
  readonly seen: readonly (readonly [value: unknown, seen: unknown])[]
  readonly see: (sandbox: ServedSandbox) => Promise<unknown>
  /** The project that it is seen in. */
  readonly project?: SandboxOptions
}

const bulk =
  (users: readonly unknown[], ...names: readonly string[]): Knob["see"] =>
  async ({ post }) => {
    const answer = await post("users/bulkUpdate", { users })
    const json = answer.json()
    const failed = (json["failedUpdates"] ?? {}) as Record<string, unknown>
    return [answer.status, ...names.map((name) => failed[name] ?? json[name])]
  }

const KNOBS: readonly Knob[] = [
  {
    name: "behavior.responseShape",
    byDefault: [9, true],
    seen: [
      ["full-2026", [9, true]],
      ["sparse-2022", [4, false]],
      ["sparse-2017", [3, false]],
    ],
    see: async ({ post }) => {
      const json = (await post("users/bulkUpdate", { users: [ANN] })).json()
      return [Object.keys(json).length, "noOpEmails" in json]
    },
  },
  {
    name: "behavior.bulkTypeMismatch",
    byDefault: [400, undefined],
    seen: [
      ["reject-request", [400, undefined]],
      ["per-record", [200, ["ann@example.com"]]],
    ],
    see: bulk([{ ...ANN, dataFields: { age: "x" } }], "invalidDataEmails"),
    project: { userFields: { age: "long" } },
  },
  {
    name: "behavior.typeMismatchStatus",
    byDefault: [400, "RequestFieldsTypesMismatched"],
    seen: [
      [400, [400, "RequestFieldsTypesMismatched"]],
      ...[500, 200, 401, 403, 408].map(
        (status) => [status, [status, "RequestFieldsTypesMismatched"]] as const,
      ),
    ],
    see: bulk([{ ...ANN, dataFields: { age: "x" } }], "code"),
    project: { userFields: { age: "long" } },
  },
  {
    name: "behavior.allInvalidBulkUpdate",
    byDefault: [200, undefined],
    seen: [
      ["counts", [200, undefined]],
      ["refuse", [400, "Emails invalid: a@, b@"]],
    ],
    see: bulk([{ email: "a@" }, { email: "b@" }], "msg"),
  },
  {
    name: "behavior.duplicateUserInBatch",
    byDefault: [200, 2],
    seen: [
      ["count-records", [200, 2]],
      ["count-users", [200, 1]],
    ],
    see: bulk([ANN, ANN], "successCount"),
  },
  {
    name: "behavior.failedIdEcho",
    byDefault: [200, ["bad@"], ["X "]],
    seen: [
      ["lower-case-email", [200, ["bad@"], ["X "]]],
      ["lower-case-all", [200, ["bad@"], ["x "]]],
      ["verbatim", [200, ["BAD@"], ["X "]]],
    ],
    see: bulk([{ email: "BAD@" }, { userId: "X " }], "invalidEmails", "invalidUserIds"),
  },
  {
    name: "behavior.duplicateFailureListing",
    byDefault: [["bad@", "bad@"], ["bad@", "bad@"], 2],
    seen: [
      ["per-record", [["bad@", "bad@"], ["bad@", "bad@"], 2]],
      ["per-id", [["bad@"], ["bad@"], 2]],
    ],
    see: async ({ post }) => {
      const users = [{ email: "bad@" }, { email: "bad@" }]
      const json = (await post("users/bulkUpdate", { users })).json()
      const failed = json["failedUpdates"] as Record<string, unknown>
      return [json["invalidEmails"], failed["invalidEmails"], json["failCount"]]
    },
  },
  {
    name: "behavior.disallowedInFailCount",
    byDefault: [["no"], 1],
    seen: [
      [true, [["no"], 1]],
      [false, [["no"], 0]],
    ],
    see: async ({ post }) => {
      const json = (await post("events/trackBulk", { events: [{ ...ANN, eventName: "no" }] })).json()
      return [json["disallowedEventNames"], json["failCount"]]
    },
    project: { disallowedEventNames: ["no"] },
  },
  {
    name: "behavior.conflictEcho",
    byDefault: [200, [], ["u1"], ["ann@example.com"]],
    seen: [
      ["existing", [200, [], ["u1"], ["ann@example.com"]]],
      ["request", [200, ["ann@example.com"], [], ["ann@example.com"]]],
      ["existing-only", [200, [], ["u1"], []]],
    ],
    see: async ({ post }) => {
      await post("users/bulkUpdate", { users: [ANN, { userId: "u1" }] })
      const answer = await post("users/bulkUpdate", { users: [{ ...ANN, userId: "u1" }] })
      const json = answer.json()
      const failed = json["failedUpdates"] as Record<string, unknown>
      return [answer.status, failed["conflictEmails"], failed["conflictUserIds"], json["invalidEmails"]]
    },
  },
  {
    name: "behavior.forgottenAsInvalid",
    byDefault: [200, ["gone@example.com"]],
    seen: [
      [false, [200, ["gone@example.com"]]],
      [true, [200, []]],
    ],
    see: bulk([{ email: "gone@example.com" }], "forgottenEmails"),
    project: { forgotten: { emails: ["gone@example.com"] } },
  },
  {
    name: "behavior.updateForgottenStatus",
    byDefault: [409, "ForgottenUserError"],
    seen: [
      [409, [409, "ForgottenUserError"]],
      [400, [400, "ForgottenUserError"]],
    ],
    see: async ({ post }) => {
      const answer = await post("users/update", { email: "gone@example.com" })
      return [answer.status, answer.json()["code"]]
    },
    project: { forgotten: { emails: ["gone@example.com"] } },
  },
  {
    name: "behavior.trackUnknownUser",
    byDefault: [400, "UnknownEmailError", 400, "UnknownUserIdError", 0],
    seen: [
      ["reject", [400, "UnknownEmailError", 400, "UnknownUserIdError", 0]],
      ["drop", [200, "Success", 200, "Success", 0]],
      ["create", [200, "Success", 200, "Success", 2]],
    ],
    see: async ({ post, sandbox }) => {
      const one = await post("events/track", { ...ANN, eventName: "e" })
      const other = await post("events/track", { userId: "u1", eventName: "e" })
      return [one.status, one.json()["code"], other.status, other.json()["code"], sandbox.counts().events]
    },
  },
  {
    name: "behavior.retryAfterHeader",
    byDefault: [429, null],
    seen: [
      ["off", [429, null]],
      ["seconds", [429, "2"]],
      ["date", [429, "Thu, 01 Jan 2026 00:00:02 GMT"]],
    ],
    see: async ({ post }) => {
      await post("events/track", {})
      const { status, headers } = await post("events/track", {})
      return [status, headers.get("retry-after")]
    },
    project: { rateLimits: { "events/track": { perSecond: 0.5 } } },
  },
  {
    name: "behavior.rateLimitParams",
    byDefault: [3, 3, 0],
    seen: [
      ["documented", [3, 3, 0]],
      ["all", [3, 3, 3]],
      ["none", [0, 0, 0]],
    ],
    see: async ({ post }) => {
      const params: number[] = []
      for (const endpoint of ["users/bulkUpdate", "users/update", "events/trackBulk"]) {
        await post(endpoint, {})
        params.push(Object.keys((await post(endpoint, {})).json()["params"] as object).length)
      }
      return params
    },
    project: {
      rateLimits: {
        "users/bulkUpdate": { perSecond: 1 },
        "users/update": { perSecond: 1 },
        "events/trackBulk": { perSecond: 1 },
      },
    },
  },
  {
    name: "newListInvalidForMs",
    byDefault: [200, 200],
    seen: [
      [0, [200, 200]],
      [2000, [400, 200]],
    ],
    see: async ({ post, passMs }) => {
      const { listId } = (await post("lists", { name: "new" })).json()
      const subscription = { listId, subscribers: [ANN] }
      const first = await post("lists/subscribe", subscription)
      passMs(2000)
      return [first.status, (await post("lists/subscribe", subscription)).status]
    },
  },
  {
    name: "visibilityDelayMs",
    byDefault: [true, true],
    seen: [
      [0, [true, true]],
      [5000, [false, true]],
    ],
    see: async ({ post, get, passMs }) => {
      await post("users/update", ANN)
      const isSeen = async (): Promise<boolean> => "user" in (await get("users/ann%40example.com")).json()
      const first = await isSeen()
      passMs(5000)
      return [first, await isSeen()]
    },
  },
  {
    name: "maxUserIdChars",
    byDefault: [200, [LONG_ID], 1],
    seen: [
      [52, [200, [LONG_ID], 1]],
      [53, [200, [], 2]],
    ],
    see: bulk([{ userId: LONG_ID }, { userId: LONG_ID.slice(1) }], "invalidUserIds", "successCount"),
  },
  {
    name: "behavior.badJsonBodyGeneration",
    byDefault: [false, "Boolean value expected"],
    seen: [
      [3, [false, "Boolean value expected"]],
      [2, [true, [{ msg: ["error.expected.jsboolean"], args: [] }]]],
      [1, [true, [{ msg: "error.expected.jsboolean", args: [] }]]],
    ],
    see: async ({ post }) => {
      const json = (await post("users/bulkUpdate", { users: [{ ...ANN, preferUserId: "x" }] })).json()
      const params = json["params"] as Record<string, unknown>
      return [/(\(api-key,k\))/i.test(String(json["msg"])), params["obj.users[0].preferUserId"]]
    },
  },
  {
    name: "behavior.oversizeReply",
    byDefault: [413, "text/html; charset=UTF-8"],
    seen: [
      ["413-html", [413, "text/html; charset=UTF-8"]],
      ["413-text", [413, "text/plain; charset=utf-8"]],
      ["400-batch-too-large", [400, "application/json"]],
      ["reset", "reset"],
    ],
    see: async ({ post }) => {
      try {
        const { status, headers } = await post("users/bulkUpdate", "x".repeat(101))
        return [status, headers.get("content-type")]
      } catch {
        return "reset"
      }
    },
    project: { maxBodyBytes: 100 },
  },
  {
    name: "behavior.numericCoercion",
    byDefault: [200, 400, 400, 400],
    seen: [
      ["long-to-double", [200, 400, 400, 400]],
      ["relaxed", [200, 200, 200, 200]],
    ],
    see: async ({ post }) => {
      const sent = [{ double: 1 }, { long: 1.5 }, { string: 1 }, { long: "1" }]
      const answers = sent.map(
        async (dataFields) => (await post("users/update", { ...ANN, dataFields })).status,
      )
      return Promise.all(answers)
    },
    project: { userFields: { double: "double", long: "long", string: "string" } },
  },
  {
    name: "behavior.looseText",
    byDefault: 400,
    seen: [
      ["refuse", 400],
      ["accept", 200],
    ],
    see: async ({ post }) => (await post("users/update", { ...ANN, dataFields: { when: "" } })).status,
    project: { userFields: { when: "date" } },
  },
  {
    name: "behavior.dateNoMillis",
    byDefault: 200,
    seen: [
      ["accept", 200],
      ["reject", 400],
    ],
    see: async ({ post }) =>
      (await post("users/update", { ...ANN, dataFields: { when: "2026-01-01T00:00:00Z" } })).status,
    project: { userFields: { when: "date" } },
  },
  {
    name: "behavior.createdAtUnit",
    byDefault: [1_700_000_000_000, 1_700_000_000_000],
    seen: [
      ["auto", [1_700_000_000_000, 1_700_000_000_000]],
      ["seconds", [1_700_000_000_000, 1_700_000_000_000_000]],
      ["milliseconds", [1_700_000_000, 1_700_000_000_000]],
    ],
    see: async ({ post, sandbox }) => {
      await post("users/update", ANN)
      const events = [1_700_000_000, 1_700_000_000_000].map((createdAt) => ({
        ...ANN,
        eventName: "e",
        createdAt,
      }))
      await post("events/trackBulk", { events })
      return [...sandbox.events()].map(({ createdAtMs }) => createdAtMs)
    },
  },
  {
    name: "behavior.errorCodeSuccessOn401",
    byDefault: [401, "BadApiKey"],
    seen: [
      [false, [401, "BadApiKey"]],
      [true, [401, "Success"]],
    ],
    see: async ({ post }) => {
      const answer = await post("users/update", ANN)
      return [answer.status, answer.json()["code"]]
    },
    project: { apiKeys: ["another"] },
  },
]

const cwd = mkdtempSync(join(tmpdir(), "knobs-"))
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

/** The ways in which an option can be set. */
const WAYS: Readonly<
  Record<string, (name: string, value: unknown, project: SandboxOptions) => SandboxOptions>
> = {
  "startSandbox()": (name, value, project) => ({ ...project, ...nested(name, value) }),
  "--set": (name, value, project) => {
    const text = typeof value === "string" ? value : JSON.stringify(value)
    return { ...project, ...readSandboxOptions({ set: [`${name}=${text}`] }) }
  },
  "--config": (name, value, project) => {
    const config = join(cwd, "sandbox.json")
    writeFileSync(config, JSON.stringify({ ...project, ...nested(name, value) }))
    return readSandboxOptions({ config })
  },
}

function nested(name: string, value: unknown): SandboxOptions {
  const [first = "", ...rest] = name.split(".")
  return { [first]: rest.length === 0 ? value : nested(rest.join("."), value) }
}

describe.each(KNOBS)("$name", ({ name, byDefault, seen, see, project = {} }) => {
  it("has the default that is written down", async () => {
    expect(await served(project, see)).toEqual(byDefault)
    expect(seen[0]?.[1]).toEqual(byDefault)
  })

  it.each(Object.entries(WAYS))("can be set with %s", async (_way, optionsOf) => {
    for (const [value, expected] of seen) {
      expect([value, await served(optionsOf(name, value, project), see)]).toEqual([value, expected])
    }
  })
})
