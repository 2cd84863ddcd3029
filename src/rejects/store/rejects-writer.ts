import { createHash } from "node:crypto"
import type { Hash } from "node:crypto"
import { scrubNothing } from "../../platform/secret/secret-scrubber.ts"
import type { Scrub } from "../../platform/secret/secret-scrubber.ts"
import type { TextFile } from "../../platform/files/text-file.ts"
import type { FailedRecord } from "../../accounting/ledger/failed-record.ts"

/** So much is written at a time, or one longer line: of all lines together, there may be more than a string can hold. */
const WRITTEN_CHARACTERS = 1_000_000

/** Writes the records that failed into one file, in the order in which that became known. */
export class RejectsWriter {
  readonly #file: TextFile
  readonly #textOf: (failed: FailedRecord) => string
  readonly #scrub: Scrub
  readonly #hash: Hash
  #givenBytes: number
  #hasFailed = false
  #last: Promise<void> = Promise.resolve()

  /**
   * @param textOf what to write of a record, line end included; what `scrub` takes out of it is not written
   * @param hash of what the file holds already
   */
  constructor(
    file: TextFile,
    textOf: (failed: FailedRecord) => string,
    scrub: Scrub = scrubNothing,
    hash: Hash = createHash("sha256"),
  ) {
    this.#file = file
    this.#hash = hash
    this.#textOf = textOf
    this.#scrub = scrub
    this.#givenBytes = file.sizeBytes
  }

  /** How long the file will be once all that was given is written. */
  get givenBytes(): number {
    return this.#givenBytes
  }

  /** A digest of that much of the file, as it was given, SHA-256 in hex: what a person makes of the file meanwhile does not count. */
  get givenDigest(): string {
    return this.#hash.copy().digest("hex")
  }

  /** Whether something that was given could not be written. */
  get hasFailed(): boolean {
    return this.#hasFailed
  }

  /**
   * Resolves when the records are handed to the operating system. Calls may overlap.
   *
   * @param before what is to be written elsewhere first
   */
  async write(failed: readonly FailedRecord[], before?: Promise<void>): Promise<void> {
    const given: Promise<void>[] = []
    let index = 0
    const nextText = (): string => {
      let text = ""
      for (; index < failed.length && text.length < WRITTEN_CHARACTERS; index += 1)
        text += this.#textOf(failed[index] as FailedRecord)
      return text
    }
    // All at once, so that nothing that is given meanwhile comes between them.
    while (index < failed.length) {
      given.push(this.#give(nextText, before))
      if (this.#hasFailed) break
    }
    await Promise.all(given)
  }

  /** The same for text, such as a header. */
  async writeText(given: string): Promise<void> {
    await this.#give(() => given)
  }

  /** Nothing more is written, nor counts as on disk, once a text could not be made: whatever it was of is in no list. */
  async #give(make: () => string, before?: Promise<void>): Promise<void> {
    let text: string
    try {
      text = this.#scrub(make())
      this.#hash.update(text)
    } catch (error) {
      this.#hasFailed = true
      this.#last = this.#last.then(() => Promise.reject(error as Error))
      return this.#last
    }
    this.#givenBytes += Buffer.byteLength(text)
    this.#last = this.#last.then(() => this.#write(text, before))
    await this.#last
  }

  async #write(text: string, before: Promise<void> | undefined): Promise<void> {
    try {
      await before
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
