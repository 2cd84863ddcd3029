import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { diskFileSystem } from "../platform/files/disk-file-system.ts"
import { FallibleFileSystem, faultsWithin } from "../../tests/kit/fallible-file-system.ts"
import type { Fault } from "../../tests/kit/fallible-file-system.ts"
import { plainJournalEntry } from "../../tests/kit/plain-journal-entry.ts"
import { FileJournalStore } from "./file-journal-store.ts"
import type { JournalEntry } from "./journal-entry.ts"

type Disk = ReadonlyMap<string, Buffer>

const entryAt = (lowWater: number): JournalEntry =>
  // Of different lengths, so that what is left of the one never fits the other.
  plainJournalEntry({ settled: { lowWater, ranges: [] }, importName: "x".repeat(lowWater) })

/** The low-water mark that a disk's journal has; "none" without a journal, and what is wrong with one that cannot be used. */
async function found(files: FallibleFileSystem): Promise<number | string> {
  const load = await new FileJournalStore("dir", files).load()
  if (load.kind === "entry") return load.entry.settled.lowWater
  return load.kind === "none" ? "none" : load.code
}

async function save(
  disk: Disk,
  lowWater: number,
  fault?: Fault,
): Promise<[FallibleFileSystem, "saved" | "failed"]> {
  const files = new FallibleFileSystem({ disk, fault })
  const saving = new FileJournalStore("dir", files).save(entryAt(lowWater))
  return [files, await saving.then(() => "saved" as const).catch(() => "failed" as const)]
}

async function afterwards(files: FallibleFileSystem): Promise<readonly (number | string)[]> {
  return Promise.all(files.disksAfterwards().map((disk) => found(new FallibleFileSystem({ disk }))))
}

/** A disk that holds a journal, and how many steps saving takes. */
async function diskWith(lowWater: number): Promise<{ disk: Disk; steps: number }> {
  const [files] = await save(new Map(), lowWater)
  const [disk = new Map<string, Buffer>()] = files.disksAfterwards()
  return { disk, steps: files.steps }
}

describe("FileJournalStore, whatever fails and wherever it ends", () => {
  it("keeps what was saved", async () => {
    const { disk, steps } = await diskWith(1)
    expect(steps).toBe(7)
    const [files, outcome] = await save(disk, 2)
    expect(outcome).toBe("saved")
    expect(new Set(await afterwards(files))).toEqual(new Set([2]))
  })

  it("holds the entry before or the new one after any fault at any step, and the next save succeeds", async () => {
    const { disk, steps } = await diskWith(1)
    const outcomes = new Map<string, number>()
    for (const before of [new Map<string, Buffer>(), disk]) {
      const old = before.size === 0 ? "none" : 1
      for (const fault of faultsWithin(steps)) {
        const [files, outcome] = await save(before, 2, fault)
        const seen = await found(files)
        const left = await afterwards(files)
        const allowed = outcome === "saved" ? [2] : [old, 2]
        expect.soft(allowed, JSON.stringify(fault)).toEqual(expect.arrayContaining([seen, ...left]))
        for (const result of [seen, ...left])
          outcomes.set(`${old} → ${result}`, (outcomes.get(`${old} → ${result}`) ?? 0) + 1)
        for (const leftover of files.disksAfterwards()) {
          const [later, laterOutcome] = await save(leftover, 3)
          expect.soft(laterOutcome).toBe("saved")
          expect.soft(new Set(await afterwards(later)), JSON.stringify(fault)).toEqual(new Set([3]))
        }
      }
    }
    // Each of them did happen.
    expect([...outcomes.keys()].toSorted()).toEqual(["1 → 1", "1 → 2", "none → 2", "none → none"])
  })

  it("does so also where one crash follows another", async () => {
    const { disk, steps } = await diskWith(1)
    const crashes = faultsWithin(steps).filter(({ kind }) => kind === "crash")
    for (const first of crashes) {
      const [files] = await save(disk, 2, first)
      for (const leftover of files.disksAfterwards()) {
        const old = await found(new FallibleFileSystem({ disk: leftover }))
        for (const second of crashes) {
          const [later] = await save(leftover, 3, second)
          expect
            .soft([old, 3], JSON.stringify({ first, second }))
            .toEqual(expect.arrayContaining([...(await afterwards(later))]))
        }
      }
    }
  })

  it("leaves no draft where the disk was full, and rejects with the system's error", async () => {
    const { disk } = await diskWith(1)
    for (const fault of faultsWithin(8).filter(
      ({ kind, step }) => kind === "error" && step >= 2 && step < 6,
    )) {
      const files = new FallibleFileSystem({ disk, fault })
      await expect(new FileJournalStore("dir", files).save(entryAt(2))).rejects.toMatchObject({
        syscall: expect.any(String) as string,
      })
      expect([...(files.disksAfterwards()[0] ?? []).keys()]).toEqual([join("dir", "journal")])
    }
  })

  it("takes overlapping saves in turn, and goes on after one that failed", async () => {
    const files = new FallibleFileSystem({ fault: { step: 3, done: "part", kind: "error" } })
    const store = new FileJournalStore("dir", files)
    const savings = [1, 2, 3].map((lowWater) => store.save(entryAt(lowWater)))
    expect((await Promise.allSettled(savings)).map(({ status }) => status)).toEqual([
      "rejected",
      "fulfilled",
      "fulfilled",
    ])
    expect(await found(files)).toBe(3)
  })
})

describe("FileJournalStore on this machine's disk", () => {
  let folder = ""
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "journal-store-"))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  it("finds nothing, then what was saved last, for the owner's eyes only", async () => {
    const directory = join(folder, "state", "users.csv")
    const store = new FileJournalStore(directory, diskFileSystem)
    expect(await store.load()).toEqual({ kind: "none" })
    await store.save(entryAt(1))
    await store.save(entryAt(2))
    expect(await new FileJournalStore(directory, diskFileSystem).load()).toEqual({
      kind: "entry",
      entry: entryAt(2),
    })
    expect(readdirSync(directory)).toEqual(["journal"])
    expect(statSync(store.path).mode & 0o777).toBe(0o600)
    expect(statSync(directory).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, "state")).mode & 0o777).toBe(0o700)
  })

  it("says what is wrong with a file that is no journal, or cannot be read, and leaves it there", async () => {
    const store = new FileJournalStore(folder, diskFileSystem)
    writeFileSync(store.path, "hello\n")
    expect(await store.load()).toMatchObject({ kind: "unreadable", code: "not-a-journal" })
    rmSync(store.path)
    mkdirSync(store.path)
    expect(await store.load()).toMatchObject({
      kind: "unreadable",
      code: "unavailable",
      message: expect.stringContaining("EISDIR") as string,
    })
    await expect(store.save(entryAt(1))).rejects.toMatchObject({ syscall: "rename" })
    expect(readdirSync(folder)).toEqual(["journal"])
  })
})
