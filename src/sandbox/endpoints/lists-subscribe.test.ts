import { describe, expect, it } from "vitest"

import { virtualSandbox } from "../../../tests/fidelity/virtual-sandbox.ts"
import type { SandboxOptions } from "../options/sandbox-options.ts"

const ANN = { email: "ann@example.com" }
const LISTS: SandboxOptions = {
  lists: [
    { id: 7, name: "seven" },
    { id: 8, name: "eight", channelId: 3 },
  ],
}
const EMPTY = {
  invalidEmails: [],
  invalidUserIds: [],
  notFoundEmails: [],
  notFoundUserIds: [],
  invalidDataEmails: [],
  invalidDataUserIds: [],
  conflictEmails: [],
  conflictUserIds: [],
  forgottenEmails: [],
  forgottenUserIds: [],
}
const body = (listId: number, ...subscribers: readonly unknown[]): object => ({ listId, subscribers })

describe("lists/subscribe", () => {
  it.each([
    ["email", "emailListIds"],
    ["hybrid", "userListIds"],
  ] as const)(
    "creates users, puts them on the list and updates them in %s projects",
    (projectType, field) => {
      const { sandbox, post, get } = virtualSandbox({ ...LISTS, projectType })
      const first = { email: "Ann@example.com", dataFields: { o: { a: 1 } } }
      expect(post("lists/subscribe", body(7, first)).json).toEqual({
        successCount: 1,
        failCount: 0,
        invalidEmails: [],
        invalidUserIds: [],
        filteredOutFields: [],
        createdFields: ["o", "o.a"],
        failedUpdates: EMPTY,
      })
      const again = { ...ANN, dataFields: { o: { b: 2 } }, mergeNestedObjects: true }
      post("lists/subscribe", body(8, again))
      post("lists/subscribe", body(7, ANN))
      const fields = {
        o: { a: 1, b: 2 },
        [field]: [7, 8],
        subscribedMessageTypeIds: [],
        unsubscribedChannelIds: [],
        unsubscribedMessageTypeIds: [],
      }
      expect(sandbox.user(ANN)?.dataFields).toEqual(fields)
      expect(get("users/ann%40example.com").json).toMatchObject({ user: { dataFields: fields } })
      const common = {
        userNumber: 1,
        email: "ann@example.com",
        userId: null,
        trace: undefined,
        recordIndex: 0,
      }
      expect([...sandbox.applied()]).toEqual([
        { ...common, number: 1, kind: "subscribe", requestNumber: 1, subjectNumber: 1, id: "7" },
        { ...common, number: 2, kind: "subscribe", requestNumber: 2, subjectNumber: 2, id: "8" },
        { ...common, number: 3, kind: "subscribe", requestNumber: 3, subjectNumber: 1, id: "7" },
      ])
      expect([...sandbox.lists()].map(({ id, subscribers }) => [id, subscribers.length])).toEqual([
        [7, 1],
        [8, 1],
      ])
    },
  )

  it("says of each subscriber why it failed", () => {
    const { sandbox, post } = virtualSandbox({
      ...LISTS,
      userFields: { age: "long" },
      forgotten: { emails: ["gone@example.com"] },
      behavior: { bulkTypeMismatch: "per-record" },
    })
    post("users/bulkUpdate", { users: [ANN, { userId: "u1" }] })
    const answer = post(
      "lists/subscribe",
      body(
        7,
        { email: "bad@" },
        { userId: "" },
        { email: "gone@example.com" },
        { email: "old@example.com", dataFields: { age: "x" } },
        { ...ANN, userId: "u1" },
        { email: "new@example.com" },
      ),
    )
    expect(answer.json).toMatchObject({
      successCount: 1,
      failCount: 5,
      invalidEmails: ["bad@", "gone@example.com", "old@example.com", "ann@example.com"],
      invalidUserIds: [""],
      failedUpdates: {
        ...EMPTY,
        invalidEmails: ["bad@"],
        invalidUserIds: [""],
        forgottenEmails: ["gone@example.com"],
        invalidDataEmails: ["old@example.com"],
        conflictUserIds: ["u1"],
      },
    })
    expect(sandbox.list(7)?.subscribers.map(({ email }) => email)).toEqual(["new@example.com"])
  })

  it("skips unknown users where only existing ones are asked for, but not in email-based projects", () => {
    const unknown = [{ email: "new@example.com" }, { userId: "new" }, { email: "bad@" }]
    const asked = { ...body(7, ANN, ...unknown), updateExistingUsersOnly: true }
    for (const unknownExistingOnly of ["not-found", "uncounted"] as const) {
      const { sandbox, post } = virtualSandbox({ ...LISTS, behavior: { unknownExistingOnly } })
      post("users/update", ANN)
      const isCounted = unknownExistingOnly === "not-found"
      expect(post("lists/subscribe", asked).json).toMatchObject({
        successCount: 1,
        failCount: isCounted ? 3 : 1,
        failedUpdates: {
          ...EMPTY,
          invalidEmails: ["bad@"],
          notFoundEmails: isCounted ? ["new@example.com"] : [],
          notFoundUserIds: isCounted ? ["new"] : [],
        },
      })
      expect(sandbox.counts().users).toBe(1)
    }
    const { sandbox, post } = virtualSandbox({ ...LISTS, projectType: "email" })
    expect(post("lists/subscribe", asked).json).toMatchObject({
      successCount: 2,
      failedUpdates: { notFoundUserIds: ["new"], invalidEmails: ["bad@"] },
    })
    expect(sandbox.counts().users).toBe(2)
    const preferring = body(7, { userId: "new", preferUserId: true })
    expect(post("lists/subscribe", preferring).json).toMatchObject({ successCount: 1 })
  })

  it("answers in older shapes as recorded", () => {
    const expected = {
      "sparse-2022": '{"successCount":1,"failCount":0,"invalidEmails":[],"invalidUserIds":[]}',
      "sparse-2017": '{"successCount":0,"failCount":1,"invalidEmails":["user@"]}',
    }
    for (const [shape, text] of Object.entries(expected)) {
      const responseShape = shape as keyof typeof expected
      const { post } = virtualSandbox({ ...LISTS, behavior: { responseShape } })
      const user = responseShape === "sparse-2017" ? { email: "user@" } : ANN
      expect(post("lists/subscribe", body(7, user)).text).toBe(text)
    }
  })
})

