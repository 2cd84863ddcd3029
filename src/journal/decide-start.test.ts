import { describe, expect, it } from "vitest"
import { plainJournalEntry } from "../../tests/kit/plain-journal-entry.ts"
import { decideStart } from "./decide-start.ts"
import type { ImportFacts, Start, StartChoices } from "./decide-start.ts"
import type { JournalEntry } from "./journal-entry.ts"
import type { UnreadableJournal } from "./read-journal-entry.ts"

const FINGERPRINT = { sizeBytes: 20, modifiedMs: 5.5, head: "ab", tail: "cd" }
const NOW: ImportFacts = {
  importName: "users.csv",
  source: { name: "users.csv", fingerprint: FINGERPRINT },
  target: { baseUrl: "https://api.iterable.com", keyFingerprint: "0123abcd" },
  mapFingerprint: "map 1",
}
const LONGER: ImportFacts = {
  ...NOW,
  source: { name: "users.csv", fingerprint: { ...FINGERPRINT, sizeBytes: 1_021, tail: "ef" } },
}
const ELSEWHERE: ImportFacts = {
  ...NOW,
  target: { baseUrl: "https://api.eu.iterable.com", keyFingerprint: "0123abcd" },
}
const NONE: StartChoices = { restart: false, resumeAnyway: false, mayDouble: false }
const RESTART: StartChoices = { restart: true, resumeAnyway: false, mayDouble: false }
const SAME_PROJECT: StartChoices = { ...NONE, sameProject: true }
const OTHER_KEY: ImportFacts = { ...NOW, target: { ...NOW.target, keyFingerprint: "ffffffff" } }
const NO_KEY: ImportFacts = { ...NOW, target: { ...NOW.target, keyFingerprint: "" } }
const ANYWAY: StartChoices = { restart: false, resumeAnyway: true, mayDouble: false }

const STOPPED = plainJournalEntry({
  state: "stopped",
  mapFingerprint: "map 1",
  settled: { lowWater: 7, ranges: [] },
})
const FINISHED: JournalEntry = { ...STOPPED, state: "finished", finishedAt: "2026-01-31T13:00:00.000Z" }

const start = (entry: JournalEntry, now: ImportFacts = NOW, choices: StartChoices = NONE): Start =>
  decideStart({ kind: "entry", entry }, now, choices)

describe("decideStart(), with declared decimals", () => {
  const declared = { ...NOW, decimals: ["score"] }
  const then = { ...STOPPED, decimals: ["ltv"] }

  it("goes on with the same, in whatever order they are named, and refuses others", () => {
    expect(start({ ...STOPPED, decimals: ["b", "a"] }, { ...NOW, decimals: ["a", "b"] })).toMatchObject({
      kind: "resume",
      warnings: [],
    })
    const what =
      'The import of users.csv was begun with decimals: ["ltv"], so that the rest of it may be sent with other types.'
    expect(start(then, declared)).toEqual({
      kind: "refused",
      message: `${what} Use the same setting as then, start over with restart: true, or go on all the same with resumeAnyway: true.`,
    })
    expect(start(then, NOW, ANYWAY)).toMatchObject({ kind: "resume", warnings: [what] })
    expect(start(STOPPED, declared)).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("was begun with no decimals declared") as string,
    })
  })

  it("takes a finished import with others for another one", () => {
    expect(start({ ...FINISHED, source: NOW.source, decimals: ["ltv"] }, declared)).toMatchObject({
      kind: "refused",
      message: expect.stringContaining('with decimals: ["ltv"]: nothing was done now.') as string,
    })
  })
})

describe("decideStart(), without a journal that counts", () => {
  it("begins where there is none", () => {
    expect(decideStart({ kind: "none" }, NOW, NONE)).toEqual({ kind: "anew" })
  })

  it.each([
    ["stopped", STOPPED],
    ["finished", FINISHED],
  ])("begins anew on request, though one has %s", (_, entry) => {
    expect(start(entry, NOW, RESTART)).toEqual({ kind: "anew" })
    expect(start(entry, LONGER, { restart: true, resumeAnyway: true, mayDouble: false })).toEqual({
      kind: "anew",
    })
  })

  it.each<UnreadableJournal["code"]>([
    "torn",
    "corrupt",
    "not-a-journal",
    "newer-version",
    "malformed",
    "unavailable",
  ])("refuses one that is %s, with the ways out, but for a new beginning", (code) => {
    const load: UnreadableJournal = { kind: "unreadable", code, message: `it is ${code}` }
    const message = `Cannot go on with users.csv as its journal cannot be used: it is ${code}. Put back a whole one, or start over with restart: true; what was imported is then imported again.`
    expect(decideStart(load, NOW, NONE)).toEqual({ kind: "refused", message })
    expect(decideStart(load, NOW, ANYWAY)).toEqual({ kind: "refused", message })
    expect(decideStart(load, NOW, RESTART)).toEqual({ kind: "anew" })
  })
})

