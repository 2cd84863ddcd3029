import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { Summary } from "../../accounting/summary.ts"
import type { Importer } from "../../delivery/importer.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import { MemoryJournalStore } from "../../journal/memory-journal-store.ts"
import { UpdateUserProfile } from "../../kinds/update-user-profile.ts"
import { iterableSource } from "../../sources/iterable-source.ts"
import { ImportStoppedError } from "../import-stopped-error.ts"
import { runImport } from "./run-import.ts"
import type { RunOptions } from "./run-options.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kept-rejects-"))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

interface Person {
  readonly id: string
}

const acceptAll: Importer = {
  async *deliver(actions) {
    for await (const array of actions)
      yield array.map((action) => ({ action, outcome: { kind: "accepted" } as const }))
  },
}

/** Remembers no end of a run once it is told to, as if the process were killed before. */
class KilledStore extends MemoryJournalStore {
  isKilled = false

  override save(entry: JournalEntry): Promise<void> {
    return this.isKilled && entry.state !== "running" ? Promise.resolve() : super.save(entry)
  }
}

function run(
  given: Partial<RunOptions<Person>>,
  onRecord?: (recordNumber: number) => void,
): Promise<Summary> {
  const people = Array.from({ length: 600 }, (_, index): Person => ({ id: index === 3 ? "" : `u${index}` }))
  const options: RunOptions<Person> = {
    source: iterableSource(people),
    importName: "people",
    importer: acceptAll,
    stateDir: join(folder, "state"),
    maxRejects: "50%",
    ...given,
  }
  return runImport(options, ({ id }, { recordNumber }) => {
    onRecord?.(recordNumber)
    return new UpdateUserProfile({ userId: id })
  })
}

/** A run that begins anew, and is stopped. */
async function begunAnew(given: Partial<RunOptions<Person>>): Promise<Summary> {
  const abort = new AbortController()
  const running = run({ ...given, restart: true, signal: abort.signal }, (recordNumber) => {
    if (recordNumber === 300) abort.abort()
  })
  const error: unknown = await running.catch((stopped: unknown) => stopped)
  if (error instanceof ImportStoppedError) return error.summary
  throw error
}

describe("keptRejects", () => {
  it.each(["stopped", "killed"])(
    "are named too by the run that goes on after one that was %s",
    async (how) => {
      const journal = new KilledStore()
      await run({ journal })
      journal.isKilled = how === "killed"
      const { keptRejects } = await begunAnew({ journal })
      expect(keptRejects).toEqual([expect.stringMatching(/rejects\..*\.ndjson$/)])
      journal.isKilled = false
      const summary = await run({ journal })
      expect(summary).toMatchObject({ status: "completed", keptRejects })
    },
  )

  it("are named only as long as they are there, also where the directory was moved", async () => {
    const journal = new MemoryJournalStore()
    await run({ journal })
    const { keptRejects: [kept = ""] = [] } = await begunAnew({ journal })
    renameSync(join(folder, "state"), join(folder, "moved"))
    const moved = kept.replace(join(folder, "state"), join(folder, "moved"))
    expect(existsSync(moved)).toBe(true)
    const stateDir = join(folder, "moved")
    const stopped: unknown = await run({ journal, stateDir, signal: AbortSignal.abort() }).catch(
      (error: unknown) => error,
    )
    expect(stopped).toBeInstanceOf(ImportStoppedError)
    const abort = new AbortController()
    const onRecord = (): void => {
      abort.abort()
    }
    const again: unknown = await run({ journal, stateDir, signal: abort.signal }, onRecord).catch(
      (error: unknown) => error,
    )
    expect(again).toMatchObject({ summary: { keptRejects: [moved] } })
    rmSync(moved)
    expect(await run({ journal, stateDir })).not.toHaveProperty("keptRejects")
  })
})
