import { describe, expect, it } from "vitest"
import { plainJournalEntry } from "../../tests/kit/plain-journal-entry.ts"
import { decideIds } from "./decide-ids.ts"
import type { IdChoices, IdStart } from "./decide-ids.ts"
import type { ImportFacts, Start } from "./decide-start.ts"
import type { JournalEntry } from "./journal-entry.ts"

const FINGERPRINT = { sizeBytes: 20, modifiedMs: 5.5, head: "ab", tail: "cd", digest: "ef" }
const STOPPED = plainJournalEntry({
  state: "stopped",
  source: { name: "events.csv", fingerprint: FINGERPRINT },
  ids: { scheme: 2, origin: "0a", derived: true },
})
const FINISHED: JournalEntry = { ...STOPPED, state: "finished", finishedAt: "2026-01-31T13:00:00.000Z" }
const SAME: ImportFacts = {
  importName: STOPPED.importName,
  source: STOPPED.source,
  target: STOPPED.target,
}
const CHANGED: ImportFacts = {
  ...SAME,
  source: { name: "events.csv", fingerprint: { ...FINGERPRINT, digest: "00" } },
}
const NONE: IdChoices = { ifChanged: undefined, idsFrom: undefined, none: false }
const ANEW: Start = { kind: "anew" }

const decide = (
  earlier: JournalEntry | undefined,
  now: ImportFacts,
  choices: Partial<IdChoices> = {},
  mayHaveDerived = true,
): IdStart => decideIds(ANEW, earlier, now, { ...NONE, ...choices, mayHaveDerived })

describe("decideIds()", () => {
  it("derives ids in a way of their own where there was no earlier run, or it went elsewhere", () => {
    expect(decide(undefined, SAME)).toEqual({ kind: "own", isOther: false })
    const elsewhere = { ...CHANGED, target: { ...CHANGED.target, baseUrl: "https://api.eu.iterable.com" } }
    expect(decide(FINISHED, elsewhere)).toEqual({ kind: "own", isOther: false })
  })

  it("keeps them where the source is the same, or its import was never finished", () => {
    for (const [earlier, now] of [
      [FINISHED, SAME],
      [STOPPED, SAME],
      [{ ...FINISHED, source: { ...FINISHED.source, hasChanged: true } }, CHANGED],
    ] as const)
      expect(decide(earlier, now)).toEqual({ kind: "as-before", entry: earlier })
  })

  it("goes on neither without ids where they were derived, nor with them where there were none", () => {
    const resume: Start = { kind: "resume" } as Start
    const begun = (none: boolean | undefined): JournalEntry => ({
      ...STOPPED,
      ids: { scheme: 2, origin: "0a", ...(none === undefined ? {} : { none }) },
    })
    const going = (before: boolean | undefined, none: boolean): IdStart =>
      decideIds(resume, begun(before), SAME, { ...NONE, none, mayHaveDerived: true })
    expect(going(true, false)).toMatchObject({
      message: expect.stringContaining('was begun with ids: "none": give the same.') as string,
    })
    expect(going(false, true)).toMatchObject({
      message: expect.stringContaining('was begun without ids: "none": leave it out.') as string,
    })
    for (const [before, none] of [
      [true, true],
      [false, false],
      [undefined, true],
    ] as const)
      expect(going(before, none)).toMatchObject({ kind: "as-before" })
  })

  it("asks where a finished import derived some, and its source has changed since", () => {
    expect(decide(FINISHED, CHANGED)).toMatchObject({
      kind: "refused",
      message: expect.stringMatching(
        /^events\.csv has changed since it was imported on 2026-01-31T13:00:00\.000Z, .*ifChanged: "same".*ifChanged: "new"/,
      ) as string,
    })
    expect(decide(FINISHED, CHANGED, { ifChanged: "same" })).toEqual({ kind: "as-before", entry: FINISHED })
    expect(decide(FINISHED, CHANGED, { ifChanged: "new" })).toEqual({ kind: "own", isOther: true })
    expect(decide(STOPPED, CHANGED)).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("has changed since it was imported in part on ") as string,
    })
    expect(decide(STOPPED, CHANGED, { ifChanged: "new" })).toEqual({ kind: "own", isOther: true })
    // What has not changed is no other file.
    expect(decide(FINISHED, SAME, { ifChanged: "new" })).toEqual({ kind: "as-before", entry: FINISHED })
    expect(decide(undefined, SAME, { ifChanged: "new" })).toEqual({ kind: "own", isOther: false })
    expect(decide(FINISHED, CHANGED, {}, false)).toEqual({ kind: "own", isOther: false })
  })

  it("goes on as before, under the same columns only", () => {
    const resume = (entry: JournalEntry, idsFrom?: readonly string[]): IdStart =>
      decideIds({ kind: "resume", entry, warnings: [] }, entry, CHANGED, {
        idsFrom,
        ifChanged: "new",
        mayHaveDerived: true,
        none: false,
      })
    const byKey: JournalEntry = { ...STOPPED, ids: { scheme: 2, origin: "0a", idsFrom: ["a", "b"] } }
    const { ids: _ids, ...old } = STOPPED
    for (const entry of [STOPPED, old]) {
      expect(resume(entry)).toEqual({ kind: "as-before", entry })
      expect(resume(entry, ["a"])).toMatchObject({ kind: "refused" })
    }
    expect(resume(byKey, ["a", "b"])).toEqual({ kind: "as-before", entry: byKey })
    expect(resume(byKey, ["b", "a"])).toMatchObject({ kind: "refused" })
    expect(resume(byKey)).toMatchObject({
      kind: "refused",
      message: expect.stringContaining('begun with idsFrom: ["a","b"]: give the same') as string,
    })
  })

  it("needs no answer where keys say what is the same", () => {
    const byKey: JournalEntry = {
      ...FINISHED,
      ids: { scheme: 2, origin: "0a", idsFrom: ["a"], derived: true },
    }
    expect(decide(byKey, CHANGED, { idsFrom: ["a"] })).toEqual({ kind: "as-before", entry: byKey })
  })

  it("refuses to make ids in another way than before, as that would duplicate what was imported", () => {
    const byKey: JournalEntry = {
      ...FINISHED,
      ids: { scheme: 2, origin: "0a", idsFrom: ["a"], derived: true },
    }
    for (const [entry, idsFrom, before] of [
      [byKey, ["b"], 'with idsFrom: ["a"]: give the same'],
      [byKey, undefined, 'with idsFrom: ["a"]: give the same'],
      [FINISHED, ["a"], "without idsFrom: leave it out"],
      [STOPPED, ["a"], "without idsFrom: leave it out"],
    ] as const)
      for (const now of [SAME, CHANGED]) {
        const refused = { kind: "refused", message: expect.stringContaining(before) as string }
        expect(decide(entry, now, { idsFrom })).toMatchObject(refused)
        expect(decide(entry, now, { idsFrom, ifChanged: "same" })).toMatchObject(refused)
        expect(decide(entry, now, { idsFrom }, false)).toEqual({ kind: "own", isOther: false })
      }
    expect(decide(FINISHED, CHANGED, { idsFrom: ["a"], ifChanged: "new" })).toEqual({
      kind: "own",
      isOther: true,
    })
  })
})
