import { expect, it } from "vitest"
import { plainJournalEntry } from "../../../tests/kit/plain-journal-entry.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import type { ImportRecord } from "../../state/import-record.ts"
import { newerImports } from "./newer-imports.ts"

function recordOf(importName: string, given: Partial<JournalEntry>): ImportRecord {
  const entry = plainJournalEntry({ importName, state: "finished", ...given })
  return {
    directory: `/state/${importName}`,
    importName,
    sourceName: importName,
    sourcePath: undefined,
    journal: { kind: "entry", entry },
    summary: undefined,
    counts: undefined,
    updatedAt: entry.updatedAt,
  }
}

const day = (number: number): { finishedAt: string } => ({ finishedAt: `2026-02-0${number}T12:00:00.000Z` })
const OWN = recordOf("own", day(3))

it("warns of none but finished imports into the same place that ended later", () => {
  const others = [
    recordOf("earlier", day(2)),
    recordOf("stopped", { ...day(4), state: "stopped" }),
    recordOf("elsewhere", { ...day(4), target: { baseUrl: "https://eu.example", keyFingerprint: "" } }),
    { ...recordOf("damaged", day(4)), journal: { kind: "none" as const } },
  ]
  expect(newerImports(OWN, [OWN, ...others])).toEqual([])
  expect(newerImports(OWN, [OWN, ...others, recordOf("tuesday", day(4))])).toEqual([
    expect.stringMatching(
      /^Since own was imported, another import has finished into the same place: tuesday \(on 2026-02-04T12:00:00.000Z\)\. /,
    ),
  ])
})

it("names a few where there are many", () => {
  const others = Array.from({ length: 5 }, (_, index) => recordOf(`n${index + 1}`, day(index + 4)))
  const [warning] = newerImports(OWN, others)
  expect(warning).toContain("other imports have finished")
  expect(warning).toMatch(/n1 .*, n2 .*, n3 \(on \S+\) and 2 more\./)
})
