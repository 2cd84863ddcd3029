import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { sentFrom } from "../../tests/kit/arbitraries.ts"
import { TrackCustomEvent } from "../kinds/track-custom-event.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import type { Sent } from "./answer.ts"
import { reconcile } from "./reconcile.ts"
import type { Verdict } from "./verdict.ts"

type Processed = Extract<Verdict, { kind: "processed" }>

function processed(answer: object, sent: Sent): Processed {
  const verdict = reconcile(answer as Readonly<Record<string, unknown>>, sent)
  if (verdict.kind !== "processed") throw new Error(verdict.kind)
  return verdict
}
const rejectedBy = ({ rejected }: Processed): number[] =>
  [...rejected.keys()].toSorted((one, other) => one - other)
const acceptedBy = ({ rejected, doubtful }: Processed, sent: Sent): number[] =>
  Array.from({ length: sent.count }, (_, index) => index).filter(
    (index) => !rejected.has(index) && !doubtful.includes(index),
  )

const emails = (...all: string[]): Sent => sentFrom(all.map((email) => new UpdateUserProfile({ email })))
const eventsOf = (...all: [userId: string, eventName: string][]): Sent =>
  sentFrom(all.map(([userId, eventName]) => new TrackCustomEvent({ userId, eventName })))

describe("reconcile() of recorded answers", () => {
  const SENT = emails("good@b.co", "Bad@")

  it.each([
    [
      "users/bulkUpdate of 2026",
      '{"successCount":1,"failCount":1,"invalidEmails":["bad@"],"invalidUserIds":[],"filteredOutFields":[],"createdFields":[],"noOpEmails":[],"noOpUserIds":[],"failedUpdates":{"invalidEmails":["bad@"],"invalidUserIds":[],"notFoundEmails":[],"notFoundUserIds":[],"invalidDataEmails":[],"invalidDataUserIds":[],"conflictEmails":[],"conflictUserIds":[],"forgottenEmails":[],"forgottenUserIds":[]}}',
      "invalid-identifier",
    ],
    ["users/bulkUpdate of 2017", '{"successCount":1,"failCount":1,"invalidEmails":["bad@"]}', "user-refused"],
    [
      "events/trackBulk of 2022",
      '{"successCount":1,"failCount":1,"invalidEmails":["bad@"],"invalidUserIds":[],"disallowedEventNames":[]}',
      "user-refused",
    ],
  ])("finds the one that failed: %s", (_, body, code) => {
    const found = processed(JSON.parse(body) as object, SENT)
    expect(rejectedBy(found)).toEqual([1])
    expect(found.doubtful).toEqual([])
    expect(found.rejected.get(1)).toMatchObject({ stage: "api", code })
  })

  it("takes an answer without failures for what it says", () => {
    const found = processed({ successCount: 2, failCount: 0, invalidEmails: [] }, SENT)
    expect(acceptedBy(found, SENT)).toEqual([0, 1])
  })

  it.each([
    ["invalidEmails", "invalid-identifier"],
    ["notFoundEmails", "not-found"],
    ["invalidDataEmails", "invalid-data"],
    ["forgottenEmails", "forgotten"],
  ])("tells what %s means", (list, code) => {
    const sent = sentFrom([
      new UpdateUserProfile({ email: "a@b.co" }),
      new UpdateUserProfile({ email: "Eve@b.co", userId: "eve" }),
    ])
    const found = processed({ successCount: 1, failCount: 1, failedUpdates: { [list]: ["eve@b.co"] } }, sent)
    expect(found.rejected.get(1)).toMatchObject({
      code,
      message: expect.stringContaining("eve@b.co") as unknown,
    })
    expect(acceptedBy(found, sent)).toEqual([0])
  })

  it("collects the fields that were created and filtered out", () => {
    const body = { successCount: 2, failCount: 0, createdFields: ["a"], filteredOutFields: ["b", 5] }
    expect(processed(body, SENT)).toMatchObject({ createdFields: ["a"], filteredOutFields: ["b"] })
  })

  it("takes users without a change for success, whether they are counted or not", () => {
    for (const successCount of [1, 2]) {
      const found = processed({ successCount, failCount: 0, noOpEmails: ["bad@"] }, SENT)
      expect(acceptedBy(found, SENT)).toEqual([0, 1])
    }
  })
})

