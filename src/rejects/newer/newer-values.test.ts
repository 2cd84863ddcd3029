import { describe, expect, it } from "vitest"
import { FallibleFileSystem } from "../../../tests/kit/fallible-file-system.ts"
import { ofKind } from "../../../tests/kit/of-kind.ts"
import { ALL_KINDS } from "../../kinds/all-kinds.ts"
import type { ImportAction } from "../../kinds/all-kinds.ts"
import { TrackCustomEvent } from "../../kinds/track-custom-event.ts"
import { TrackPurchase } from "../../kinds/track-purchase.ts"
import { UpdateUserProfile } from "../../kinds/update-user-profile.ts"
import { actionDigest } from "../../batches/action-digest.ts"
import { LaterRecords } from "../../delivery/later-records.ts"
import { mapRecords } from "../../mapping/map-records.ts"
import type { MappedRecords } from "../../mapping/mapped-records.ts"
import { fileSource } from "../../sources/file-source.ts"
import type { BadItem, DataSource, GoodItem } from "../../sources/data-source.ts"
import { rejectsSource } from "../reading/rejects-source.ts"
import { NewerValues } from "./newer-values.ts"
import { asFile, say } from "../../messages/say.ts"

interface Row {
  readonly email: string
  readonly as?: "event" | "purchase" | "purchase with fields" | "both" | "nothing" | "failure"
  /** Whom a corrected map function updates first. */
  readonly guest?: string
}

function map({ as, email, guest }: Row): ImportAction | ImportAction[] | undefined {
  const user = new UpdateUserProfile({ email })
  const event = new TrackCustomEvent({ email, eventName: "e" })
  const purchase = (dataFields?: { tier: string }): ImportAction =>
    new TrackPurchase({
      user: { email, dataFields },
      items: [{ id: "mug", name: "Mug", price: 1, quantity: 1 }],
      total: 1,
    })
  switch (as) {
    case "event":
      return event
    case "purchase":
      return purchase()
    case "purchase with fields":
      return purchase({ tier: "silver" })
    case "both":
      return [user, event]
    case "nothing":
      return undefined
    case "failure":
      throw new Error("no")
    case undefined:
      break
  }
  return guest === undefined ? user : [new UpdateUserProfile({ email: guest }), user]
}

interface Given {
  readonly source: readonly Row[] | "gone"
  /** By their numbers, as they were corrected. */
  readonly chosen: Readonly<Record<number, Row>>
  /** Those that are not run, or of which something was accepted. */
  readonly others?: Readonly<Record<number, object>>
  readonly later?: LaterRecords
  /** How many records were skipped when they were imported. */
  readonly skippedCount?: number
  readonly mayBeAcceptedInPart?: boolean
}

/** What is said of the actions of the chosen rejects: their codes, or "run". */
async function verdicts({
  chosen,
  later = new LaterRecords(),
  mayBeAcceptedInPart = true,
  others = {},
  skippedCount = 0,
  source,
}: Given): Promise<string[]> {
  const files = new FallibleFileSystem()
  const write = async (path: string, lines: readonly object[]): Promise<void> => {
    const file = await files.create(path)
    await file.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(""))
    await file.close()
  }
  const linesOf = (rows: Readonly<Record<number, object>>, isWhole = false): object[] =>
    Object.entries(rows).map(([number, row]) => ({
      state: "rejected",
      stage: "map",
      code: "c",
      message: "m",
      position: { recordNumber: Number(number) },
      ...(isWhole ? row : { record: row }),
    }))
  await write("/chosen", linesOf(chosen))
  await write("/gathered", [...linesOf(chosen), ...linesOf(others, true)])
  const rows = source === "gone" ? [] : source
  await write("/in.ndjson", rows)
  const newer = await NewerValues.open<Row>(
    {
      kinds: ALL_KINDS,
      gatheredPath: "/gathered",
      lookingMapFunction: () => Promise.resolve(map),
      mapFingerprint: "map",
      mayBeAcceptedInPart,
      laterRecords: later,
      recordCount: source === "gone" ? 10 : rows.length,
      skippedCount,
      source:
        source === "gone"
          ? { kind: "gone", why: say`${asFile("in.ndjson")} is no longer there` }
          : { kind: "there", source: fileSource({ filePath: "/in.ndjson" }, files) },
    },
    files,
  )
  const found: string[] = []
  const reread = rejectsSource({ filePath: "/chosen" }, files) as unknown as DataSource<Row>
  const { signal } = new AbortController()
  for await (const { actions } of newer.holdBack(mapRecords(reread.read(), map, ALL_KINDS), signal))
    for (const action of actions) {
      const outcome = newer.verdictOn(action)
      found.push(outcome?.kind === "rejected" ? outcome.rejection.code : "run")
    }
  return found
}

