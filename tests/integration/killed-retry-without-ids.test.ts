import { cpSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import {
  AlreadyImportedError,
  IterableDataImport,
  TrackCustomEvent,
  readRejects,
  retryRejects,
} from "../../src/index.ts"
import type {
  DataSource,
  Importer,
  MapFunction,
  RejectLine,
  RetryOptions,
  RetrySummary,
  SourceDataRecord,
} from "../../src/index.ts"
import { fileSource } from "../../src/sources/file-source.ts"

const RECORDS = 1_500
/** The list is to be read in several arrays. */
const FILLER = "x".repeat(500)

let folder = ""
let stateDir = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "killed-retry-"))
  stateDir = join(folder, "state")
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

/** Delivers events, which must not be delivered twice. */
class EventsOnce implements Importer {
  readonly sent: number[] = []
  readonly repeats = (): boolean => false
  readonly #onArray: (arrays: number) => void
  readonly #outcomeOf: "accepted" | "rejected"

  constructor({
    onArray = () => undefined,
    outcome = "accepted",
  }: { onArray?: (arrays: number) => void; outcome?: "accepted" | "rejected" } = {}) {
    this.#onArray = onArray
    this.#outcomeOf = outcome
  }

  async *deliver(...[actions]: Parameters<Importer["deliver"]>): ReturnType<Importer["deliver"]> {
    let arrays = 0
    for await (const array of actions) {
      this.sent.push(...array.map(({ item }) => (item.origin ?? item.position).recordNumber))
      arrays += 1
      this.#onArray(arrays)
      yield array.map((action) =>
        this.#outcomeOf === "accepted"
          ? { action, outcome: { kind: "accepted" } }
          : {
              action,
              outcome: {
                kind: "rejected",
                rejection: { stage: "api", code: "not-found", message: "no user" },
              },
            },
      )
    }
  }
}

const mapEvent: MapFunction<SourceDataRecord> = ({ email }) =>
  new TrackCustomEvent({ eventName: "joined", email: email ?? "" })

const retryWith = (importer: Importer, given: Partial<RetryOptions> = {}): Promise<RetrySummary> =>
  retryRejects<SourceDataRecord>({ name: "events.csv", stateDir, importer, ...given }, mapEvent)

/** An import of which every record was rejected. */
async function importInVain(): Promise<void> {
  const filePath = join(folder, "events.csv")
  const rows = Array.from({ length: RECORDS }, (_, index) => `u${index + 1}@example.com,"${FILLER}, so"\n`)
  writeFileSync(filePath, `email,filler\n${rows.join("")}`)
  await importAgain(new EventsOnce({ outcome: "rejected" }))
}

async function importAgain(importer: Importer): Promise<void> {
  await new IterableDataImport<SourceDataRecord>({
    source: fileSource({ filePath: join(folder, "events.csv") }) as DataSource<SourceDataRecord>,
    importer,
    stateDir,
    maxRejects: "off",
  }).run(mapEvent)
}

/** A retry that is killed when its third array of records is on its way; gives which events had left by then. */
async function killedRetry(): Promise<readonly number[]> {
  const asKilled = join(folder, "as-killed")
  let sent: readonly number[] = []
  const importer = new EventsOnce({
    onArray: (arrays) => {
      if (arrays !== 3) return
      sent = [...importer.sent]
      // The lock dies with its holder.
      cpSync(stateDir, asKilled, { recursive: true, filter: (path) => basename(path) !== "lock" })
    },
  })
  await retryWith(importer)
  rmSync(stateDir, { recursive: true })
  renameSync(asKilled, stateDir)
  expect(sent.length).toBeLessThan(RECORDS)
  return sent
}

async function rejectsLeft(): Promise<readonly RejectLine[]> {
  const rejects: RejectLine[] = []
  for await (const reject of readRejects(join(stateDir, "events.csv/rejects.ndjson"))) rejects.push(reject)
  return rejects
}

/** The rows of `rejects.csv`, without its header. */
function rowsLeft(): readonly string[] {
  return readFileSync(join(stateDir, "events.csv/rejects.csv"), "utf8").trimEnd().split("\n").slice(1)
}

