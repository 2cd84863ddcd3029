import { describe, expect, it } from "vitest"

import { type VirtualSandbox, virtualSandbox } from "../../../tests/fidelity/virtual-sandbox.ts"

function bulk({ post }: VirtualSandbox, ...users: readonly object[]): unknown {
  return post("users/bulkUpdate", { users }).json
}

function ids({ sandbox }: VirtualSandbox): readonly (readonly [string | null, string | null])[] {
  return [...sandbox.users()].map(({ email, userId }) => [email, userId] as const)
}

describe("in a hybrid project", () => {
  it("either id finds and creates a user, and the other is added", () => {
    const sandbox = virtualSandbox()
    bulk(sandbox, { email: "A@example.com" }, { userId: "u2" })
    bulk(sandbox, { email: "a@example.com", userId: "u1" }, { userId: "u2", email: "b@example.com" })
    expect(ids(sandbox)).toEqual([
      ["a@example.com", "u1"],
      ["b@example.com", "u2"],
    ])
  })

  it("userIds are case-sensitive, emails are not", () => {
    const sandbox = virtualSandbox()
    bulk(sandbox, { userId: "u" }, { userId: "U" }, { email: "a@example.com" }, { email: "A@EXAMPLE.com" })
    expect(sandbox.sandbox.counts().users).toBe(3)
  })

  it("ids of two users conflict, and the profile in the way is listed", () => {
    const sandbox = virtualSandbox()
    bulk(sandbox, { email: "a@example.com" }, { userId: "u2", email: "b@example.com" }, { userId: "u3" })
    expect(bulk(sandbox, { email: "A@example.com", userId: "u2" })).toMatchObject({
      failCount: 1,
      invalidEmails: ["a@example.com"],
      failedUpdates: { conflictEmails: ["b@example.com"], conflictUserIds: [] },
    })
    expect(bulk(sandbox, { email: "a@example.com", userId: "u3" })).toMatchObject({
      failedUpdates: { conflictEmails: [], conflictUserIds: ["u3"] },
    })
    expect(bulk(sandbox, { userId: "u3", dataFields: { email: "b@example.com" } })).toMatchObject({
      failedUpdates: { conflictEmails: ["b@example.com"] },
    })
    sandbox.sandbox.configure({ behavior: { conflictEcho: "request" } })
    expect(bulk(sandbox, { userId: "u3", dataFields: { email: "b@example.com" } })).toMatchObject({
      failedUpdates: { conflictEmails: [], conflictUserIds: ["u3"] },
    })
    const single = sandbox.post("users/update", { email: "a@example.com", userId: "u2" })
    expect(single.status).toBe(409)
    expect(sandbox.sandbox.counts().appliedRecords).toBe(3)
  })

  it("dataFields rename a user", () => {
    const sandbox = virtualSandbox()
    bulk(sandbox, { userId: "u1", dataFields: { email: "A@example.com", userId: "u9", n: 1 } })
    bulk(sandbox, { userId: "u9", dataFields: { email: "b@example.com" } })
    expect(ids(sandbox)).toEqual([["b@example.com", "u9"]])
    expect(sandbox.sandbox.user({ email: "a@example.com" })).toBeNull()
    expect(sandbox.sandbox.user({ userId: "u9" })?.dataFields).toEqual({ n: 1 })
  })

  it("another userId with a known email overwrites or conflicts, as set", () => {
    for (const secondIdMismatch of ["overwrite", "conflict"] as const) {
      const sandbox = virtualSandbox({ behavior: { secondIdMismatch } })
      bulk(sandbox, { email: "a@example.com", userId: "u1" })
      bulk(sandbox, { email: "a@example.com", userId: "u2" })
      expect(ids(sandbox)).toEqual([["a@example.com", secondIdMismatch === "overwrite" ? "u2" : "u1"]])
    }
  })
})

describe("in an email-based project", () => {
  it("the email identifies, and the userId may be shared", () => {
    const sandbox = virtualSandbox({ projectType: "email" })
    bulk(sandbox, { email: "a@example.com", userId: "u" }, { email: "b@example.com", userId: "u" })
    bulk(sandbox, { userId: "u", dataFields: { n: 1 } })
    expect(sandbox.sandbox.user({ email: "a@example.com" })?.dataFields).toEqual({ n: 1 })
    bulk(sandbox, { email: "a@example.com", userId: "v" })
    bulk(sandbox, { userId: "u", dataFields: { n: 2 } })
    expect(sandbox.sandbox.user({ email: "b@example.com" })?.dataFields).toEqual({ n: 2 })
  })

  it("an unknown userId alone fails, unless preferUserId makes a placeholder", () => {
    const sandbox = virtualSandbox({ projectType: "email" })
    expect(bulk(sandbox, { userId: "12345" })).toMatchObject({
      failCount: 1,
      failedUpdates: { invalidUserIds: ["12345"] },
    })
    expect(sandbox.post("users/update", { userId: "12345" }).text).toBe(
      '{"msg":"No user exists with userId 12345","code":"UnknownUserIdError","params":null}',
    )
    expect(bulk(sandbox, { userId: "12345", preferUserId: true })).toMatchObject({ successCount: 1 })
    expect(ids(sandbox)[0]?.[0]).toMatch(/^12345\+\d+@placeholder\.email$/)
  })
})

describe("in a userID-based project", () => {
  it("only the userId identifies, and the email may be shared", () => {
    const sandbox = virtualSandbox({ projectType: "userId" })
    bulk(sandbox, { userId: "u1", email: "a@example.com" }, { userId: "u2", email: "a@example.com" })
    expect(ids(sandbox)).toEqual([
      ["a@example.com", "u1"],
      ["a@example.com", "u2"],
    ])
    expect(bulk(sandbox, { email: "a@example.com" })).toMatchObject({
      failCount: 1,
      invalidEmails: ["a@example.com"],
    })
    expect(sandbox.post("users/update", { email: "a@example.com" }).json).toMatchObject({ code: "BadParams" })
  })
})

it("reads see the state of before for as long as they lag", () => {
  const { post, get, passMs } = virtualSandbox({ visibilityDelayMs: 5000 })
  const shown = (): unknown => {
    const { user } = get("users/getByEmail?email=a%40example.com").json as {
      user?: { dataFields: { n: number } }
    }
    return user?.dataFields.n
  }
  const write = (n: number): unknown =>
    post("users/bulkUpdate", { users: [{ email: "a@example.com", dataFields: { n } }] })
  write(1)
  expect(shown()).toBeUndefined()
  passMs(4999)
  expect(shown()).toBeUndefined()
  passMs(1)
  write(2)
  expect(shown()).toBe(1)
  passMs(3000)
  write(3)
  expect(shown()).toBe(1)
  passMs(2000)
  expect(shown()).toBe(2)
  passMs(3000)
  expect(shown()).toBe(3)
})