const ADA = { email: "ada@example.com" }
const BOB = { email: "bob@example.com" }

describe("NewerValues", () => {
  it("looks for later records of the user in the source, however the address is written", async () => {
    expect(
      await verdicts({ source: [ADA, BOB, { email: "ADA@example.com" }], chosen: { 1: ADA, 2: BOB } }),
    ).toEqual(["overwrites-newer", "run"])
    expect(await verdicts({ source: [ADA, BOB], chosen: { 2: ADA } })).toEqual(["run"])
  })

  it("takes events, purchases without fields, and what is skipped, for no newer values", async () => {
    for (const as of ["event", "purchase", "nothing"] as const) {
      const source = [ADA, { ...ADA, as }]
      expect(await verdicts({ source, chosen: { 1: ADA }, skippedCount: 1 })).toEqual(["run"])
    }
    expect(
      await verdicts({ source: [ADA, { ...ADA, as: "purchase with fields" }], chosen: { 1: ADA } }),
    ).toEqual(["overwrites-newer"])
  })

  it("leaves out nothing of a record but what overwrites", async () => {
    const chosen = { 1: { ...ADA, as: "both" }, 2: { ...ADA, as: "purchase" } } as const
    expect(await verdicts({ source: [ADA, ADA, ADA], chosen })).toEqual(["overwrites-newer", "run", "run"])
    expect(
      await verdicts({ source: [ADA, ADA], chosen: { 1: { ...ADA, as: "purchase with fields" } } }),
    ).toEqual(["overwrites-newer"])
  })

  it("takes rejects for newer only where they were accepted in part", async () => {
    expect(await verdicts({ source: [ADA, ADA, ADA], chosen: { 1: ADA, 3: ADA } })).toEqual([
      "overwrites-newer",
      "run",
    ])
    expect(await verdicts({ source: [ADA, ADA], chosen: { 1: ADA, 2: ADA } })).toEqual(["run", "run"])
    const both: Row = { ...ADA, as: "both" }
    const acceptedOf = (group: string): Record<number, object> => ({
      2: { record: both, accepted: { [group]: [[0, 0]] } },
    })
    expect(
      await verdicts({ source: [ADA, both], chosen: { 1: ADA }, others: acceptedOf("update-user-profile") }),
    ).toEqual(["overwrites-newer"])
    expect(
      await verdicts({ source: [ADA, both], chosen: { 1: ADA }, others: acceptedOf("track-custom-event e") }),
    ).toEqual(["run"])
  })

  it("knows what was accepted of a reject by what it said, wherever a corrected map function puts it", async () => {
    const row = { ...ADA, guest: BOB.email }
    const acceptedOf = (rows: readonly Row[]): Record<number, object> => {
      const accepted = { "update-user-profile": [[0, rows.length - 1]] }
      const digests = {
        "update-user-profile": rows.map((one) => actionDigest(ofKind(new UpdateUserProfile(one)))),
      }
      return { 3: { record: row, accepted, acceptedAs: { digests } } }
    }
    const source = [ADA, BOB, row]
    const chosen = { 1: ADA, 2: BOB }
    expect(await verdicts({ source, chosen, others: acceptedOf([ADA]) })).toEqual(["overwrites-newer", "run"])
    expect(await verdicts({ source, chosen, others: acceptedOf([BOB]) })).toEqual(["run", "overwrites-newer"])
    expect(await verdicts({ source, chosen, others: acceptedOf([ADA, BOB]) })).toEqual([
      "overwrites-newer",
      "overwrites-newer",
    ])
  })

  it("leaves out what it cannot tell: the map function says nothing like what was accepted of a reject", async () => {
    const digests = {
      "update-user-profile": [actionDigest(ofKind(new UpdateUserProfile({ email: "eve@x.com" })))],
    }
    const others = {
      3: { record: ADA, accepted: { "update-user-profile": [[0, 0]] }, acceptedAs: { digests } },
    }
    const source = [ADA, BOB, ADA]
    expect(await verdicts({ source, chosen: { 1: ADA, 2: BOB }, others })).toEqual([
      "may-overwrite-newer",
      "may-overwrite-newer",
    ])
  })

  it("leaves out what it cannot tell: what was accepted of a reject had an identifier that it no longer names", async () => {
    const user = new UpdateUserProfile({ email: ADA.email, userId: "7" })
    const digests = { "update-user-profile": [actionDigest(ofKind(user))] }
    const others = {
      3: { record: ADA, accepted: { "update-user-profile": [[0, 0]] }, acceptedAs: { digests } },
    }
    const source = [ADA, BOB, ADA]
    expect(await verdicts({ source, chosen: { 1: ADA, 2: BOB }, others })).toEqual([
      "overwrites-newer",
      "may-overwrite-newer",
    ])
  })

  it("takes a reject of which no line says what was accepted for newer, where that may be something", async () => {
    const others = { 2: { code: "no-reason", record: ADA } }
    const given = { source: [ADA, ADA, BOB], chosen: { 1: ADA, 3: BOB }, others }
    expect(await verdicts(given)).toEqual(["overwrites-newer", "run"])
    expect(await verdicts({ ...given, source: "gone" })).toEqual([
      "may-overwrite-newer",
      "may-overwrite-newer",
    ])
    expect(await verdicts({ ...given, mayBeAcceptedInPart: false })).toEqual(["run", "run"])
  })

  it("goes by what the import remembers, where that is enough", async () => {
    const later = new LaterRecords()
    const identity = { ...ADA, userId: undefined, newEmail: undefined, newUserId: undefined }
    later.failed(identity, { recordNumber: 3 })
    expect(await verdicts({ source: "gone", chosen: { 1: ADA, 3: ADA }, later })).toEqual([
      "may-overwrite-newer",
      "run",
    ])
    later.imported(identity, { recordNumber: 4 })
    expect(await verdicts({ source: "gone", chosen: { 1: ADA, 3: ADA, 5: ADA }, later })).toEqual([
      "overwrites-newer",
      "overwrites-newer",
      "run",
    ])
  })

  it("leaves out what it cannot tell: the source is gone, or the map function fails on what was imported", async () => {
    expect(await verdicts({ source: "gone", chosen: { 1: ADA } })).toEqual(["may-overwrite-newer"])
    expect(await verdicts({ source: [ADA, { ...BOB, as: "failure" }], chosen: { 1: ADA } })).toEqual([
      "may-overwrite-newer",
    ])
  })

  it("leaves out what it cannot tell: the map function skips more than when they were imported", async () => {
    const skipped: Row = { ...BOB, as: "nothing" }
    const source = [skipped, ADA, BOB, skipped, BOB]
    const chosen = { 2: ADA }
    expect(await verdicts({ source, chosen, skippedCount: 1 })).toEqual(["may-overwrite-newer"])
    expect(await verdicts({ source, chosen, skippedCount: 2 })).toEqual(["run"])
    expect(await verdicts({ source, chosen: { 5: BOB }, skippedCount: 1 })).toEqual(["run"])
  })

  it("takes what may have been applied for newer", async () => {
    const action = { kind: "update-user-profile", ...ADA }
    const unknown = { 2: { state: "unknown", record: ADA, action } }
    expect(await verdicts({ source: [ADA, ADA], chosen: { 1: ADA }, others: unknown })).toEqual([
      "may-overwrite-newer",
    ])
    expect(await verdicts({ source: [ADA, ADA], chosen: { 3: ADA }, others: unknown })).toEqual(["run"])
    expect(await verdicts({ source: [BOB, ADA], chosen: { 1: BOB }, others: unknown })).toEqual(["run"])
    const untold = { 2: { state: "unknown", record: ADA } }
    expect(await verdicts({ source: [BOB, ADA], chosen: { 1: BOB }, others: untold })).toEqual([
      "may-overwrite-newer",
    ])
  })

  it("goes by what was sent of that, where the list says so, and not by what is made of it now", async () => {
    const sent = { kind: "update-user-profile", email: "bob@example.com" }
    const others = { 2: { state: "unknown", record: ADA, action: sent } }
    expect(await verdicts({ source: [ADA, ADA], chosen: { 1: ADA }, others })).toEqual(["run"])
    expect(await verdicts({ source: [BOB, ADA], chosen: { 1: BOB }, others })).toEqual([
      "may-overwrite-newer",
    ])
    const event = { kind: "track-custom-event", email: "bob@example.com", eventName: "e" }
    const ofEvent = { 2: { state: "unknown", record: ADA, action: event } }
    expect(await verdicts({ source: [BOB, ADA], chosen: { 1: BOB }, others: ofEvent })).toEqual(["run"])
    const rejectedAndSent = { 2: { state: "rejected", record: ADA, sent: [sent] } }
    expect(await verdicts({ source: [BOB, ADA], chosen: { 1: BOB }, others: rejectedAndSent })).toEqual([
      "may-overwrite-newer",
    ])
    expect(await verdicts({ source: [ADA, BOB], chosen: { 1: ADA }, others: rejectedAndSent })).toEqual([
      "run",
    ])
    const anySent = { 2: { state: "rejected", record: ADA, sent: [{ kind: "update-user-profile" }] } }
    expect(await verdicts({ source: [BOB, ADA], chosen: { 1: BOB }, others: anySent })).toEqual([
      "may-overwrite-newer",
    ])
    const bare = { 2: { state: "unknown", record: ADA, action: { kind: "update-user-profile" } } }
    expect(await verdicts({ source: [ADA, ADA], chosen: { 1: ADA }, others: bare })).toEqual([
      "may-overwrite-newer",
    ])
  })

  it("leaves out what a retry may have overwritten that imported more than is remembered", async () => {
    const later = new LaterRecords({ users: [], forgottenUpTo: 2 })
    expect(await verdicts({ source: [ADA], chosen: { 1: ADA }, later })).toEqual(["may-overwrite-newer"])
  })

  it("runs what nothing was imported after, though the source is gone", async () => {
    const others = { 10: { record: BOB } }
    expect(await verdicts({ source: "gone", chosen: { 8: ADA, 9: ADA }, others })).toEqual(["run", "run"])
    expect(await verdicts({ source: "gone", chosen: { 7: ADA, 9: ADA }, others })).toEqual([
      "may-overwrite-newer",
      "run",
    ])
  })
})