describe("decideStart(), in the directory of another import", () => {
  it.each([
    ["stopped", STOPPED],
    ["finished", FINISHED],
  ])("refuses where that one has %s, whatever is wanted", (_, entry) => {
    const now = { ...NOW, importName: "users/csv" }
    const other = { ...entry, importName: "users csv" }
    const message =
      "Cannot run the import users/csv as its directory is that of the import users csv: as directories the two have the same name. Give this one another name."
    for (const choices of [NONE, RESTART, ANYWAY])
      expect(start(other, now, choices)).toEqual({ kind: "refused", message })
  })
})

describe("decideStart(), after a source turned out to be damaged", () => {
  const misread = { ...STOPPED, mayHaveMisread: true }

  it("does not go on unless that is wanted, whatever stands in its place now", () => {
    expect(start(misread)).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("start over with restart: true") as string,
    })
    expect(start(misread, NOW, RESTART)).toEqual({ kind: "anew" })
    expect(start(misread, NOW, ANYWAY)).toMatchObject({
      kind: "resume",
      warnings: ["What was read of users.csv may be wrong, as it turned out to be damaged."],
    })
  })
})

describe("decideStart(), after a source was written to while it was read", () => {
  it("begins anew after the end, and goes on after a stop", () => {
    const source = { ...FINISHED.source, hasChanged: true }
    expect(start({ ...FINISHED, source })).toEqual({
      kind: "anew",
      remark: `users.csv was written to while it was imported, until ${FINISHED.finishedAt}.`,
    })
    expect(start({ ...FINISHED, source }, NOW, { ...NONE, mayDouble: true })).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("start over with restart: true") as string,
    })
    expect(start({ ...STOPPED, source })).toMatchObject({ kind: "resume", warnings: [] })
  })
})