describe("a retry of events without ids that was killed", () => {
  it("sends none of them twice: what may have been under way is unknown, and stays among the rejects", async () => {
    await importInVain()
    const before = await killedRetry()
    const importer = new EventsOnce()
    const warnings: string[] = []
    const { records, retried } = await retryWith(importer, {
      onStart: (start) => warnings.push(...start.warnings),
    })
    expect(importer.sent.filter((number) => before.includes(number))).toEqual([])
    expect(importer.sent.length).toBe(retried?.records.read)
    const left = await rejectsLeft()
    expect(left.length).toBeGreaterThan(0)
    expect(new Set(left.map(({ code, state }) => `${state} ${code}`))).toEqual(
      new Set(["unknown killed-under-way"]),
    )
    // What is neither left nor sent now was known to have been imported.
    expect(left.every(({ position }) => before.includes(position.recordNumber))).toBe(true)
    expect(records).toMatchObject({
      read: RECORDS,
      imported: RECORDS - left.length,
      rejected: 0,
      unknown: left.length,
    })
    expect(rowsLeft().map((row) => Number(row.split(",")[0]))).toEqual(
      left.map(({ position }) => position.recordNumber),
    )
    for (const row of rowsLeft()) {
      expect(row).toMatch(/,"killed-under-way: .*",look the user up in Iterable/)
      expect(row).toMatch(new RegExp(`,u\\d+@example\\.com,"${FILLER}, so"$`))
    }
    expect(warnings).toEqual([
      `Left out, as they may have been applied already and running them again without ids could double them: killed-under-way (${left.length}). To run them all the same, choose them by codes: ["CODE"].`,
    ])
  })

  it("is completed before its import, of which nothing else was imported, begins anew", async () => {
    await importInVain()
    const before = await killedRetry()
    const importer = new EventsOnce()
    await expect(importAgain(importer)).rejects.toThrow("Run retryRejects once more")
    expect(importer.sent).toEqual([])
    await retryWith(importer)
    expect(importer.sent.filter((number) => before.includes(number))).toEqual([])
    await expect(importAgain(importer)).rejects.toThrow(AlreadyImportedError)
  })

  it("sends them when they are asked for by their code, and says so where nothing else is left", async () => {
    await importInVain()
    await killedRetry()
    await retryWith(new EventsOnce())
    const left = await rejectsLeft()
    const nobody = new EventsOnce()
    await expect(retryWith(nobody)).rejects.toThrow(`could double them: killed-under-way (${left.length}).`)
    expect(nobody.sent).toEqual([])
    const importer = new EventsOnce()
    const { records } = await retryWith(importer, { codes: ["killed-under-way"] })
    expect(importer.sent).toEqual(left.map(({ position }) => position.recordNumber))
    expect(records).toMatchObject({ imported: RECORDS, unknown: 0, rejected: 0 })
  })

  it("goes by the list that is named, where both were changed in different ways meanwhile", async () => {
    await importInVain()
    const before = await killedRetry()
    for (const name of ["rejects.ndjson", "rejects.csv"]) {
      const path = join(stateDir, "events.csv", name)
      writeFileSync(path, readFileSync(path, "utf8").replaceAll("@example.com", `@${name}.example.com`))
    }
    await expect(retryWith(new EventsOnce())).rejects.toThrow("Name one of them")
    const importer = new EventsOnce()
    await retryWith(importer, { from: join(stateDir, "events.csv/rejects.csv") })
    expect(importer.sent.filter((number) => before.includes(number))).toEqual([])
    const left = await rejectsLeft()
    expect(left.length).toBeGreaterThan(0)
    for (const { record } of left)
      expect((record as SourceDataRecord)["email"]).toMatch(/@rejects\.csv\.example\.com$/)
    const kept = readdirSync(join(stateDir, "events.csv")).find((name) => /^rejects\.\d/.test(name)) ?? ""
    expect(readFileSync(join(stateDir, "events.csv", kept), "utf8")).toContain("@rejects.ndjson.example.com")
  })

  it("keeps what was corrected in the lists meanwhile", async () => {
    await importInVain()
    const before = await killedRetry()
    for (const name of ["rejects.ndjson", "rejects.csv"]) {
      const path = join(stateDir, "events.csv", name)
      writeFileSync(path, readFileSync(path, "utf8").replaceAll("@example.com", "@corrected.example.com"))
    }
    const importer = new EventsOnce()
    await retryWith(importer)
    expect(importer.sent.filter((number) => before.includes(number))).toEqual([])
    const left = await rejectsLeft()
    expect(left.every(({ state }) => state === "unknown")).toBe(true)
    expect(left.every(({ record }) => JSON.stringify(record).includes("@corrected.example.com"))).toBe(true)
    expect(rowsLeft()).toHaveLength(left.length)
    expect(rowsLeft().every((row) => row.includes("@corrected.example.com"))).toBe(true)
  })
})
