import { join } from "node:path"
import { messageOf } from "../errors.ts"
import type { FileSystem } from "../platform/files/file-system.ts"
import { replaceTextFile } from "../platform/files/text-file.ts"
import type { JournalEntry } from "./journal-entry.ts"
import type { JournalLoad, JournalStore } from "./journal-store.ts"
import { readJournalText, journalText } from "./journal-text.ts"

/** Keeps a journal in the file `journal` of an import's directory, which is made when something is saved. */
export class FileJournalStore implements JournalStore {
  readonly path: string
  readonly #files: FileSystem
  #last: Promise<void> = Promise.resolve()

  constructor(directory: string, files: FileSystem) {
    this.path = join(directory, "journal")
    this.#files = files
  }

  async load(): Promise<JournalLoad> {
    try {
      const bytes = await this.#files.read(this.path)
      return bytes === undefined ? { kind: "none" } : readJournalText(bytes)
    } catch (error) {
      return { kind: "unreadable", code: "unavailable", message: `the system says ${messageOf(error)}` }
    }
  }

  /** Calls that overlap are taken in turn. */
  async save(entry: JournalEntry): Promise<void> {
    const text = journalText(entry)
    const saving = this.#last.then(() => replaceTextFile(this.path, text, this.#files))
    this.#last = saving.catch(() => undefined)
    await saving
  }
}
