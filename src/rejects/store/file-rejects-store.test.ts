import { execFileSync } from "node:child_process"
import { hash } from "node:crypto"
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { FallibleFileSystem, faultsWithin } from "../../../tests/kit/fallible-file-system.ts"
import type { Fault } from "../../../tests/kit/fallible-file-system.ts"
import { diskFileSystem } from "../../platform/files/disk-file-system.ts"
import { UsageError } from "../../errors.ts"
import { FileRejectsStore } from "./file-rejects-store.ts"
import type { FailedRecord } from "../../accounting/ledger/failed-record.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rejects-store-"))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})
const filesOf = (rejectsFilePath?: string): FileRejectsStore =>
  new FileRejectsStore({
    files: diskFileSystem,
    directory: join(folder, "state", "users.csv"),
    rejectsFilePath,
  })
/** The same on a disk in memory. */
const filesIn = (files: FallibleFileSystem): FileRejectsStore =>
  new FileRejectsStore({ files, directory: "/state/users.csv", rejectsFilePath: undefined })
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)
const FAILED: FailedRecord = {
  item: { position: { recordNumber: 1 }, record: { a: 1 } },
  state: "rejected",
  failures: [{ stage: "api", code: "c", message: "m" }],
}

it("does not write a list that would be taken for a packed one", () => {
  expect(() => filesOf(join(folder, "out.ndjson.gz"))).toThrow("give them a name that does not end in .gz")
})

