import { scrubNothing } from "../platform/secret-scrubber.ts"
import type { Scrub } from "../platform/secret-scrubber.ts"
import type { TextFile } from "../platform/text-file.ts"
import type { FailedRecord } from "./ledger.ts"

/** Writes the records that failed into one file, in the order in which that became known. */
export class RejectsWriter {
  readonly #file: TextFile
  readonly #textOf: (failed: FailedRecord) => string
  readonly #scrub: Scrub
  #givenBytes: number
  #hasFailed = false
  #last: Promise<void> = Promise.resolve()

  /** @param textOf what to write of a record, line end included; what `scrub` takes out of it is not written */
  constructor(file: TextFile, textOf: (failed: FailedRecord) => string, scrub: Scrub = scrubNothing) {
    this.#file = file
    this.#textOf = textOf
    this.#scrub = scrub
    this.#givenBytes = file.sizeBytes
  }

  /** How long the file will be once all that was given is written. */
  get givenBytes(): number {
    return this.#givenBytes
  }

  /** Whether something that was given could not be written. */
  get hasFailed(): boolean {
    return this.#hasFailed
  }

  /** Resolves when the records are handed to the operating system. Calls may overlap. */
  async write(failed: readonly FailedRecord[]): Promise<void> {
    if (failed.length > 0) await this.writeText(failed.map((record) => this.#textOf(record)).join(""))
  }

  /** The same for text, such as a header. */
  async writeText(given: string): Promise<void> {
    const text = this.#scrub(given)
    this.#givenBytes += Buffer.byteLength(text)
    this.#last = this.#last.then(() => this.#write(text))
    await this.#last
  }

  async #write(text: string): Promise<void> {
    try {
      await this.#file.write(text)
    } catch (error) {
      this.#hasFailed = true
      throw error
    }
  }

  /** Resolves when all that was given is on disk. */
  async sync(): Promise<void> {
    await this.#last
    await this.#file.sync()
  }

  /** The same, and ends the writing. */
  async close(): Promise<void> {
    try {
      await this.#last
    } finally {
      await this.#file.close()
    }
  }
}