describe("reconcile() of answers that do not add up", () => {
  it.each([
    [{}],
    [{ successCount: 3 }],
    [{ failCount: 0 }],
    [{ successCount: "3", failCount: "0" }],
    [{ successCount: 2, failCount: 0 }],
    [{ successCount: 4, failCount: 0 }],
    [{ successCount: 3, failCount: 1 }],
    [{ successCount: -1, failCount: 4 }],
    [{ successCount: 3.5, failCount: 0 }],
    [{ successCount: 2, failCount: 1, failedUpdates: { invalidEmails: ["stranger@b.co"] } }],
    [{ successCount: 2, failCount: 1, failedUpdates: null, invalidEmails: "a@b.co" }],
  ])("accepts nobody after %j", (body) => {
    const sent = emails("a@b.co", "b@b.co", "c@b.co")
    expect(acceptedBy(processed(body, sent), sent)).toEqual([])
    expect(rejectedBy(processed(body, sent))).toEqual([])
  })

  it("still rejects those that are listed by name", () => {
    const sent = emails("a@b.co", "b@b.co", "c@b.co")
    const found = processed(
      { successCount: 1, failCount: 2, failedUpdates: { invalidEmails: ["b@b.co"] } },
      sent,
    )
    expect([rejectedBy(found), found.doubtful]).toEqual([[1], [0, 2]])
  })

  it("doubts all events of a user of whom fewer failed than are listed, and no others", () => {
    const sent = eventsOf(["u", "a"], ["v", "a"], ["u", "b"])
    const found = processed(
      { successCount: 2, failCount: 1, failedUpdates: { notFoundUserIds: ["u"] } },
      sent,
    )
    expect([rejectedBy(found), found.doubtful]).toEqual([[], [0, 2]])
  })
})

/** Users by email, userId or both. */
const usersOf = (...all: { email?: string; userId?: string }[]): Sent =>
  sentFrom(all.map((own) => new UpdateUserProfile(own)))

describe("reconcile() of a conflict, which may name somebody else", () => {
  const conflict = (lists: object, failCount = 1, successCount = 2): object => ({
    successCount,
    failCount,
    failedUpdates: lists,
  })

  it.each([
    { conflictEmails: ["a@b.co"] },
    { conflictUserIds: ["ua"] },
    { conflictEmails: ["a@b.co"], conflictUserIds: ["ua"] },
    { conflictEmails: ["a@b.co"], conflictUserIds: ["ub"] },
  ])("guesses at nobody where two bring both identifiers: %j", (lists) => {
    const sent = usersOf(
      { email: "a@b.co", userId: "ua" },
      { email: "b@b.co", userId: "ub" },
      { email: "c@b.co" },
    )
    const found = processed(conflict(lists), sent)
    expect(rejectedBy(found)).toEqual([])
    expect(acceptedBy(found, sent)).toEqual([])
    expect(found.candidates).toContain(0)
  })

  it.each([
    [{ conflictUserIds: ["ua"] }, [0]],
    [{ conflictUserIds: ["ub"] }, [1]],
    [{ conflictEmails: ["c@b.co"] }, [2]],
    [{ conflictEmails: ["b@b.co"] }, [1]],
    [{ conflictEmails: ["stranger@b.co"] }, [1]],
    [{ conflictEmails: ["c@b.co"], conflictUserIds: ["ua"] }, [0, 2]],
  ])("takes nobody for who failed since he alone brings both identifiers: %j", (lists, candidates) => {
    const of = [{ userId: "ua" }, { email: "b@b.co", userId: "ub" }, { email: "c@b.co" }]
    for (const sent of [
      usersOf(...of),
      sentFrom(of.map((own) => new TrackCustomEvent({ ...own, eventName: "e" }))),
    ])
      expect(processed(conflict(lists), sent)).toMatchObject({
        rejected: new Map(),
        doubtful: [0, 1, 2],
        candidates,
      })
  })

  it("believes a list of all that were sent", () => {
    const sent = usersOf({ email: "a@b.co", userId: "ua" }, { email: "b@b.co" })
    const found = processed(conflict({ conflictEmails: ["a@b.co", "b@b.co"] }, 2, 0), sent)
    expect([rejectedBy(found), found.doubtful]).toEqual([[0, 1], []])
  })

  it("asks for those that bring both identifiers where the one in the way was not sent", () => {
    const sent = usersOf(
      { email: "a@b.co", userId: "ua" },
      { email: "b@b.co", userId: "ub" },
      { email: "c@b.co" },
    )
    const found = processed(conflict({ conflictEmails: ["stranger@b.co"] }), sent)
    expect(found).toMatchObject({ rejected: new Map(), candidates: [0, 1] })
  })

  it("does not believe a list of all who bring both identifiers", () => {
    const sent = usersOf(
      { email: "a@b.co", userId: "ua" },
      { email: "b@b.co", userId: "ub" },
      { email: "c@b.co" },
    )
    const found = processed(conflict({ conflictEmails: ["a@b.co", "b@b.co"] }, 2, 1), sent)
    expect([rejectedBy(found), found.doubtful, found.candidates]).toEqual([[], [0, 1, 2], [0, 1]])
  })

  it("rejects what is listed for a fault of its own beside a conflict", () => {
    const sent = usersOf(
      { email: "a@b.co", userId: "ua" },
      { email: "b@b.co", userId: "ub" },
      { email: "bad@", userId: "uc" },
    )
    const lists = { conflictEmails: ["a@b.co"], invalidEmails: ["bad@"] }
    const found = processed(conflict(lists, 2, 1), sent)
    expect([rejectedBy(found), found.doubtful, found.candidates]).toEqual([[2], [0, 1], [0]])
    // Only one failed: which of the two lists is to be believed is not known.
    expect(processed(conflict(lists, 1, 2), sent)).toMatchObject({ rejected: new Map(), doubtful: [0, 1, 2] })
  })

  it.each([{ invalidEmails: ["a@b.co"] }, { invalidEmails: [], invalidUserIds: ["ua"] }])(
    "guesses at nobody where an old answer does not say that it was no conflict: %j",
    (lists) => {
      const sent = usersOf({ email: "a@b.co", userId: "ua" }, { email: "b@b.co", userId: "ub" })
      const found = processed({ successCount: 1, failCount: 1, ...lists }, sent)
      expect([rejectedBy(found), found.doubtful, found.candidates]).toEqual([[], [0, 1], [0]])
    },
  )

  it("believes an old answer where nobody can be in conflict", () => {
    const sent = usersOf({ email: "a@b.co" }, { userId: "ub" }, { email: "c@b.co" })
    const found = processed(
      { successCount: 1, failCount: 2, invalidEmails: ["a@b.co"], invalidUserIds: ["ub"] },
      sent,
    )
    expect([rejectedBy(found), found.doubtful]).toEqual([[0, 1], []])
  })
})

