import { mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "vitest"
import { DiskError, FallibleFileSystem, faultsWithin } from "../../../tests/kit/fallible-file-system.ts"
import type { Fault } from "../../../tests/kit/fallible-file-system.ts"
import { systemPlatform } from "../../platform/system-platform.ts"
import { gatherList } from "./gather-list.ts"
import type { GatheredList } from "./gather-list.ts"

const { files } = systemPlatform

const line = (recordNumber: number, name: string, digest?: string): string =>
  `${JSON.stringify({ state: "rejected", position: { recordNumber }, stage: "map", code: "no", message: "no", record: { name }, digest })}\n`
const row = (recordNumber: number, name: string, digest = ""): string =>
  `${recordNumber},,no: no,,,${digest},${name}\n`
const HEADER = "import_record,import_line,import_reason,import_advice,import_raw,import_digest,name\n"

const KNOWN = line(1, "Ada") + line(2, "Bo") + line(7, "Cy")

/** Gathers lists beside a `rejects.ndjson` as it was written; gives the names of the records in their order too. */
async function gathered(texts: {
  readonly csv?: string
  readonly ndjson?: string
  readonly known?: string
}): Promise<Pick<GatheredList, "strangers"> & { readonly records: readonly string[] }> {
  const directory = mkdtempSync(join(tmpdir(), "gather-list-"))
  const [csvPath, ndjsonPath, knownPath, toPath] = ["a.csv", "a.ndjson", "known.ndjson", "to.ndjson"].map(
    (name) => join(directory, name),
  ) as [string, string, string, string]
  writeFileSync(knownPath, texts.known ?? KNOWN)
  if (texts.csv !== undefined) writeFileSync(csvPath, texts.csv)
  if (texts.ndjson !== undefined) writeFileSync(ndjsonPath, texts.ndjson)
  const lists = [
    ...(texts.csv === undefined ? [] : [{ path: csvPath, format: "csv" } as const]),
    ...(texts.ndjson === undefined ? [] : [{ path: ndjsonPath, format: "ndjson" } as const]),
  ]
  const own = { ndjsonPath: knownPath, record: { counts: undefined, importName: "data.csv" } }
  const { strangers } = await gatherList({ lists, knownPath, toPath, sourceName: "data.csv", own }, files)
  const lines = readFileSync(toPath, "utf8").trim().split("\n")
  const records = lines.map((text) => {
    const { position, record } = JSON.parse(text) as {
      position: { recordNumber: number }
      record: { name: string }
    }
    return `${position.recordNumber} ${record.name}`
  })
  return { strangers, records }
}

it("takes what a list names from there, all else as it is known, in the order of the records", async () => {
  for (const texts of [
    { csv: HEADER + row(7, "Cyd") + row(1, "Adam") },
    { ndjson: line(7, "Cyd") + line(1, "Adam") },
  ])
    expect(await gathered(texts)).toEqual({ strangers: [], records: ["1 Adam", "2 Bo", "7 Cyd"] })
})

it("says which records of a list are not rejects of the import", async () => {
  expect((await gathered({ csv: HEADER + row(3, "Dee") + row(1, "Ada") })).strangers).toEqual([3])
})

it("tells records of another file by their digests, whichever numbers they have", async () => {
  const [ours, theirs] = ["r0123456789abcde", "rfedcba987654321"]
  const known = line(1, "Ada", ours) + line(2, "Bo") + line(7, "Cy", ours) + line(7, "Cyd", theirs)
  const strangersIn = async (number: number, digest?: string): Promise<(readonly number[])[]> => {
    const [csv, ndjson] = [HEADER + row(number, "Eve", digest), line(number, "Eve", digest)]
    return [(await gathered({ csv, known })).strangers, (await gathered({ ndjson, known })).strangers]
  }
  expect(await strangersIn(1, theirs)).toEqual([[1], [1]])
  // A record is corrected, its digest is not.
  expect(await strangersIn(1, ours)).toEqual([[], []])
  // A digest that was emptied or damaged says nothing, and neither does one of an earlier release, which wrote none.
  for (const digest of [undefined, "", "x", "r01234567"])
    expect([digest, await strangersIn(1, digest)]).toEqual([digest, [[], []]])
  expect(await strangersIn(2, theirs)).toEqual([[], []])
  // Where there are several rejects of a number, it is one of them.
  expect(await strangersIn(7, theirs)).toEqual([[], []])
  expect(await strangersIn(7, "raaaaaaaaaaaaaaa")).toEqual([[7], [7]])
  const without = {
    csv: "import_record,import_line,import_reason,import_advice,import_raw,name\n1,,no: no,,,Eve\n",
  }
  expect((await gathered({ ...without, known })).strangers).toEqual([])
})

it("refuses a list that has lost a column, or whose column has another name now", async () => {
  const renamed = HEADER.replace("name", "Name") + row(1, "Ada")
  const replaced = HEADER.replace("name", "city") + row(1, "Rome")
  for (const csv of [renamed, replaced])
    await expect(gathered({ csv })).rejects.toThrow(
      /^Cannot retry the rejects in .*a\.csv as it lacks the column "name", which .*known\.ndjson has\. Put it back/,
    )
  const added = HEADER.replace("name", "name,city") + row(1, "Ada").replace("\n", ",Rome\n")
  expect((await gathered({ csv: added })).records).toEqual(["1 Ada", "2 Bo", "7 Cy"])
})

it("takes two lists for one that say the same, and refuses two that do not", async () => {
  const csv = HEADER + row(1, "Adam")
  expect((await gathered({ csv, ndjson: line(1, "Adam") })).records).toEqual(["1 Adam", "2 Bo", "7 Cy"])
  await expect(gathered({ csv, ndjson: line(1, "Eve") })).rejects.toThrow(
    "as both were changed, and do not say the same",
  )
})

const OPTIONS = {
  knownPath: "/known.ndjson",
  toPath: "/to.ndjson",
  sourceName: "data.csv",
  own: { ndjsonPath: "/known.ndjson", record: { counts: undefined, importName: "data.csv" } },
} as const
const CSV = { path: "/a.csv", format: "csv" } as const
const NDJSON = { path: "/a.ndjson", format: "ndjson" } as const

/** More than is read at once. */
const LONG = line(8, "x".repeat(100_000))

/** A disk that holds two lists, and what is known. */
const diskWith = (csv: string, ndjson: string): ReadonlyMap<string, Buffer> =>
  new Map([
    [CSV.path, Buffer.from(csv)],
    [NDJSON.path, Buffer.from(ndjson)],
    [OPTIONS.knownPath, Buffer.from(KNOWN + line(2, "Bö") + LONG)],
  ])

it("closes what it has opened, whichever step fails", async () => {
  const disk = diskWith(HEADER + row(1, "Adam") + row(2, "Böll"), line(1, "Eve"))
  const gather = async (fault?: Fault): Promise<FallibleFileSystem> => {
    const failing = new FallibleFileSystem({ disk, fault })
    const failure: unknown = await gatherList(
      { ...OPTIONS, lists: [CSV], passedOver: [NDJSON] },
      failing,
    ).then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(failure).toEqual(fault === undefined ? undefined : expect.any(DiskError))
    return failing
  }
  const { steps } = await gather()
  expect(steps).toBeGreaterThan(5)
  const faults = faultsWithin(steps).filter(({ kind }) => kind !== "crash")
  for (const fault of faults) expect([fault, (await gather(fault)).openFiles]).toEqual([fault, 0])
})

it.each([
  ["another value", line(1, "Eve")],
  ["another value of the last record", line(7, "Eve")],
  ["more records", line(1, "Adam") + line(9, "Eve")],
  ["what is not a reject", "not JSON\n"],
  ["what cannot be read", "[1]\n"],
])("closes the lists that it compares, where one has %s", async (_, ndjson) => {
  const disk = diskWith(HEADER + row(1, "Adam"), ndjson)
  for (const [one, other] of [
    [CSV, NDJSON],
    [NDJSON, CSV],
  ] as const)
    for (const lists of [
      { lists: [one], passedOver: [other] },
      { lists: [one, other], passedOver: [] },
    ]) {
      const counting = new FallibleFileSystem({ disk })
      const named: unknown = await gatherList({ ...OPTIONS, ...lists }, counting).catch(
        (error: unknown) => error,
      )
      expect([named, counting.openFiles]).toEqual([expect.anything(), 0])
    }
})
