import { describe, expect, it } from "vitest"

import { START_MS, virtualSandbox } from "../../../tests/fidelity/virtual-sandbox.ts"

const ANN = { email: "ann@example.com" }
const BOB = { email: "bob@example.com", userId: "u-bob" }

describe("lists are created, shown and deleted", () => {
  it("as recorded", () => {
    const { sandbox, post, get, delete: remove, passMs } = virtualSandbox({ projectId: 2158 })
    expect(post("lists", { name: "new users" }).text).toBe('{"listId":1}')
    passMs(5)
    expect(post("lists", { name: "new users", description: "again" }).text).toBe('{"listId":2}')
    expect(get("lists").json).toEqual({
      lists: [
        { id: 1, name: "new users", createdAt: START_MS, listType: "Standard" },
        { id: 2, name: "new users", description: "again", createdAt: START_MS + 5, listType: "Standard" },
      ],
    })
    expect(remove("lists/1").json).toEqual({
      msg: "List 1 in Project 2158 was successfully deleted.",
      code: "Success",
      params: null,
    })
    expect(remove("lists/1").status).toBe(400)
    expect(remove("lists/1").json).toEqual({
      msg: "Unable to delete list 1 in Project 2158, which does not exist.",
      code: "BadParams",
      params: null,
    })
    expect(post("lists", { name: "third" }).json).toEqual({ listId: 3 })
    expect(sandbox.counts().lists).toBe(2)
  })

  it.each([{}, { name: null }, { name: 1 }, { name: "x", description: 1 }])("and %j is refused", (body) => {
    const { sandbox, post } = virtualSandbox()
    expect(post("lists", body).json).toMatchObject({ code: "BadJsonBody" })
    expect(sandbox.counts().lists).toBe(0)
  })

  it.each(["lists/x", "lists/", "lists", "lists/1/size"])("and DELETE /api/%s is not there", (path) => {
    expect(virtualSandbox().delete(path).status).toBe(404)
  })

  it("but not while something uses them, as documented", () => {
    const lists = [{ id: 7, name: "seven", isInUse: true }]
    const { sandbox, delete: remove } = virtualSandbox({ projectId: 2158, lists })
    expect(remove("lists/7")).toMatchObject({ status: 409, json: { code: "Conflict", params: null } })
    expect(sandbox.counts().lists).toBe(1)
  })

  it("and suppression lists say whether they are global, as documented", () => {
    const lists = [
      { id: 1, name: "all", listType: "Suppression", isGlobalSuppressionEnabled: true },
      { id: 2, name: "some", listType: "Suppression" },
      { id: 3, name: "other", isGlobalSuppressionEnabled: true },
    ] as const
    const answer = virtualSandbox({ lists }).get("lists").json as { lists: Record<string, unknown>[] }
    expect(answer.lists.map((list) => list["isGlobalSuppressionEnabled"])).toEqual([true, false, undefined])
  })

  it("and may be there from the start", () => {
    const lists = [{ id: 58_508, name: "old", listType: "Dynamic", channelId: 7 }] as const
    const { sandbox, post, get } = virtualSandbox({ lists })
    expect(get("lists").json).toEqual({
      lists: [{ id: 58_508, name: "old", createdAt: START_MS, listType: "Dynamic" }],
    })
    expect(post("lists", { name: "new" }).json).toEqual({ listId: 58_509 })
    sandbox.reset()
    expect([...sandbox.lists()].map(({ id }) => id)).toEqual([58_508])
  })
})