describe("reconcile() of userIds in lower case", () => {
  it("finds the only one whom it may mean", () => {
    const sent = usersOf({ userId: "User_9" }, { userId: "user_8" })
    const found = processed(
      { successCount: 1, failCount: 1, failedUpdates: { invalidUserIds: ["user_9"] } },
      sent,
    )
    expect([rejectedBy(found), found.doubtful]).toEqual([[0], []])
  })

  it.each(["invalidUserIds", "invalidDataUserIds", "forgottenUserIds"])(
    "guesses at none of those whom %s may mean",
    (list) => {
      const sent = usersOf({ userId: "User_9" }, { userId: "user_9" }, { userId: "other" })
      for (const failCount of [1, 2]) {
        const body = { successCount: 3 - failCount, failCount, failedUpdates: { [list]: ["user_9"] } }
        const found = processed(body, sent)
        expect([rejectedBy(found), acceptedBy(found, sent), found.candidates]).toEqual([[], [], [0, 1]])
      }
    },
  )

  it("believes one that is written as only one of them was", () => {
    const sent = usersOf({ userId: "User_9" }, { userId: "user_9" })
    const found = processed(
      { successCount: 1, failCount: 1, failedUpdates: { invalidUserIds: ["User_9"] } },
      sent,
    )
    expect([rejectedBy(found), found.doubtful]).toEqual([[0], []])
  })

  it("doubts the events of those whom it may mean, and no others", () => {
    const sent = eventsOf(["User_9", "a"], ["user_9", "a"], ["other", "a"])
    const body = { successCount: 2, failCount: 1, failedUpdates: { notFoundUserIds: ["user_9"] } }
    expect(processed(body, sent)).toMatchObject({ rejected: new Map(), doubtful: [0, 1], candidates: [0, 1] })
  })
})