describe("decideStart(), after the end", () => {
  const finished: Start = {
    kind: "finished",
    entry: FINISHED,
    isSame: true,
    message:
      "users.csv was imported already, on 2026-01-31T13:00:00.000Z: nothing was done now. To import all of it again, start over with restart: true.",
  }

  it("says when it ended, and what to do to run it again", () => {
    expect(start(FINISHED)).toEqual(finished)
    expect(start(FINISHED, NOW, ANYWAY)).toEqual(finished)
  })

  it("does so as well for a copy, and where it is not known whether the map or the key is the same", () => {
    const copied = { ...NOW, source: { ...NOW.source, fingerprint: { ...FINGERPRINT, modifiedMs: 6 } } }
    const { mapFingerprint: _, ...noMap } = NOW
    for (const now of [copied, noMap, NO_KEY]) expect(start(FINISHED, now)).toEqual(finished)
    const { mapFingerprint: __, ...older } = FINISHED
    expect(start(older)).toEqual({ ...finished, entry: older })
  })

  it.each([
    [
      "another map",
      { ...NOW, mapFingerprint: "map 2" },
      "another map (the map file, or what it loads, is not the same)",
    ],
    ["another key", OTHER_KEY, "another API key, which may be that of another project"],
    [
      "both",
      { ...OTHER_KEY, mapFingerprint: "map 2" },
      "another map (the map file, or what it loads, is not the same) and another API key, which may be that of another project",
    ],
  ])("refuses %s, with both ways out, as it is not what was done", (_, now, what) => {
    const message = `users.csv was imported on 2026-01-31T13:00:00.000Z with ${what}: nothing was done now. For another import of the same file, give this one another name: it makes other ids, so that events and purchases which this one imported would be duplicated. To run this one again from the start, under the same ids, start over with restart: true.`
    for (const choices of [NONE, ANYWAY])
      expect(start(FINISHED, now, choices)).toEqual({ kind: "refused", message })
    expect(start(FINISHED, now, RESTART)).toEqual({ kind: "anew" })
  })

  it("names retry first where records were not imported", () => {
    const otherMap = { ...NOW, mapFingerprint: "map 2" }
    for (const [failed, text] of [
      [1, "nothing was done now. To import only the record that is still not imported, run retryRejects."],
      [
        30,
        "nothing was done now. To import only the 30 records that are still not imported, run retryRejects.",
      ],
    ] as const)
      for (const now of [NOW, otherMap])
        expect(start(FINISHED, now, { ...NONE, failed })).toMatchObject({
          message: expect.stringContaining(text) as string,
        })
  })

  it("says which records no retry can run", () => {
    const message = (failed: number): unknown =>
      start({ ...FINISHED, unlistedRejects: 30 }, NOW, { ...NONE, failed })
    expect(message(30)).toMatchObject({
      message: expect.stringMatching(
        /nothing was done now\. 30 records that were not imported are on no list .*restart: true\.$/,
      ) as string,
    })
    expect(message(31)).toMatchObject({
      message: expect.stringMatching(/the record that is still not imported, .*\. 30 records that/) as string,
    })
  })

  it("names the key that retry needs, and knows another one of the same project for the same", () => {
    const failed = 2
    for (const now of [OTHER_KEY, { ...OTHER_KEY, mapFingerprint: "map 2" }])
      expect(start(FINISHED, now, { ...NONE, failed })).toMatchObject({
        kind: "refused",
        message: expect.stringContaining(
          "run retryRejects with the earlier key (or, if both belong to one project, with sameProject: true).",
        ) as string,
      })
    expect(start(FINISHED, OTHER_KEY, SAME_PROJECT)).toEqual(finished)
    expect(start(FINISHED, OTHER_KEY, { ...SAME_PROJECT, failed })).toMatchObject({
      kind: "finished",
      message: expect.stringContaining("run retryRejects with sameProject: true.") as string,
    })
  })

  it("begins anew where nothing was imported, whatever has changed since", () => {
    const anew = {
      kind: "anew",
      remark:
        "The run of users.csv that ended on 2026-01-31T13:00:00.000Z imported nothing: it is run again from the start.",
    }
    const load = { kind: "entry" as const, entry: FINISHED }
    for (const now of [NOW, LONGER, { ...NOW, mapFingerprint: "map 2" }])
      expect(decideStart(load, now, NONE, true)).toEqual(anew)
    expect(decideStart({ kind: "entry", entry: STOPPED }, NOW, NONE, true)).toEqual({
      kind: "anew",
      remark:
        "The run of users.csv that ended on 2026-01-31T12:00:01.000Z imported nothing: it is run again from the start.",
    })
    const untouched = { ...STOPPED, settled: { lowWater: 0, ranges: [] } }
    expect(decideStart({ kind: "entry", entry: untouched }, NOW, NONE, true)).toEqual({ kind: "anew" })
  })

  it("knows when from the last entry, where no end was noted", () => {
    const { finishedAt: _, ...entry } = FINISHED
    expect(start(entry)).toMatchObject({
      kind: "finished",
      message: expect.stringContaining("on 2026-01-31T12:00:01.000Z:") as string,
    })
  })

  it("does not claim to know a source that cannot be told from another", () => {
    const entry = { ...FINISHED, source: { name: "users.csv" } }
    const message =
      "users.csv was imported on 2026-01-31T13:00:00.000Z, and it is not known whether this is the same. If it is not, give this one another name; to import it in its place, start over with restart: true."
    for (const now of [NOW, { ...NOW, source: { name: "users.csv" } }])
      expect(start(entry, now)).toEqual({ kind: "finished", entry, isSame: false, message })
  })

  it("begins anew with another source of that name, and says so", () => {
    expect(start(FINISHED, LONGER)).toEqual({
      kind: "anew",
      remark:
        "users.csv has changed since it was imported on 2026-01-31T13:00:00.000Z: it is 1,001 bytes longer.",
    })
  })

  it("refuses another target, whatever else has changed, with both ways out", () => {
    const message =
      "The import of users.csv to https://api.iterable.com ended on 2026-01-31T13:00:00.000Z, and now it would go to https://api.eu.iterable.com: nothing was done now. For another import of the same file, give this one another name. To run this one again there, in place of the first, start over with restart: true."
    for (const now of [ELSEWHERE, { ...LONGER, target: ELSEWHERE.target }])
      for (const choices of [NONE, ANYWAY])
        expect(start(FINISHED, now, choices)).toEqual({ kind: "refused", message })
    expect(start(FINISHED, ELSEWHERE, RESTART)).toEqual({ kind: "anew" })
    expect(start(FINISHED, ELSEWHERE, { ...NONE, failed: 2 })).toMatchObject({
      message: expect.stringContaining(
        "the 2 records that are still not imported, run retryRejects where it went.",
      ) as string,
    })
  })
})

