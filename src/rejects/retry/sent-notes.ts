import { exactJson } from "../../json/exact-json.ts"
import { dirname } from "node:path"
import type { MappedRecords } from "../../mapping/mapped-records.ts"
import type { FileSystem, WritableFile } from "../../platform/files/file-system.ts"
import { notesOf } from "../merge/sent-note.ts"
import type { NotingRules } from "../merge/sent-note.ts"

/** Notes of records what may be sent, before it is: a person may change a record before anybody knows whether that was applied. */
export class SentNotes {
  readonly #path: string
  readonly #files: FileSystem
  #file: WritableFile | undefined

  constructor(path: string, files: FileSystem) {
    this.#path = path
    this.#files = files
  }

  /** Lets mapped records pass, once they are noted. */
  async *noting(
    arrays: AsyncIterable<MappedRecords>,
    rules: NotingRules,
  ): AsyncGenerator<MappedRecords, void, undefined> {
    const file = await this.#files.createNew(this.#path)
    this.#file = file
    try {
      await this.#files.syncDirectory(dirname(this.#path))
      for await (const mapped of arrays) {
        const lines = notesOf(mapped, rules).map((note) => `${exactJson(note)}\n`)
        if (lines.length > 0) await file.write(lines.join(""))
        yield mapped
      }
      await file.sync()
    } finally {
      this.#file = undefined
      await file.close()
    }
  }

  /** Resolves when all that was noted so far is on disk: before a journal counts on it. */
  async sync(): Promise<void> {
    await this.#file?.sync()
  }
}
