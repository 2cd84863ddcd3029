import { expect, it } from "vitest"

import { virtualSandbox } from "../../../tests/fidelity/virtual-sandbox.ts"

const PATH = "events/trackBulk"
const USERS = { users: [{ email: "ann@example.com", userId: "u1" }] }

it("eventsTrackBulk() answers as recorded", () => {
  const { sandbox, post } = virtualSandbox()
  post("users/bulkUpdate", USERS)
  const events = [
    { email: "ann@example.com", eventName: "seen" },
    { email: "sayan", eventName: "seen" },
  ]
  expect(post(PATH, { events }).text).toBe(
    '{"successCount":1,"failCount":1,"invalidEmails":["sayan"],"invalidUserIds":[],"disallowedEventNames":[],"filteredOutFields":[],"createdFields":[],"failedUpdates":{"invalidEmails":["sayan"],"invalidUserIds":[],"notFoundEmails":[],"notFoundUserIds":[],"forgottenEmails":[],"forgottenUserIds":[]}}',
  )
  sandbox.configure({ behavior: { responseShape: "sparse-2022" } })
  const older = [
    { email: "ann@example.com", eventName: "seen" },
    { email: "bad@", eventName: "seen" },
  ]
  expect(post(PATH, { events: older }).text).toBe(
    '{"successCount":1,"failCount":1,"invalidEmails":["bad@"],"invalidUserIds":[],"disallowedEventNames":[]}',
  )
  expect(post(PATH, { events: [] }).json).toMatchObject({ successCount: 0, failCount: 0 })
})

it("eventsTrackBulk() names bad members as recorded, in each generation", () => {
  const events = [
    { email: "a@example.com", eventName: null },
    { email: "a@example.com", eventName: null },
  ]
  const { sandbox, post } = virtualSandbox()
  expect(
    post(PATH, {
      events: [
        { eventName: "x", email: "a@example.com" },
        { eventName: "x", createdAt: "1" },
      ],
    }).text,
  ).toBe(
    '{"msg":"[/api/events/trackBulk] Invalid JSON body","code":"BadJsonBody","params":{"obj.events[1].createdAt":"Number value expected"}}',
  )
  sandbox.configure({ behavior: { badJsonBodyGeneration: 2 } })
  expect(post(PATH, { events }).json).toMatchObject({
    params: {
      "obj.events[0].eventName": [{ msg: ["error.expected.jsstring"], args: [] }],
      "obj.events[1].eventName": [{ msg: ["error.expected.jsstring"], args: [] }],
    },
  })
  sandbox.configure({ behavior: { badJsonBodyGeneration: 1 } })
  const single = post("events/track", { name: null }).json
  expect(single).toMatchObject({ params: { "obj.eventName": [{ msg: "error.path.missing", args: [] }] } })
  expect((single as { msg: string }).msg).toBe(
    '[/api/events/track] body: {"name":null}, hdrs: ArrayBuffer((Api-Key,secret-key))',
  )
})

it("eventsTrackBulk() lists unknown and forgotten users and creates none", () => {
  const { sandbox, post } = virtualSandbox({ forgotten: { userIds: ["gone"] } })
  post("users/bulkUpdate", USERS)
  const events = [
    { email: "Nobody@example.com", eventName: "e" },
    { userId: "Nobody", eventName: "e" },
    { userId: "gone", eventName: "e" },
    { userId: "u1", eventName: "e" },
  ]
  expect(post(PATH, { events }).json).toMatchObject({
    successCount: 1,
    failCount: 3,
    invalidEmails: [],
    invalidUserIds: ["Nobody"],
    failedUpdates: {
      notFoundEmails: ["nobody@example.com"],
      notFoundUserIds: ["Nobody"],
      forgottenUserIds: ["gone"],
    },
  })
  expect(sandbox.counts()).toMatchObject({ users: 1, events: 1 })
})

it("eventsTrackBulk() drops or creates for unknown users where that is set", () => {
  for (const trackUnknownUser of ["drop", "create"] as const) {
    const { sandbox, post } = virtualSandbox({ behavior: { trackUnknownUser } })
    expect(post(PATH, { events: [{ email: "new@example.com", eventName: "e" }] }).json).toMatchObject({
      successCount: 1,
    })
    const held = trackUnknownUser === "create" ? 1 : 0
    expect(sandbox.counts()).toMatchObject({ users: held, events: held })
  }
})

it("eventsTrackBulk() knows a new user only after a while where that is set", () => {
  const { post, passMs } = virtualSandbox({ newUserHiddenFromEventsMs: 1000 })
  post("users/bulkUpdate", USERS)
  const events = [{ userId: "u1", eventName: "e" }]
  expect(post(PATH, { events }).json).toMatchObject({ failCount: 1 })
  passMs(1000)
  expect(post(PATH, { events }).json).toMatchObject({ successCount: 1 })
})