describe("decideStart(), after a stop", () => {
  it.each([
    ["stopped", STOPPED],
    ["was killed", { ...STOPPED, state: "running" as const }],
  ])("goes on where it %s", (_, entry) => {
    expect(start(entry)).toEqual({ kind: "resume", entry, warnings: [] })
    expect(start(entry, NOW, ANYWAY)).toEqual({ kind: "resume", entry, warnings: [] })
  })

  it("goes on with a source that cannot be told from another, and says so", () => {
    const entry = { ...STOPPED, source: { name: "users.csv" } }
    const warnings = [
      "Whether users.csv is the same as before is not known: its first 7 records are taken for done.",
    ]
    expect(start(entry)).toEqual({ kind: "resume", entry, warnings })
    const before = { ...entry, settled: { lowWater: 0, ranges: [] } }
    expect(start(before)).toEqual({ kind: "resume", entry: before, warnings: [] })
  })

  it("warns of a copy", () => {
    const now = { ...NOW, source: { ...NOW.source, fingerprint: { ...FINGERPRINT, modifiedMs: 6 } } }
    expect(start(STOPPED, now)).toEqual({
      kind: "resume",
      entry: STOPPED,
      warnings: ["users.csv is taken for the same: it was saved or copied again, and looks the same."],
    })
  })

  it("refuses a source that has changed, with all ways out, but where it is to go on anyway", () => {
    const what = "users.csv has changed since the import of it stopped: it is 1,001 bytes longer."
    expect(start(STOPPED, LONGER)).toEqual({
      kind: "refused",
      message: `${what} Put the old one back, start over with restart: true, give this one another name, or, if nothing that was read of the old one has changed or moved (records after record 7 may have been sent, too), go on all the same with resumeAnyway: true.`,
    })
    const ahead = { ...STOPPED, settled: { lowWater: 7, ranges: [[10, 12]] as const } }
    expect(start(ahead, LONGER)).toMatchObject({
      message: expect.stringContaining("(records after record 12 may have been sent, too)") as string,
    })
    expect(start(STOPPED, LONGER, ANYWAY)).toEqual({ kind: "resume", entry: STOPPED, warnings: [what] })
  })

  it("refuses a name that is that of a file whose import was given none, and names both", () => {
    const before = { ...STOPPED, source: { ...STOPPED.source, path: "../users.csv" } }
    const { path: _path, ...source } = { ...NOW.source, name: "monday.csv" }
    const message =
      "Cannot run an import named users.csv: the import of the file users.csv, which was given no name, already uses that directory. Give this one another name."
    expect(start(before, { ...NOW, source }, { ...ANYWAY, restart: true })).toEqual({
      kind: "refused",
      message,
    })
  })

  it("refuses a source that is no longer a file", () => {
    expect(start(STOPPED, { ...NOW, source: { name: "users.csv" } })).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("it is no longer an ordinary file") as string,
    })
  })

  it("refuses another target, with all ways out, but where it is to go on anyway", () => {
    const what =
      "The import of users.csv was sent to https://api.iterable.com before, and now goes to https://api.eu.iterable.com."
    expect(start(STOPPED, ELSEWHERE)).toEqual({
      kind: "refused",
      message: `${what} For two imports, give this one another name; otherwise, start over with restart: true, or go on all the same with resumeAnyway: true.`,
    })
    expect(start(STOPPED, ELSEWHERE, ANYWAY)).toEqual({ kind: "resume", entry: STOPPED, warnings: [what] })
  })

  it.each([
    ["stopped", STOPPED],
    ["was killed", { ...STOPPED, state: "running" as const }],
  ])(
    "refuses another key where it %s, as it may be of another project, unless somebody says that it is not",
    (_, entry) => {
      const message =
        "The import of users.csv was begun with another API key, which may be that of another project: with this one, a part of it would go into one project and the rest into the other. If both keys are of the same project, go on with sameProject: true; for another project, give this one another name."
      for (const choices of [NONE, ANYWAY])
        expect(start(entry, OTHER_KEY, choices)).toEqual({ kind: "refused", message })
      expect(start(entry, OTHER_KEY, SAME_PROJECT)).toEqual({ kind: "resume", entry, warnings: [] })
      expect(start(entry, ELSEWHERE, SAME_PROJECT)).toMatchObject({ kind: "refused" })
      expect(start(entry, OTHER_KEY, RESTART)).toEqual({ kind: "anew" })
    },
  )

  it("goes on where one of the keys is not known", () => {
    const unknown = { ...STOPPED, target: { ...STOPPED.target, keyFingerprint: "" } }
    expect(start(STOPPED, NO_KEY)).toEqual({ kind: "resume", entry: STOPPED, warnings: [] })
    expect(start(unknown)).toEqual({ kind: "resume", entry: unknown, warnings: [] })
  })

  it("warns of another map file, where both are known", () => {
    expect(start(STOPPED, { ...NOW, mapFingerprint: "map 2" })).toEqual({
      kind: "resume",
      entry: STOPPED,
      warnings: [
        "The map file has changed since: it applies from here on; earlier records keep what the old one made of them.",
      ],
    })
    const { mapFingerprint: _, ...unknown } = NOW
    expect(start(STOPPED, unknown)).toMatchObject({ warnings: [] })
    const { mapFingerprint: __, ...entry } = STOPPED
    expect(start(entry, NOW)).toMatchObject({ warnings: [] })
  })

  it("warns of all that has changed at once", () => {
    const now = { ...ELSEWHERE, source: LONGER.source, mapFingerprint: "map 2" }
    const resumed = start(STOPPED, now, ANYWAY)
    expect(resumed.kind === "resume" ? resumed.warnings : []).toHaveLength(3)
  })
})