describe("FileRejectsStore", () => {
  it("does not take a list for removed or changed that could not be written", async () => {
    const open = async (fault?: Fault): Promise<[FileRejectsStore, FallibleFileSystem]> => {
      const files = new FallibleFileSystem({ fault })
      const lists = filesIn(files)
      await lists.open({ name: "users.csv" })
      return [lists, files]
    }
    const [, { steps }] = await open()
    const [lists] = await open({ step: steps, done: "part", kind: "lasting-error" })
    await expect(lists.write([FAILED])).rejects.toThrow("ENOSPC")
    await lists.lookForLost()
    expect(lists.lostPaths).toEqual([])
  })

  it("does not name a list that was removed or changed meanwhile, and says that it is lost", async () => {
    for (const harm of [(path: string) => rmSync(path), (path: string) => writeFileSync(path, "{}\n")]) {
      const files = filesOf()
      await files.open({ name: "users.csv" })
      await files.write([FAILED])
      await files.lookForLost()
      expect(files.lostPaths).toEqual([])
      const path = join(folder, "state/users.csv/rejects.ndjson")
      harm(path)
      await files.lookForLost()
      await files.close()
      expect(files.lostPaths).toEqual([path])
      expect(files.paths.rejects).toBeUndefined()
      files.forgetLost()
      expect(files.extent.rejectsBytes).toEqual({})
      rmSync(path, { force: true })
    }
  })

  it("puts rejects into the import's directory, for the owner's eyes only", async () => {
    const files = filesOf()
    await files.open({ name: "users.csv" })
    await files.write([FAILED])
    await files.close()
    const directory = join(folder, "state", "users.csv")
    expect(files.paths).toEqual({
      rejects: join(directory, "rejects.ndjson"),
    })
    expect(readFileSync(files.paths.rejects ?? "", "utf8")).toMatch(/^\{.*"source":"users.csv".*\}\n$/)
    expect([modeOf(files.paths.rejects ?? ""), modeOf(directory), modeOf(join(folder, "state"))]).toEqual([
      "600",
      "700",
      "700",
    ])
  })

  it("leaves no empty file behind, and names only what was written", async () => {
    const files = filesOf()
    await files.open({ name: "s" })
    await files.write([])
    await files.close()
    expect(readdirSync(join(folder, "state", "users.csv"))).toEqual([])
    expect(files.paths).not.toHaveProperty("rejects")
  })

  it("writes rejects where it is told to", async () => {
    const files = filesOf(join(folder, "elsewhere", "bad.ndjson"))
    await files.open({ name: "s" })
    await files.write([FAILED])
    await files.close()
    expect(existsSync(join(folder, "elsewhere", "bad.ndjson"))).toBe(true)
  })

  it("replaces the rejects of an earlier run", async () => {
    for (let run = 0; run < 2; run += 1) {
      const files = filesOf()
      await files.open({ name: "s" })
      await files.write([FAILED])
      await files.close()
    }
    const path = join(folder, "state", "users.csv", "rejects.ndjson")
    expect(readFileSync(path, "utf8").trim().split("\n")).toHaveLength(1)
  })

  it.each(
    [undefined, { columns: ["a"], delimiter: "," as const }].flatMap((csv) =>
      [undefined, "bad.ndjson", "bad"].map((fileName) => ({ csv, fileName })),
    ),
  )(
    "keeps the rejects of an earlier run beside the new ones, also where a run between them was killed at its start: $csv in $fileName",
    async ({ csv, fileName }) => {
      const directory = join(folder, ...(fileName === undefined ? ["state", "users.csv"] : ["elsewhere"]))
      const path = fileName === undefined ? undefined : join(directory, fileName)
      const filesHere = (): FileRejectsStore => filesOf(path)
      const first = filesHere()
      await first.open({ name: "s", csv })
      await first.write([FAILED])
      await first.close()
      const lists = readdirSync(directory).toSorted()
      const before = lists.map((name) => readFileSync(join(directory, name), "utf8"))
      // Nothing but its beginning.
      await filesHere().open({ name: "s", csv })
      const last = filesHere()
      await last.open({ name: "s", csv })
      await last.close()
      await last.forgetNote()
      const kept = readdirSync(directory).toSorted()
      expect(kept.map((name) => name.replace(/\.\d{4}-\d\d-\d\dT[\d-]{8}/, ""))).toEqual(lists)
      expect(kept).not.toEqual(lists)
      expect(kept.map((name) => readFileSync(join(directory, name), "utf8"))).toEqual(before)
      // And those of a third run beside these.
      const third = filesHere()
      await third.open({ name: "s", csv })
      await third.write([FAILED])
      await third.close()
      const fourth = filesHere()
      await fourth.open({ name: "s", csv })
      expect(fourth.keptPaths).toHaveLength(lists.length)
      await fourth.forgetNote()
      expect(readdirSync(directory).length).toBe(3 * lists.length)
    },
  )

  it.skipIf(!existsSync("/proc/self/fd"))("does not rename an open stream that leads to a file", async () => {
    const path = join(folder, "out.ndjson")
    const old = '{"state":"rejected"}\n'
    writeFileSync(path, old)
    const stream = openSync(path, "a")
    const files = filesOf(`/proc/self/fd/${stream}`)
    await files.open({ name: "s" })
    await files.write([FAILED])
    await files.close()
    closeSync(stream)
    expect(readdirSync(folder)).toEqual(["out.ndjson"])
    expect(readFileSync(path, "utf8")).toContain('"source":"s"')
  })

  it("does not remove what is no file of ours, such as a pipe or /dev/null", async () => {
    const path = join(folder, "pipe")
    execFileSync("mkfifo", [path])
    const reader = openSync(path, "r+")
    const files = filesOf(path)
    await files.open({ name: "s" })
    await files.close()
    closeSync(reader)
    expect(statSync(path).isFIFO()).toBe(true)
  })

  it("says at the start that it cannot write, where and why", async () => {
    writeFileSync(join(folder, "state"), "a file")
    await expect(filesOf().open({ name: "s" })).rejects.toThrow(UsageError)
    await expect(filesOf().open({ name: "s" })).rejects.toThrow(
      /^Cannot write the rejects to .*rejects\.ndjson: a part of the path is not a directory\. Name another directory with stateDir\.$/,
    )
    mkdirSync(join(folder, "dir"))
    await expect(filesOf(join(folder, "dir")).open({ name: "s" })).rejects.toThrow(/it is a directory/)
  })
})

