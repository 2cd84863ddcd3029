import { describe, expect, it } from "vitest"

import { virtualSandbox } from "../../../tests/fidelity/virtual-sandbox.ts"
import type { Behavior } from "../options/behavior.ts"

const PATH = "users/bulkUpdate"
const TWO = { users: [{ email: "ann@example.com" }, { email: "shrouti" }] }

describe("usersBulkUpdate() answers as recorded", () => {
  it("in the shape of 2026", () => {
    const { text } = virtualSandbox().post(PATH, TWO)
    expect(text).toBe(
      '{"successCount":1,"failCount":1,"invalidEmails":["shrouti"],"invalidUserIds":[],"filteredOutFields":[],"createdFields":[],"noOpEmails":[],"noOpUserIds":[],"failedUpdates":{"invalidEmails":["shrouti"],"invalidUserIds":[],"notFoundEmails":[],"notFoundUserIds":[],"invalidDataEmails":[],"invalidDataUserIds":[],"conflictEmails":[],"conflictUserIds":[],"forgottenEmails":[],"forgottenUserIds":[]}}',
    )
  })
  it("in the shape of 2022", () => {
    const { text } = virtualSandbox({ behavior: { responseShape: "sparse-2022" } }).post(PATH, TWO)
    expect(text).toBe('{"successCount":1,"failCount":1,"invalidEmails":["shrouti"],"invalidUserIds":[]}')
  })
  it("in the shape of 2017", () => {
    const { post } = virtualSandbox({ behavior: { responseShape: "sparse-2017" } })
    const { text } = post(PATH, { users: [{ email: "ann@example.com" }, { email: "bad@" }] })
    expect(text).toBe('{"successCount":1,"failCount":1,"invalidEmails":["bad@"]}')
  })
  it("without users", () => {
    const { status, text } = virtualSandbox().post(PATH, { users: [] })
    expect(status).toBe(400)
    expect(text).toBe('{"msg":"Emails invalid: ","code":"InvalidEmailAddressError","params":null}')
  })
  it("with a user of a wrong JSON type", () => {
    const users = [{ email: "ann@example.com" }, { email: "bob@example.com", preferUserId: "yes" }]
    const { sandbox, post } = virtualSandbox()
    const { status, text } = post(PATH, { users })
    expect(status).toBe(400)
    expect(text).toBe(
      '{"msg":"[/api/users/bulkUpdate] Invalid JSON body","code":"BadJsonBody","params":{"obj.users[1].preferUserId":"Boolean value expected"}}',
    )
    expect(sandbox.counts().users).toBe(0)
  })
})

it("usersBulkUpdate() names all violations of all records", () => {
  const users = [
    { email: 1, dataFields: [] },
    { email: "ann@example.com" },
    { userId: 7, mergeNestedObjects: 0 },
    "x",
  ]
  const { json } = virtualSandbox().post(PATH, { users, createNewFields: "no" })
  expect(json).toMatchObject({
    code: "BadJsonBody",
    params: {
      "obj.createNewFields": "Boolean value expected",
      "obj.users[0].email": "String value expected",
      "obj.users[0].dataFields": "Object value expected",
      "obj.users[2].userId": "String value expected",
      "obj.users[2].mergeNestedObjects": "Boolean value expected",
      "obj.users[3]": "Object value expected",
    },
  })
})

it("usersBulkUpdate() takes null for a member that is not there, and ignores unknown members", () => {
  const { sandbox, post } = virtualSandbox()
  const user = { email: "ann@example.com", userId: null, dataFields: null, preferUserId: null, other: 1 }
  expect(post(PATH, { users: [user], more: true }).json).toMatchObject({ successCount: 1 })
  expect(sandbox.user({ email: "ANN@example.com" })).toMatchObject({ userId: null, dataFields: {} })
})

it("usersBulkUpdate() holds exactly what was sent, the ids and nulls aside", () => {
  const { sandbox, post } = virtualSandbox()
  const dataFields = {
    a: 1.5,
    list: [1, 2],
    nested: { deep: { x: "y" } },
    empty: {},
    none: [],
    blank: "",
    gone: null,
  }
  post(PATH, { users: [{ email: "ann@example.com", userId: "u1", dataFields }] })
  const { gone: _gone, ...kept } = dataFields
  expect(sandbox.user({ userId: "u1" })).toMatchObject({
    number: 1,
    email: "ann@example.com",
    timesApplied: 1,
  })
  expect(sandbox.user({ userId: "u1" })?.dataFields).toEqual(kept)
})

it("usersBulkUpdate() applies records of one user in turn", () => {
  const { sandbox, post } = virtualSandbox({ traceField: "n" })
  const users = [1, 2, 3].map((n) => ({ email: "ann@example.com", dataFields: { n, [`f${n}`]: n } }))
  expect(post(PATH, { users }).json).toMatchObject({ successCount: 3, failCount: 0 })
  expect(sandbox.user({ email: "ann@example.com" })?.dataFields).toEqual({ n: 3, f1: 1, f2: 2, f3: 3 })
  expect([...sandbox.applied()].map(({ recordIndex, trace }) => [recordIndex, trace])).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
  ])
})