describe("reconcile() of an identifier that several actions bring", () => {
  const LISTS = ["invalid", "notFound", "invalidData", "conflict", "forgotten"]

  it.each(LISTS.flatMap((list) => [list, ""].map((modern) => [list, modern] as const)))(
    "guesses at none of those whom it may mean: %s %s",
    (list, modern) => {
      const told = (kind: string, id: string): object =>
        modern === "" ? { [`invalid${kind}`]: [id] } : { failedUpdates: { [`${list}${kind}`]: [id] } }
      const counts = { successCount: 2, failCount: 1 }
      const third = { email: "c@b.co" }
      for (const [kind, id, one, other] of [
        ["Emails", "b@b.co", { email: "b@b.co" }, { email: "B@b.co", userId: "u" }],
        ["Emails", "b@b.co", { email: "b@b.co" }, { userId: "u", dataFields: { email: "b@b.co" } }],
        ["Emails", "b@b.co", { email: "b@b.co" }, { userId: "B@b.co" }],
        ["UserIds", "b@b.co", { email: "b@b.co" }, { userId: "b@b.co" }],
        ["UserIds", "u", { userId: "u" }, { userId: "U" }],
        ["UserIds", "u", { userId: "u" }, { email: "b@b.co", dataFields: { userId: "u" } }],
      ] as const) {
        const sent = sentFrom([one, other, third].map((own) => new UpdateUserProfile(own)))
        const found = processed({ ...counts, ...told(kind, id) }, sent)
        expect([rejectedBy(found), acceptedBy(found, sent), found.candidates]).toEqual([[], [], [0, 1]])
      }
    },
  )

  it.each(LISTS.filter((list) => list !== "conflict"))("is believed where only one brings it: %s", (list) => {
    const sent = usersOf({ email: "a@b.co", userId: "ua" }, { email: "b@b.co" }, { userId: "uc" })
    for (const [index, lists] of [
      [0, { [`${list}UserIds`]: ["ua"] }],
      [0, { [`${list}Emails`]: ["A@b.co"] }],
      [1, { [`${list}Emails`]: ["b@b.co"] }],
    ] as const) {
      const found = processed({ successCount: 2, failCount: 1, failedUpdates: lists }, sent)
      expect([rejectedBy(found), found.doubtful]).toEqual([[index], []])
    }
  })
})

describe("reconcile() of more failures listed than counted", () => {
  it("guesses at nobody", () => {
    const sent = emails("a@b.co", "b@b.co", "c@b.co")
    for (const successCount of [0, 1, 2]) {
      const body = { successCount, failCount: 1, failedUpdates: { invalidEmails: ["a@b.co", "b@b.co"] } }
      const found = processed(body, sent)
      expect([rejectedBy(found), acceptedBy(found, sent), found.candidates]).toEqual([[], [], [0, 1]])
    }
  })

  it.each([0, 1, 2])(
    "leaves open what became of one that is listed and not counted as failed: %d",
    (successCount) => {
      const body = { successCount, failCount: 0, failedUpdates: { invalidEmails: ["a@b.co"] } }
      expect(processed(body, emails("a@b.co"))).toMatchObject({ rejected: new Map(), doubtful: [0] })
    },
  )
})

describe("reconcile() of counts that contradict each other", () => {
  it.each([
    [3, 1],
    [2, 2],
    [1, 3],
    [-1, 4],
  ])(
    "guesses at nobody, whoever is listed: %d successes, %d failures of three",
    (successCount, failCount) => {
      const sent = emails("a@b.co", "b@b.co", "c@b.co")
      const body = { successCount, failCount, failedUpdates: { invalidEmails: ["b@b.co"] } }
      const found = processed(body, sent)
      expect([rejectedBy(found), acceptedBy(found, sent), found.candidates]).toEqual([[], [], [1]])
    },
  )

  it.each([
    [1, 1],
    [2, 1],
    [1, 5],
    [-1, 2],
    [0, 2],
    [undefined, 1],
    [2, 0],
    [0, 0],
    [1.5, -0.5],
    ["0", "1"],
  ])("proves nothing of one action: %j successes, %j failures", (successCount, failCount) => {
    for (const sent of [emails("a@b.co"), eventsOf(["u", "e"])]) {
      expect(processed({ successCount, failCount }, sent)).toMatchObject({
        rejected: new Map(),
        doubtful: [0],
      })
      const stranger = { failedUpdates: { conflictEmails: ["stranger@b.co"] } }
      expect(processed({ successCount, failCount, ...stranger }, sent)).toMatchObject({ doubtful: [0] })
    }
  })

  it("says nothing against a name that the project does not take", () => {
    for (const counts of [
      [1, 1],
      [2, 0],
      [0, 2],
    ]) {
      const [successCount, failCount] = counts
      const body = { successCount, failCount, disallowedEventNames: ["e"] }
      expect(processed(body, eventsOf(["u", "e"])).rejected.get(0)?.code).toBe("disallowed-event-name")
    }
  })
})