/** How many records are taken before the first of them passes, while the users of all of them are looked for. */
async function takenAtOnce(
  recordCount: number,
  of: (recordNumber: number) => Partial<MappedRecords>,
): Promise<number> {
  const files = new FallibleFileSystem({ disk: new Map([["/gathered", Buffer.alloc(0)]]) })
  const parts: Parameters<typeof NewerValues.open<Row>>[0] = {
    kinds: ALL_KINDS,
    gatheredPath: "/gathered",
    lookingMapFunction: () => Promise.resolve(map),
    mapFingerprint: "map",
    mayBeAcceptedInPart: false,
    laterRecords: new LaterRecords(undefined, { isRetry: true }),
    recordCount,
    skippedCount: 0,
    source: { kind: "gone", why: say`it is gone` },
  }
  const newer = await NewerValues.open<Row>(parts, files)
  let taken = 0
  async function* mapped(): AsyncGenerator<MappedRecords> {
    for (taken = 1; taken <= recordCount; taken += 1)
      yield await Promise.resolve({ items: [], unmapped: [], skipped: [], actions: [], ...of(taken) })
  }
  for await (const _ of newer.holdBack(mapped(), new AbortController().signal)) break
  return taken
}

describe("holdBack()", () => {
  const itemOf = (recordNumber: number, keptBytes: number): GoodItem<object> => ({
    position: { recordNumber },
    record: {},
    keptBytes,
  })
  const updateOf = (recordNumber: number, dataFields: Readonly<Record<string, unknown>>): MappedRecords => {
    const item = itemOf(recordNumber, 100)
    const user = new UpdateUserProfile({ email: `u${recordNumber}@example.com`, dataFields })
    const action = { item, actionIndex: 0, actionCount: 1, group: "update-user-profile", ordinal: 0 }
    return { items: [item], unmapped: [], skipped: [], actions: [{ ...action, ...ofKind(user) }] }
  }
  const long = "x".repeat(100_000)
  const bad: BadItem = { position: { recordNumber: 2 }, problem: { code: "c", message: "m" }, raw: long }

  it.each<[string, (recordNumber: number) => Partial<MappedRecords>]>([
    ["long texts", () => ({ ...updateOf(1, { text: long }) })],
    ["long texts deep within", (number) => updateOf(number, { list: [{ text: `${number}${long}` }] })],
    ["many values", (number) => updateOf(number, { list: Array.from({ length: 10_000 }, () => 0.5) })],
    ["large records", (number) => ({ ...updateOf(number, {}), items: [itemOf(number, 200_000)] })],
    [
      "what the map function skips",
      (number) => (number === 1 ? updateOf(1, {}) : { items: [itemOf(number, 200_000)] }),
    ],
    ["what is no record", (number) => (number === 1 ? updateOf(1, {}) : { items: [bad] })],
    [
      "rows that fit nothing",
      (number) => (number === 1 ? updateOf(1, {}) : { items: [{ ...bad, raw: "", fields: [long] }] }),
    ],
  ])("holds back some tens of megabytes at most, also of %s", async (_, of) => {
    const taken = await takenAtOnce(2_000, of)
    expect(taken).toBeGreaterThan(50)
    expect(taken).toBeLessThan(400)
  })

  it("holds back many that are small, so that the source is read for all of them at once", async () => {
    expect(await takenAtOnce(20_000, (number) => updateOf(number, { tier: "gold" }))).toBe(20_001)
  })
})