describe("the users of a list", () => {
  it.each([
    ["email", "", "ann@example.com\nbob@example.com\n"],
    ["email", "&preferUserId=true", "ann@example.com\nu-bob\n"],
    ["hybrid", "", "ann@example.com\nbob@example.com\n"],
    ["hybrid", "&preferUserId=true", "ann@example.com\nu-bob\n"],
    ["userId", "", "u-ann\nu-bob\n"],
  ] as const)("are text in %s projects with %j, and are counted", (projectType, more, text) => {
    const { post, get } = virtualSandbox({ projectType, lists: [{ id: 9, name: "nine" }] })
    const ann = projectType === "userId" ? { userId: "u-ann" } : ANN
    post("lists/subscribe", { listId: 9, subscribers: [ann, BOB, ann] })
    post("users/update", { ...BOB, email: "eve@example.com", userId: "u-eve" })
    const answer = get(`lists/getUsers?listId=9${more}`)
    expect(answer.text).toBe(text)
    expect("headers" in answer.reply && answer.reply.headers["content-type"]).toContain("text/plain")
    expect(get("lists/9/size").text).toBe("2")
  })

  it.each([
    ["lists/getUsers?listId=42", "42"],
    ["lists/getUsers?listId=x", "x"],
    ["lists/getUsers", ""],
    ["lists/42/size", "42"],
  ])("of no list are refused as recorded: %s", (path, listId) => {
    const { status, json } = virtualSandbox({ projectId: 2158 }).get(path)
    expect(status).toBe(400)
    const params = { projectId: "2158", listId }
    expect(json).toEqual({ msg: "Invalid email list id", code: "BadParams", params })
  })

  it("are the ones whose profile says so, however it came to say it", () => {
    const { sandbox, post, get } = virtualSandbox({ lists: [{ id: 9, name: "nine" }] })
    post("users/bulkUpdate", { users: [{ ...ANN, dataFields: { userListIds: [9, 10] } }] })
    expect(get("lists/getUsers?listId=9").text).toBe("ann@example.com\n")
    expect(sandbox.list(9)?.subscribers).toEqual([{ userNumber: 1, email: "ann@example.com", userId: null }])
    post("users/update", { ...ANN, dataFields: { userListIds: null } })
    expect(get("lists/9/size").text).toBe("0")
    expect(sandbox.list(9)?.subscribers).toEqual([])
  })

  it("may be previewed", () => {
    const { post, get } = virtualSandbox({ lists: [{ id: 9, name: "nine" }] })
    post("lists/subscribe", { listId: 9, subscribers: [ANN, BOB, { userId: "u-eve" }] })
    expect(get("lists/previewUsers?listId=9").text).toBe("ann@example.com\nbob@example.com\nu-eve\n")
    expect(get("lists/previewUsers?listId=9&size=2&preferUserId=true").text).toBe("ann@example.com\nu-bob\n")
    for (const size of ["0", "5001", "x"]) {
      expect(get(`lists/previewUsers?listId=9&size=${size}`).json).toMatchObject({ code: "BadParams" })
    }
  })

  it("may be read five times a minute, the lists more often", () => {
    const { get, passMs } = virtualSandbox({ projectId: 2158, lists: [{ id: 9, name: "nine" }] })
    for (const path of ["lists/getUsers?listId=9", "lists/9/size"]) {
      const statuses = Array.from({ length: 6 }, () => get(path).status)
      expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
    }
    expect(get("lists/9/size").json).toEqual({
      msg: "Exceeded rate limit of 5.0 per minute for endpoint: /api/lists/{listId}/size, project: 2158 ",
      code: "RateLimitExceeded",
      params: {},
    })
    passMs(12_000)
    expect(get("lists/9/size").status).toBe(200)
    expect(get("lists/9/size").status).toBe(429)
    const statuses = Array.from({ length: 101 }, () => get("lists").status)
    expect(statuses.indexOf(429)).toBe(100)
  })
})

it("lists may be read, not written, with a read-only key, and their users with none but a server-side one", () => {
  const apiKeys = [
    { key: "r", kind: "ReadOnly" },
    { key: "m", kind: "Mobile" },
  ] as const
  const { post, get, delete: remove } = virtualSandbox({ apiKeys, lists: [{ id: 9, name: "nine" }] })
  const statuses = (key: string): readonly number[] => [
    get("lists", { "api-key": key }).status,
    get("lists/9/size", { "api-key": key }).status,
    get("lists/getUsers?listId=9", { "api-key": key }).status,
    post("lists", {}, { "api-key": key }).status,
    post("lists/subscribe", {}, { "api-key": key }).status,
    post("lists/unsubscribe", {}, { "api-key": key }).status,
    remove("lists/9", { "api-key": key }).status,
  ]
  expect(statuses("r")).toEqual([200, 200, 401, 401, 401, 401, 401])
  expect(new Set(statuses("m"))).toEqual(new Set([401]))
})