describe("reconcile() of one action", () => {
  const ONE = emails("A@b.co")

  it("rejects what is counted as failed, with the reason where one is listed", () => {
    const without = processed({ successCount: 0, failCount: 1 }, ONE)
    expect(without.rejected.get(0)).toMatchObject({ code: "failed-without-reason" })
    const conflict = processed(
      { successCount: 0, failCount: 1, failedUpdates: { conflictUserIds: ["u9"] } },
      ONE,
    )
    expect(conflict.rejected.get(0)).toMatchObject({ code: "identity-conflict" })
    const mangled = processed({ successCount: 0, failCount: 1, invalidEmails: ["a@b"] }, ONE)
    expect(mangled.rejected.get(0)).toMatchObject({ code: "user-refused" })
    const stranger = processed(
      { successCount: 0, failCount: 1, failedUpdates: { invalidEmails: ["x@y.co"] } },
      ONE,
    )
    expect(stranger.rejected.get(0)).toMatchObject({ code: "failed-without-reason" })
  })

  it.each([{}, { successCount: 0, failCount: 0 }, { failCount: 0 }, { successCount: 5, failCount: 0 }])(
    "does not take %j for a success",
    (body) => {
      expect(processed(body, ONE)).toMatchObject({ doubtful: [0] })
    },
  )
})

describe("reconcile() of events whose name the project does not take", () => {
  const SENT = eventsOf(["u", "good"], ["v", "bad"], ["w", "bad"])

  it.each([
    ["counted as failed", 1, 2],
    ["counted nowhere", 1, 0],
    ["counted as successes", 3, 0],
  ])("rejects them all: %s", (_, successCount, failCount) => {
    const body = { successCount, failCount, disallowedEventNames: ["bad"], failedUpdates: {} }
    const found = processed(body, SENT)
    expect(rejectedBy(found)).toEqual([1, 2])
    expect(acceptedBy(found, SENT)).toEqual([0])
    expect(found.rejected.get(1)).toMatchObject({ code: "disallowed-event-name" })
  })
})

/** A server of our own making: which actions fail and why, and in which of the recorded ways it tells of it. */
interface Telling {
  readonly shape: "full-2026" | "sparse-2022" | "sparse-2017"
  readonly echo: "verbatim" | "lower-case-email" | "lower-case-all"
  readonly listing: "per-record" | "per-id"
  readonly failuresCount: "records" | "identities"
  readonly disallowed: "failed" | "nowhere" | "succeeded"
  readonly conflictEcho: "existing" | "request"
  /** Whether old answers name whom a conflict's own list would name, or who failed. */
  readonly oldConflictEcho: "existing" | "request"
  readonly noOpsCount: boolean
  readonly repeatsDeprecated: boolean
}

type Fate = "ok" | "no-op" | "invalid" | "notFound" | "invalidData" | "conflict" | "forgotten" | "unlisted"

const telling: fc.Arbitrary<Telling> = fc.record({
  shape: fc.constantFrom("full-2026", "sparse-2022", "sparse-2017"),
  echo: fc.constantFrom("verbatim", "lower-case-email", "lower-case-all"),
  listing: fc.constantFrom("per-record", "per-id"),
  failuresCount: fc.constantFrom("records", "identities"),
  disallowed: fc.constantFrom("failed", "nowhere", "succeeded"),
  conflictEcho: fc.constantFrom("existing", "request"),
  oldConflictEcho: fc.constantFrom("existing", "request"),
  noOpsCount: fc.boolean(),
  repeatsDeprecated: fc.boolean(),
})

interface Subject {
  readonly email?: string
  readonly userId?: string
  readonly eventName?: string
  readonly fate: Fate
}

/** What the server lists of a subject: its email where it has one. */
const idOf = ({ email, userId = "" }: Subject): { kind: "Emails" | "UserIds"; id: string } =>
  email === undefined ? { kind: "UserIds", id: userId } : { kind: "Emails", id: email }