describe("lists/unsubscribe", () => {
  it("takes users off the list, knows those who are not on it, and lists those who are nowhere", () => {
    const { sandbox, post } = virtualSandbox({ ...LISTS, forgotten: { userIds: ["gone"] } })
    post("lists/subscribe", body(7, ANN, { userId: "u1" }))
    post("lists/subscribe", body(8, ANN))
    post("users/update", { userId: "other" })
    const leaving = [
      { email: "ANN@example.com" },
      { userId: "other" },
      { email: "new@example.com" },
      { userId: "new" },
      { email: "bad@" },
      { userId: "gone" },
    ]
    expect(post("lists/unsubscribe", body(7, ...leaving)).json).toEqual({
      successCount: 2,
      failCount: 4,
      invalidEmails: ["new@example.com", "bad@"],
      invalidUserIds: ["new", "gone"],
      filteredOutFields: [],
      createdFields: [],
      failedUpdates: {
        ...EMPTY,
        invalidEmails: ["bad@"],
        notFoundEmails: ["new@example.com"],
        notFoundUserIds: ["new"],
        forgottenUserIds: ["gone"],
      },
    })
    expect(sandbox.user(ANN)?.dataFields["userListIds"]).toEqual([8])
    expect(sandbox.list(7)?.subscribers.map(({ userId }) => userId)).toEqual(["u1"])
    expect(sandbox.counts()).toMatchObject({ users: 3, appliedRecords: 6 })
    expect([...sandbox.applied()].at(-1)).toMatchObject({ kind: "unsubscribe", id: "7", recordIndex: 1 })
    expect([...sandbox.requests()].at(-1)).toMatchObject({ records: 6, appliedRecords: 2 })
  })

  it("closes the channel of the list where it is told to, or does so unless told not to", () => {
    for (const channelUnsubscribeDefault of [false, true]) {
      const { sandbox, post } = virtualSandbox({ ...LISTS, behavior: { channelUnsubscribeDefault } })
      const closed = (): unknown => sandbox.user(ANN)?.dataFields["unsubscribedChannelIds"]
      post("lists/subscribe", body(8, ANN))
      post("lists/unsubscribe", { ...body(8, ANN), channelUnsubscribe: false })
      expect(closed()).toEqual([])
      post("lists/unsubscribe", body(8, ANN))
      expect(closed()).toEqual(channelUnsubscribeDefault ? [3] : [])
      post("lists/unsubscribe", { ...body(8, ANN), channelUnsubscribe: true })
      post("lists/unsubscribe", { ...body(8, ANN), channelUnsubscribe: true })
      expect(closed()).toEqual([3])
    }
  })
})