it("eventsTrackBulk() replaces an event of the same id, and makes a new one of each without", () => {
  const { sandbox, post } = virtualSandbox()
  post("users/bulkUpdate", USERS)
  const first = {
    userId: "u1",
    eventName: "e",
    id: "id-1",
    createdAt: 1_700_000_000,
    dataFields: { n: 1, old: true },
  }
  const again = { userId: "u1", eventName: "e", id: "id-1", dataFields: { n: 2 } }
  const bare = { userId: "u1", eventName: "e" }
  post(PATH, { events: [first, bare] })
  post(PATH, { events: [again, bare] })
  const events = [...sandbox.events()]
  expect(events.map(({ id, timesApplied, dataFields }) => [id, timesApplied, dataFields])).toEqual([
    ["id-1", 2, { n: 2 }],
    [null, 1, {}],
    [null, 1, {}],
  ])
  expect(events[0]).toMatchObject({ createdAtMs: 1_700_000_000_000, email: "ann@example.com", userId: "u1" })
  expect([...sandbox.applied()].filter(({ kind }) => kind === "event").map(({ id }) => id)).toEqual([
    "id-1",
    null,
    "id-1",
    null,
  ])
})

it("eventsTrackBulk() reads createdAt by its size, or as set", () => {
  const { sandbox, post, passMs } = virtualSandbox()
  post("users/bulkUpdate", USERS)
  passMs(7)
  const createdAts = [1_700_000_000, 1_700_000_000_000, undefined]
  post(PATH, { events: createdAts.map((createdAt) => ({ userId: "u1", eventName: "e", createdAt })) })
  sandbox.configure({ behavior: { createdAtUnit: "milliseconds" } })
  post(PATH, { events: [{ userId: "u1", eventName: "e", createdAt: 1_700_000_000 }] })
  expect([...sandbox.events()].map(({ createdAtMs }) => createdAtMs)).toEqual([
    1_700_000_000_000,
    1_700_000_000_000,
    Date.UTC(2026, 0, 1) + 7,
    1_700_000_000,
  ])
})

it("eventsTrackBulk() lists disallowed event names, counted or not", () => {
  for (const disallowedInFailCount of [true, false]) {
    const { sandbox, post } = virtualSandbox({
      disallowedEventNames: ["secret"],
      behavior: { disallowedInFailCount },
    })
    post("users/bulkUpdate", USERS)
    const events = ["secret", "open", "secret"].map((eventName) => ({ userId: "u1", eventName }))
    expect(post(PATH, { events }).json).toMatchObject({
      successCount: 1,
      failCount: disallowedInFailCount ? 2 : 0,
      disallowedEventNames: ["secret"],
    })
    expect(sandbox.counts().events).toBe(1)
  }
})

it("eventsTrackBulk() takes no new event names where they are blocked", () => {
  const { post } = virtualSandbox({ newEventsPolicy: "block", eventFields: { known: {} } })
  post("users/bulkUpdate", USERS)
  const events = ["known", "new"].map((eventName) => ({ userId: "u1", eventName }))
  expect(post(PATH, { events }).json).toMatchObject({ successCount: 1, disallowedEventNames: ["new"] })
})

it("eventsTrackBulk() types fields by event name", () => {
  const { sandbox, post } = virtualSandbox()
  post("users/bulkUpdate", USERS)
  const event = (eventName: string, n: unknown): object => ({ userId: "u1", eventName, dataFields: { n } })
  expect(post(PATH, { events: [event("a", 1), event("b", "x")] }).json).toMatchObject({ successCount: 2 })
  const { status, json } = post(PATH, { events: [event("a", 2), event("b", 3)] })
  expect(status).toBe(400)
  expect(json).toMatchObject({
    code: "RequestFieldsTypesMismatched",
    params: { validationErrors: { n: { expectedType: "string", category: "b", offendingValue: 3 } } },
  })
  expect(sandbox.counts().events).toBe(2)
})

it("eventsTrackBulk() counts event names and fields against the limit", () => {
  const { post } = virtualSandbox({ maxEventFields: 3 })
  post("users/bulkUpdate", USERS)
  const event = (eventName: string, dataFields: object): object => ({ userId: "u1", eventName, dataFields })
  expect(post(PATH, { events: [event("a", { x: 1 })] }).json).toMatchObject({ successCount: 1 })
  expect(post(PATH, { events: [event("b", { y: 1 })] }).json).toMatchObject({
    params: { limit: 3, requestedTotal: 4, newFields: ["b", "b.y"] },
  })
})

it("eventsTrackBulk() refuses ids that are not allowed, unless that is off", () => {
  for (const id of ["a_b", "", "x".repeat(513), "é"]) {
    const { sandbox, post } = virtualSandbox()
    post("users/bulkUpdate", USERS)
    const events = [{ userId: "u1", eventName: "e", id }]
    expect(post(PATH, { events }).json).toMatchObject({ code: "BadParams" })
    sandbox.configure({ behavior: { badEventId: "accept" } })
    expect(post(PATH, { events }).json).toMatchObject({ successCount: 1 })
  }
})

it("eventsTrackBulk() refuses events without a user", () => {
  const { post } = virtualSandbox()
  expect(post(PATH, { events: [{ eventName: "e" }] }).text).toBe(
    '{"msg":"Either email or userId must be specified in a track call","code":"BadParams","params":null}',
  )
})
