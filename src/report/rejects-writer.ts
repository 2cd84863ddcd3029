import type { TextSink } from "../platform/text-file.ts"
import type { FailedRecord } from "./ledger.ts"
import { rejectLine } from "./reject-line.ts"

/** Writes the records that failed, a line of JSON each, in the order in which that became known. */
export class RejectsWriter {
  readonly #sink: TextSink
  readonly #source: string
  #last: Promise<void> = Promise.resolve()

  constructor(sink: TextSink, source: string) {
    this.#sink = sink
    this.#source = source
  }

  /** Resolves when the records are handed to the operating system. Calls may overlap. */
  async write(failed: readonly FailedRecord[]): Promise<void> {
    if (failed.length === 0) return
    const text = failed.map((record) => `${stringify(rejectLine(this.#source, record))}\n`).join("")
    this.#last = this.#last.then(() => this.#sink.write(text))
    await this.#last
  }

  /** Resolves when all is on disk. */
  async close(): Promise<void> {
    try {
      await this.#last
    } finally {
      await this.#sink.close()
    }
  }
}

/** A record that a user's own source gave may hold what JSON cannot say. */
function stringify(line: object): string {
  try {
    return JSON.stringify(line)
  } catch {
    return JSON.stringify({ ...line, record: "(cannot be said in JSON)" })
  }
}