describe.each(["lists/subscribe", "lists/unsubscribe"] as const)("%s", (endpoint) => {
  it("answers zeros to no subscribers, as recorded", () => {
    const { post } = virtualSandbox(LISTS)
    expect(post(endpoint, body(7)).json).toMatchObject({ successCount: 0, failCount: 0 })
  })

  it("refuses a list that is not there, deleted, or too new, as recorded", () => {
    const {
      sandbox,
      post,
      delete: remove,
      passMs,
    } = virtualSandbox({
      ...LISTS,
      projectId: 9079,
      newListInvalidForMs: 2000,
    })
    const answer = post(endpoint, body(999_999_999, ANN))
    expect(answer.status).toBe(400)
    expect(answer.text).toBe(
      '{"msg":"error.lists.invalidListId(999999999)","code":"Success","params":{"projectId":9079,"listId":999999999}}',
    )
    remove("lists/7")
    expect(post(endpoint, body(7, ANN)).status).toBe(400)
    expect(post("lists", { name: "new" }).json).toEqual({ listId: 9 })
    passMs(1999)
    expect(post(endpoint, body(9, ANN)).status).toBe(400)
    expect(sandbox.counts()).toMatchObject({ users: 0, appliedRecords: 0 })
    passMs(1)
    expect(post(endpoint, body(9, ANN)).status).toBe(200)
  })

  it("takes any list where that is set", () => {
    const { sandbox, post } = virtualSandbox({ unknownListsPolicy: "create" })
    expect(post(endpoint, body(12_345, ANN)).status).toBe(200)
    expect(sandbox.list(12_345)).toMatchObject({ name: "List 12345" })
  })

  it("refuses records of wrong JSON types, too many, and ones that name nobody", () => {
    const { post } = virtualSandbox({ ...LISTS, maxRecordsPerRequest: 2 })
    expect(post(endpoint, { listId: "7", subscribers: [ANN, { email: 1 }] }).json).toMatchObject({
      code: "BadJsonBody",
      params: {
        "obj.listId": "Number value expected",
        "obj.subscribers[1].email": "String value expected",
      },
    })
    expect(post(endpoint, {}).json).toMatchObject({
      params: { "obj.listId": "Value expected", "obj.subscribers": "Value expected" },
    })
    expect(post(endpoint, body(7, ANN, ANN, ANN)).json).toMatchObject({ code: "BatchTooLarge" })
    expect(post(endpoint, body(7, {})).json).toMatchObject({ code: "BadParams" })
  })

  it("counts a record that names nobody, and loses some, where that is set", () => {
    const { sandbox, post } = virtualSandbox({
      ...LISTS,
      behavior: { missingIdInBulk: "count" },
      faults: [{ fault: { kind: "unlisted-failures", records: 1 }, endpoint }],
    })
    post("users/update", ANN)
    expect(post(endpoint, body(7, {}, ANN, ANN)).json).toMatchObject({
      successCount: 1,
      failCount: 2,
      failedUpdates: EMPTY,
    })
    expect(sandbox.counts().appliedRecords).toBe(2)
  })
})

it("reads of lists and their users lag behind where that is set", () => {
  const { post, get, passMs } = virtualSandbox({ visibilityDelayMs: 5000, lists: [{ id: 7, name: "seven" }] })
  post("lists", { name: "new" })
  post("users/update", ANN)
  passMs(5000)
  expect(get("lists").json).toMatchObject({ lists: [{ id: 7 }, { id: 8 }] })
  post("lists/subscribe", body(7, ANN))
  passMs(4999)
  expect(get("lists/7/size").text).toBe("0")
  passMs(1)
  expect(get("lists/7/size").text).toBe("1")
  post("lists/unsubscribe", body(7, ANN))
  expect(get("lists/7/size").text).toBe("1")
  passMs(5000)
  expect(get("lists/7/size").text).toBe("0")
})