it("usersBulkUpdate() deletes with null and merges where asked", () => {
  const { sandbox, post } = virtualSandbox()
  const send = (dataFields: object, mergeNestedObjects: boolean): unknown =>
    post(PATH, { users: [{ email: "ann@example.com", dataFields, mergeNestedObjects }] }).json
  send({ name: "Ann", address: { city: "A", street: "S" } }, false)
  send({ name: null, address: { city: "B" } }, true)
  expect(sandbox.user({ email: "ann@example.com" })?.dataFields).toEqual({
    address: { city: "B", street: "S" },
  })
  send({ address: { zip: "1" } }, false)
  expect(sandbox.user({ email: "ann@example.com" })?.dataFields).toEqual({ address: { zip: "1" } })
})

it("usersBulkUpdate() lists forgotten users and malformed ids", () => {
  const { sandbox, post } = virtualSandbox({
    forgotten: { emails: ["Gone@example.com"], userIds: ["Gone-1"] },
  })
  const users = [
    { email: "GONE@example.com" },
    { userId: "Gone-1" },
    { userId: "x".repeat(53) },
    { email: "ok@example.com", dataFields: { email: "BAD@" } },
    { email: "ok@example.com" },
  ]
  expect(post(PATH, { users }).json).toMatchObject({
    successCount: 1,
    failCount: 4,
    invalidEmails: ["gone@example.com", "bad@"],
    invalidUserIds: ["Gone-1", "x".repeat(53)],
    failedUpdates: {
      forgottenEmails: ["gone@example.com"],
      forgottenUserIds: ["Gone-1"],
      invalidEmails: ["bad@"],
      invalidUserIds: ["x".repeat(53)],
    },
  })
  expect(sandbox.counts()).toMatchObject({ users: 1, appliedRecords: 1, forgottenUsers: 2 })
})

describe("usersBulkUpdate() has a switch for what is unknown", () => {
  const send = (behavior: Partial<Behavior>, users: readonly object[]): unknown =>
    virtualSandbox({ behavior, forgotten: { emails: ["gone@example.com"] } }).post(PATH, { users }).json

  it("allInvalidBulkUpdate", () => {
    const users = [{ email: "a@" }, { email: "b@" }]
    expect(send({ allInvalidBulkUpdate: "refuse" }, users)).toEqual({
      msg: "Emails invalid: a@, b@",
      code: "InvalidEmailAddressError",
      params: null,
    })
    expect(send({}, users)).toMatchObject({ failCount: 2 })
    expect(send({ allInvalidBulkUpdate: "refuse" }, [...users, { email: "c@example.com" }])).toMatchObject({
      successCount: 1,
    })
  })
  it("missingIdInBulk", () => {
    const users = [{ dataFields: {} }, { email: "a@example.com" }]
    expect(send({}, users)).toMatchObject({ code: "BadParams" })
    expect(send({ missingIdInBulk: "count" }, users)).toMatchObject({
      successCount: 1,
      failCount: 1,
      invalidEmails: [],
    })
  })
  it("duplicateUserInBatch and duplicateFailureListing", () => {
    const users = ["a@example.com", "A@example.com", "bad@", "bad@"].map((email) => ({ email }))
    expect(send({}, users)).toMatchObject({ successCount: 2, failCount: 2, invalidEmails: ["bad@", "bad@"] })
    expect(
      send({ duplicateUserInBatch: "count-users", duplicateFailureListing: "per-id" }, users),
    ).toMatchObject({
      successCount: 1,
      failCount: 1,
      invalidEmails: ["bad@"],
    })
  })
  it("failedIdEcho", () => {
    const users = [{ email: "BAD@" }, { userId: "Trailing " }]
    expect(send({}, users)).toMatchObject({ invalidEmails: ["bad@"], invalidUserIds: ["Trailing "] })
    expect(send({ failedIdEcho: "verbatim" }, users)).toMatchObject({ invalidEmails: ["BAD@"] })
    expect(send({ failedIdEcho: "lower-case-all" }, users)).toMatchObject({ invalidUserIds: ["trailing "] })
  })
  it("forgottenAsInvalid", () => {
    expect(send({ forgottenAsInvalid: true }, [{ email: "gone@example.com" }])).toMatchObject({
      failedUpdates: { invalidEmails: ["gone@example.com"], forgottenEmails: [] },
    })
  })
})

it("usersBulkUpdate() refuses too many records and too many bytes", () => {
  const { sandbox, post } = virtualSandbox({ maxRecordsPerRequest: 2, maxBodyBytes: 200 })
  const users = [1, 2, 3].map((n) => ({ email: `u${n}@example.com` }))
  expect(post(PATH, { users }).json).toMatchObject({ code: "BatchTooLarge" })
  const large = post(PATH, { users: [{ email: "a@example.com", dataFields: { x: "é".repeat(100) } }] })
  expect(large.status).toBe(413)
  expect(large.text).toContain("<title>413")
  sandbox.configure({ behavior: { oversizeReply: "400-batch-too-large" } })
  expect(
    post(PATH, { users: [{ email: "a@example.com", dataFields: { x: "é".repeat(100) } }] }).json,
  ).toMatchObject({
    code: "BatchTooLarge",
  })
  expect(sandbox.counts().users).toBe(0)
  expect([...sandbox.requests()].map(({ records }) => records)).toEqual([3, 0, 0])
})