describe("FileRejectsStore of a resumed import", () => {
  const csv = { columns: ["a"], delimiter: "," } as const
  const failed = (recordNumber: number): FailedRecord => ({
    ...FAILED,
    item: { position: { recordNumber }, record: { a: String(recordNumber) } },
  })

  it("goes on where the journal says that the rejects end, in both lists", async () => {
    const first = filesOf()
    await first.open({ name: "users.csv", csv })
    await first.write([failed(1)])
    const before = first.extent
    await first.write([failed(2)])
    await first.close()
    const second = filesOf()
    second.resume(before)
    await second.open({ name: "users.csv", csv })
    await second.write([failed(3)])
    await second.close()
    const { rejects = "", rejectsCsv = "" } = second.paths
    const numbers = readFileSync(rejects, "utf8").match(/"recordNumber":\d+/g)
    expect(numbers).toEqual(['"recordNumber":1', '"recordNumber":3'])
    expect(readFileSync(rejectsCsv, "utf8").trimEnd().split("\n")).toHaveLength(3)
  })

  it("counts nothing as long as nothing failed, and drops what was written after that", async () => {
    const first = filesOf()
    await first.open({ name: "users.csv", csv })
    const before = first.extent
    expect(before).toEqual({ rejectsBytes: {}, rejectsDigests: {} })
    await first.write([failed(1)])
    await first.close()
    const second = filesOf()
    second.resume(before)
    await second.open({ name: "users.csv", csv })
    await second.close()
    expect(readdirSync(join(folder, "state", "users.csv"))).toEqual([])
  })

  it("keeps what stands at a path that was chosen, and of which nothing counts yet", async () => {
    const rejectsFilePath = join(folder, "chosen.ndjson")
    const options = {
      files: diskFileSystem,
      directory: join(folder, "state", "a"),
      rejectsFilePath,
    }
    const first = new FileRejectsStore(options)
    await first.open({ name: "users.csv" })
    await first.write([failed(1)])
    await first.close()
    const text = readFileSync(rejectsFilePath, "utf8")
    const second = new FileRejectsStore(options)
    second.resume({ rejectsBytes: {}, rejectsDigests: {} })
    await second.open({ name: "users.csv" })
    await second.close()
    const [kept = "", ...others] = readdirSync(folder).filter((name) => name.startsWith("chosen"))
    expect(others).toEqual([])
    expect(readFileSync(join(folder, kept), "utf8")).toBe(text)
  })

  it.each(["rejects.ndjson", "rejects.csv"])(
    "does not cut off what was put into %s of which nothing counts yet, and all that a killed run wrote there",
    async (name) => {
      const first = filesOf()
      await first.open({ name: "users.csv", csv })
      await first.write([failed(1)])
      await first.close()
      const directory = join(folder, "state", "users.csv")
      const texts = ["rejects.ndjson", "rejects.csv"].map(
        (list) => [join(directory, list), readFileSync(join(directory, list), "utf8")] as const,
      )
      const path = join(directory, name)
      const written = readFileSync(path, "utf8")
      const goOn = async (text: string): Promise<void> => {
        for (const [list, whole] of texts) writeFileSync(list, whole)
        writeFileSync(path, text)
        const second = filesOf()
        second.resume({ rejectsBytes: {}, rejectsDigests: {} })
        await second.open({ name: "users.csv", csv })
        await second.close()
      }
      for (let length = 0; length <= written.length; length += 1) {
        await goOn(written.slice(0, length))
        expect(readdirSync(directory)).toEqual([])
      }
      await expect(goOn(`${written}call them\n`)).rejects.toThrow(
        /were added after those of the earlier run.*Move them to a file of their own/,
      )
      expect(readFileSync(path, "utf8")).toBe(`${written}call them\n`)
    },
  )

  /** What a first run has left behind, one reject and a bad row. */
  const firstRun = async (rejectsFilePath?: string): Promise<FileRejectsStore> => {
    const files = filesOf(rejectsFilePath)
    await files.open({ name: "users.csv", csv })
    const bad = {
      position: { recordNumber: 2, lineNumber: 3 },
      problem: { code: "too-many-fields", message: "two" },
      raw: "1,2",
      fields: ["1", "2"],
    }
    await files.write([failed(1), { ...FAILED, item: bad }])
    await files.close()
    return files
  }

  it("leaves a rejects.csv as it is that was corrected meanwhile, and makes it anew where it was moved away", async () => {
    const first = await firstRun()
    const { rejectsCsv: path = "" } = first.paths
    const written = readFileSync(path, "utf8")
    const corrected = written.replace("c: m", "corrected in a spreadsheet")
    writeFileSync(path, corrected)
    const second = filesOf()
    second.resume(first.extent)
    await expect(second.open({ name: "users.csv", csv })).rejects.toThrow(
      /rejects\.csv: what the earlier run wrote there is gone or was changed\. Move the file away, and run again/,
    )
    expect(readFileSync(path, "utf8")).toBe(corrected)

    rmSync(path)
    const third = filesOf()
    third.resume(first.extent)
    await third.open({ name: "users.csv", csv })
    expect(third.extent.rejectsBytes).toEqual(first.extent.rejectsBytes)
    await third.close()
    expect(readFileSync(path, "utf8")).toBe(written)
  })

  it("does not go on in a rejects.ndjson that was changed", async () => {
    const first = await firstRun()
    const { rejects: path = "" } = first.paths
    const changed = readFileSync(path, "utf8").replace('"message":"m"', '"message":"corrected"')
    writeFileSync(path, changed)
    const second = filesOf()
    second.resume(first.extent)
    await expect(second.open({ name: "users.csv", csv })).rejects.toThrow(
      /changed\. Put it back.*restart: true/,
    )
    expect(readFileSync(path, "utf8")).toBe(changed)
  })

  it("keeps a correction that is as long as what it replaces, made between the runs, as a change", async () => {
    const first = await firstRun()
    const { rejects: ndjson = "", rejectsCsv = "" } = first.paths
    const sha = (path: string): string => hash("sha256", readFileSync(path), "hex")
    expect(first.extent.rejectsDigests).toEqual({
      "rejects.ndjson": sha(ndjson),
      "rejects.csv": sha(rejectsCsv),
    })
    const corrected = readFileSync(ndjson, "utf8").replace('"a":"1"', '"a":"7"')
    writeFileSync(ndjson, corrected)
    let before = first.extent
    for (const number of [3, 4]) {
      const next = filesOf()
      next.resume(before)
      await next.open({ name: "users.csv", csv })
      await next.write([failed(number)])
      await next.close()
      before = next.extent
    }
    expect(readFileSync(ndjson, "utf8").startsWith(corrected)).toBe(true)
    expect(before.rejectsDigests["rejects.ndjson"]).not.toBe(sha(ndjson))
    expect(before.rejectsDigests["rejects.csv"]).toBe(sha(rejectsCsv))
    // Once it is finished, and by a run that opens nothing.
    const idle = filesOf()
    idle.resume(before)
    await idle.close()
    expect(idle.extent.rejectsDigests).toEqual(before.rejectsDigests)
  })

  it("knows at any time the digests of what was written, not of what a person has made of it", async () => {
    const files = filesOf()
    await files.open({ name: "users.csv", csv })
    expect(files.extent.rejectsDigests).toEqual({})
    await files.write([failed(1)])
    const path = files.paths.rejects ?? ""
    const [bytes, written] = [files.extent.rejectsBytes["rejects.ndjson"], readFileSync(path)]
    expect(files.extent.rejectsDigests["rejects.ndjson"]).toBe(hash("sha256", written, "hex"))
    writeFileSync(path, written.toString().replace('"a":"1"', '"a":"7"'))
    await files.write([failed(2)])
    await files.close()
    const now = readFileSync(path)
    const all = Buffer.concat([written, now.subarray(bytes)])
    expect(files.extent.rejectsDigests["rejects.ndjson"]).toBe(hash("sha256", all, "hex"))
    expect(files.extent.rejectsDigests["rejects.ndjson"]).not.toBe(hash("sha256", now, "hex"))
  })

  it.each([
    ["a note", () => "call them\n"],
    ["a note without a line end", () => "call them"],
    ["an object of another kind", () => '{"email":"a@example.com"}\n'],
    [
      "a line of the list, changed",
      (text: string) =>
        text.split("\n")[0]?.replace('"recordNumber":1', '"recordNumber":1,"byteOffset":7').concat("\n") ??
        "",
    ],
    [
      "a line of its own behind one that a killed run wrote",
      (text: string) =>
        `${text.split("\n")[0]?.replace('"recordNumber":1', '"recordNumber":9') ?? ""}\n{"mine":1}\n`,
    ],
  ])("does not cut off what was put behind rejects.ndjson: %s", async (_, appendedTo) => {
    const first = await firstRun()
    const { rejects: path = "" } = first.paths
    const written = readFileSync(path, "utf8")
    const appended = written + appendedTo(written)
    writeFileSync(path, appended)
    const second = filesOf()
    second.resume(first.extent)
    await expect(second.open({ name: "users.csv", csv })).rejects.toThrow(
      /rejects\.ndjson: lines were added after those of the earlier run\. Move them to a file of their own, and run again\./,
    )
    expect(readFileSync(path, "utf8")).toBe(appended)
  })

  it("cuts off what a killed run wrote behind what counts, wherever it broke off", async () => {
    const first = await firstRun()
    const { rejects: path = "" } = first.paths
    const written = readFileSync(path, "utf8")
    const line = `${written.split("\n")[0]?.replace('"recordNumber":1', '"recordNumber":9') ?? ""}\n`
    for (let length = 0; length <= line.length; length += 1) {
      writeFileSync(path, written + line + line.replace(":9", ":10").slice(0, length))
      const second = filesOf()
      second.resume(first.extent)
      await second.open({ name: "users.csv", csv })
      await second.close()
      expect(readFileSync(path, "utf8")).toBe(written)
    }
  })

  it.each([
    ["a note", () => "call them\n"],
    ["a note without a line end", () => "call them"],
    ["a row of its own", () => "99,100,,,,r123456789012345,uX\n"],
    ["a row of its own without a line end", () => "99,100,,,,r123456789012345,uX"],
    ["a row of the list", (text: string) => `${text.split("\n")[1] ?? ""}\n`],
    ["a row of the list without a line end", (text: string) => text.split("\n")[1] ?? ""],
    ["a row of the source", () => "uX\n"],
    ["an empty row", () => "\n"],
  ])("does not cut off what was put behind rejects.csv: %s", async (_, appendedTo) => {
    const first = await firstRun()
    const { rejects = "", rejectsCsv: path = "" } = first.paths
    const appended = readFileSync(path, "utf8") + appendedTo(readFileSync(path, "utf8"))
    writeFileSync(path, appended)
    const lines = readFileSync(rejects, "utf8")
    const second = filesOf()
    second.resume(first.extent)
    await expect(second.open({ name: "users.csv", csv })).rejects.toThrow(
      /rejects\.csv: rows were added after those of the earlier run, or changed\. Move them to a file of their own, and run again\./,
    )
    expect([readFileSync(path, "utf8"), readFileSync(rejects, "utf8")]).toEqual([appended, lines])
  })

  it("cuts off rows that a killed run wrote, wherever it broke off, and none that a person has changed", async () => {
    const first = filesOf()
    await first.open({ name: "users.csv", csv })
    await first.write([failed(1)])
    const before = first.extent
    const { rejects = "", rejectsCsv: path = "" } = first.paths
    const [keptLines, keptRows] = [readFileSync(rejects, "utf8"), readFileSync(path, "utf8")]
    const quoted = { position: { recordNumber: 8, lineNumber: 9 }, record: { a: 'one\n"two", three' } }
    await first.write([failed(7), { ...FAILED, item: quoted }])
    await first.close()
    const [lines, rows] = [readFileSync(rejects, "utf8"), readFileSync(path, "utf8")]
    const goOn = async (someLines: string, someRows: string): Promise<void> => {
      writeFileSync(rejects, someLines)
      writeFileSync(path, someRows)
      const second = filesOf()
      second.resume(before)
      await second.open({ name: "users.csv", csv })
      await second.close()
      expect([readFileSync(rejects, "utf8"), readFileSync(path, "utf8")]).toEqual([keptLines, keptRows])
    }
    for (let length = keptRows.length; length <= rows.length; length += 1)
      await goOn(lines, rows.slice(0, length))
    // A loss of power may leave more of the one or of the other.
    for (let length = keptLines.length; length <= lines.length; length += 1)
      await goOn(lines.slice(0, length), rows)
    for (const [someLines, someRows] of [
      [lines, rows.replace("three", "throw")],
      [lines, rows.replace("\n7,,", "\n6,,")],
      [lines, rows.replace(/\n7,.*\n/, "\n")],
      [lines.replace("three", "throw"), rows],
      [lines.replace('"a":"7"', '"a":"77"'), rows],
    ] as const) {
      await expect(goOn(someLines, someRows)).rejects.toThrow(
        /rejects\.csv: rows were added after those of the earlier run, or changed/,
      )
      expect([readFileSync(rejects, "utf8"), readFileSync(path, "utf8")]).toEqual([someLines, someRows])
    }
  })

  it("writes each reject into rejects.ndjson first, whenever it is killed", async () => {
    const writeUntil = async (fault?: Fault): Promise<FallibleFileSystem> => {
      const files = new FallibleFileSystem({ fault })
      const lists = filesIn(files)
      const write = async (): Promise<void> => {
        await lists.open({ name: "users.csv", csv })
        await Promise.all([1, 2, 3].map((number) => lists.write([failed(number)])))
      }
      await write().catch(() => undefined)
      return files
    }
    const { steps } = await writeUntil()
    let rejects = 0
    for (const fault of faultsWithin(steps)) {
      const files = await writeUntil(fault)
      const textOf = async (name: string): Promise<string> =>
        Buffer.from((await files.read(`/state/users.csv/${name}`)) ?? []).toString("utf8")
      const numbers = [...(await textOf("rejects.csv")).matchAll(/^\d/gm)].map(String)
      const lines = await textOf("rejects.ndjson")
      expect(lines.match(/(?<="recordNumber":)\d(?=.*\n)/g)?.slice(0, numbers.length) ?? []).toEqual(numbers)
      rejects += numbers.length
    }
    expect(rejects).toBeGreaterThan(10)
  })

  it("does not write the rejects to another file than the run before", async () => {
    const first = await firstRun()
    const second = filesOf(join(folder, "other.ndjson"))
    second.resume(first.extent)
    await expect(second.open({ name: "users.csv", csv })).rejects.toThrow(
      /other\.ndjson: the earlier run wrote them to rejects\.csv and rejects\.ndjson\. Name that file again with rejectsFilePath, or .*restart: true/,
    )
    const none = filesOf(join(folder, "other.ndjson"))
    none.resume({ rejectsBytes: {} })
    await none.open({ name: "users.csv", csv })
    await none.close()
  })

  it("goes on with a device, which holds nothing", async () => {
    const first = filesOf("/dev/null")
    await first.open({ name: "users.csv" })
    await first.write([failed(1)])
    await first.close()
    const second = filesOf("/dev/null")
    second.resume(first.extent)
    await second.open({ name: "users.csv" })
    await second.close()
    expect(second.paths.rejects).toBe("/dev/null")
  })

  it("does not go on without the rejects of the run before", async () => {
    const files = filesOf()
    files.resume({ rejectsBytes: { "rejects.ndjson": 10 } })
    await expect(files.open({ name: "s" })).rejects.toThrow(
      /what the earlier run wrote there is gone.*restart: true/,
    )
  })
})