/** Who is in the way of a conflict, as the lists name it. */
type InTheWay = readonly ReturnType<typeof idOf>[]

function answerTo(subjects: readonly Subject[], isUsers: boolean, how: Telling, inTheWay: InTheWay): object {
  const lists: Record<string, string[]> = {}
  const top: Record<string, string[]> = { invalidEmails: [], invalidUserIds: [] }
  const names = new Set<string>()
  const counted = new Set<string>()
  const noOps: string[] = []
  let successCount = 0
  let failCount = 0
  const write = ({ kind, id }: ReturnType<typeof idOf>): string =>
    how.echo === "lower-case-all" || (how.echo === "lower-case-email" && kind === "Emails")
      ? id.toLowerCase()
      : id
  const list = (into: Record<string, string[]>, name: string, id: string): void => {
    const all = (into[name] ??= [])
    if (how.listing === "per-record" || !all.includes(id)) all.push(id)
  }
  for (const subject of subjects) {
    const own = idOf(subject)
    if (subject.eventName === "disallowed") {
      names.add(subject.eventName)
      if (how.disallowed === "failed") failCount += 1
      if (how.disallowed === "succeeded") successCount += 1
      continue
    }
    if (subject.fate === "ok" || subject.fate === "no-op") {
      if (subject.fate === "no-op" && own.kind === "Emails") noOps.push(write(own))
      const isCounted = subject.fate === "ok" || own.kind !== "Emails" || how.noOpsCount
      if (isCounted) successCount += 1
      continue
    }
    if (how.failuresCount === "records" || !counted.has(own.id)) failCount += 1
    counted.add(own.id)
    if (subject.fate === "unlisted") continue
    const isExisting = subject.fate === "conflict" && how.conflictEcho === "existing"
    const told = isExisting ? inTheWay : [own]
    for (const one of told) list(lists, `${subject.fate}${one.kind}`, write(one))
    const toldOfOld = how.oldConflictEcho === "existing" ? told : [own]
    for (const one of how.shape === "full-2026" ? [own] : toldOfOld)
      if (how.repeatsDeprecated || how.shape !== "full-2026") list(top, `invalid${one.kind}`, write(one))
  }
  const counts = { successCount, failCount }
  if (how.shape === "sparse-2017") return { ...counts, invalidEmails: top["invalidEmails"] }
  const disallowedEventNames = isUsers ? {} : { disallowedEventNames: [...names] }
  if (how.shape === "sparse-2022") return { ...counts, ...top, ...disallowedEventNames }
  return {
    ...counts,
    ...top,
    ...disallowedEventNames,
    noOpEmails: noOps,
    noOpUserIds: [],
    failedUpdates: lists,
  }
}

const isFailed = ({ fate, eventName }: Subject): boolean =>
  eventName === "disallowed" || (fate !== "ok" && fate !== "no-op")

