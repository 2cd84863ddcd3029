import { messageOf } from "../../errors.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import type { JournalLoad, JournalStore } from "../../journal/journal-store.ts"
import type { RejectsStore } from "../../rejects/store/rejects-store.ts"
import { TAKEN_OVER } from "../pipeline/stop.ts"
import type { Stop } from "../pipeline/stop.ts"
import type { RunLock } from "../run/run-lock.ts"

/** What a directory is restored with. */
export interface LostDirectory {
  readonly directory: string
  readonly lock: Pick<RunLock, "isHeld">
  readonly store: JournalStore
  readonly rejects: Pick<RejectsStore, "forgetLost" | "lookForLost" | "lostPaths">
  /** The import as it has stopped, as of this instant. */
  readonly entry: () => JournalEntry
}

/**
 * After the lock of an import was found to be gone: if no other process has the import, its directory was removed, or its lock was. What is
 * done is then written there again, so that the same command does not start over. Gives why the run stops; undefined: it had come to its end.
 */
export async function restoreDirectory(lost: LostDirectory): Promise<Stop | undefined> {
  const { directory, rejects, store } = lost
  try {
    if (!(await lost.lock.isHeld())) return TAKEN_OVER
    const load = await store.load()
    if (load.kind === "entry" && load.entry.state === "finished") return undefined
    await rejects.lookForLost()
    rejects.forgetLost()
    await store.save(lost.entry())
    return { code: "DISK", message: restoredText(directory, load, rejects.lostPaths.length > 0) }
  } catch (error) {
    const cause = messageOf(error)
    const message = `Progress cannot be saved, so nothing more is sent: the directory of the import, ${directory}, was removed, and cannot be written again: ${cause}. Run again, the import begins anew.`
    return { code: "DISK", message, cause: error }
  }
}

function restoredText(directory: string, load: JournalLoad, areListsLost: boolean): string {
  const what = load.kind === "none" ? "The directory of the import," : "The lock of the import, in"
  const lists = areListsLost ? " Its lists of rejects are lost." : ""
  return `${what} ${directory}, was removed while it ran. What is done was written there again, so that it goes on where it stopped, and doubles nothing.${lists}`
}