describe("reconcile() against a server that fails some and tells of it in any recorded way", () => {
  it("accepts no user that failed, and rejects none that did not", () => {
    const person = fc.record({
      who: fc.constantFrom("email", "userId", "both"),
      fate: fc.oneof(
        { weight: 3, arbitrary: fc.constant<Fate>("ok") },
        fc.constantFrom<Fate>("no-op", "invalid", "invalidData", "conflict", "forgotten", "unlisted"),
      ),
    })
    fc.assert(
      fc.property(
        fc.array(person, { minLength: 2, maxLength: 6 }),
        telling,
        fc.nat({ max: 8 }),
        fc.constantFrom("email", "userId", "all"),
        (people, how, inTheWay, named) => {
          const subjects = people.map(({ who, fate }, index): Subject => {
            const email = who === "userId" ? {} : { email: `P${index}@b.co` }
            // Each second one has a userId that differs from another's in case only.
            const userId = who === "email" ? {} : { userId: `${index % 2 === 0 ? "U" : "u"}${index >> 1}` }
            // Where old answers list a user who is in the way, that is known to happen only to actions with both identifiers.
            const canConflict = who === "both" || how.shape === "full-2026"
            return { ...email, ...userId, fate: fate === "conflict" && !canConflict ? "ok" : fate }
          })
          const sent = sentFrom(subjects.map(({ email, userId }) => new UpdateUserProfile({ email, userId })))
          // Whose profile is in the way may be anybody, also one whom another action of the request is about.
          const { email = "stranger@b.co", userId = "stranger" } = subjects[inTheWay] ?? {}
          const ids = [
            { kind: "Emails", id: email },
            { kind: "UserIds", id: userId },
          ] as const
          const rival =
            named === "all" ? ids : ids.filter(({ kind }) => (kind === "Emails") === (named === "email"))
          const answer = answerTo(subjects, true, how, rival)
          const found = processed(answer, sent)
          for (const index of acceptedBy(found, sent))
            expect(isFailed(subjects[index] as Subject)).toBe(false)
          for (const index of rejectedBy(found)) expect(isFailed(subjects[index] as Subject)).toBe(true)
        },
      ),
      { numRuns: 3_000 },
    )
  })

  it("accepts no event that failed, and rejects none that did not, however many events a user has", () => {
    const event = fc.record({
      user: fc.nat({ max: 3 }),
      who: fc.constantFrom("email", "userId", "both"),
      eventName: fc.constantFrom("fine", "fine", "disallowed"),
    })
    const fate = fc.constantFrom<Fate>("ok", "ok", "invalid", "notFound", "forgotten", "unlisted")
    fc.assert(
      fc.property(
        fc.array(event, { minLength: 2, maxLength: 6 }),
        fc.array(fate, { minLength: 8, maxLength: 8 }),
        telling,
        (events, fates, how) => {
          // Whether an event fails is a matter of the identifier that the server goes by.
          const subjects = events.map(({ user, who, eventName }): Subject => {
            const email = who === "userId" ? {} : { email: `P${user}@b.co` }
            const userId = who === "email" ? {} : { userId: `U${user}` }
            const own = fates[who === "userId" ? user : user + 4] ?? "ok"
            // Of events, today's answers list all that failed; nothing else was ever recorded.
            const isListed = how.shape !== "full-2026" || own !== "unlisted"
            // In 2017 there were no names that a project does not take.
            const name = how.shape === "sparse-2017" ? "fine" : eventName
            return { ...email, ...userId, eventName: name, fate: isListed ? own : "ok" }
          })
          const sent = sentFrom(
            subjects.map(
              ({ email, userId, eventName = "" }) => new TrackCustomEvent({ email, userId, eventName }),
            ),
          )
          const found = processed(answerTo(subjects, false, how, []), sent)
          for (const index of acceptedBy(found, sent))
            expect(isFailed(subjects[index] as Subject)).toBe(false)
          for (const index of rejectedBy(found)) expect(isFailed(subjects[index] as Subject)).toBe(true)
        },
      ),
      { numRuns: 5_000 },
    )
  })

  it("doubts nobody where today's answers are unambiguous", () => {
    const fate = fc.constantFrom<Fate>("ok", "ok", "no-op", "invalid", "invalidData", "forgotten")
    fc.assert(
      fc.property(
        fc.array(fate, { minLength: 2, maxLength: 6 }),
        fc.boolean(),
        (fates, repeatsDeprecated) => {
          const subjects = fates.map((own, index): Subject => ({ email: `P${index}@b.co`, fate: own }))
          const how: Telling = {
            shape: "full-2026",
            echo: "lower-case-email",
            listing: "per-id",
            failuresCount: "records",
            disallowed: "failed",
            conflictEcho: "request",
            oldConflictEcho: "request",
            noOpsCount: true,
            repeatsDeprecated,
          }
          const sent = emails(...subjects.map(({ email = "" }) => email))
          const found = processed(answerTo(subjects, true, how, []), sent)
          expect(found.doubtful).toEqual([])
          expect(rejectedBy(found)).toEqual(
            fates.flatMap((own, index) => (own === "ok" || own === "no-op" ? [] : [index])),
          )
        },
      ),
    )
  })

  it("survives any answer, and names only what was sent", () => {
    const SENT = emails("a@b.co", "b@b.co")
    const lists = fc.record(
      {
        successCount: fc.anything(),
        failCount: fc.anything(),
        failedUpdates: fc.oneof(
          fc.anything(),
          fc.dictionary(fc.constantFrom("invalidEmails", "conflictUserIds"), fc.anything()),
        ),
        invalidEmails: fc.anything(),
        disallowedEventNames: fc.anything(),
        noOpEmails: fc.anything(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(lists, (body) => {
        const { rejected, doubtful } = processed(body, SENT)
        for (const index of [...rejected.keys(), ...doubtful]) expect([0, 1]).toContain(index)
        for (const index of doubtful) expect(rejected.has(index)).toBe(false)
      }),
    )
  })
})
