import { relative, resolve } from "node:path"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import type { DataSource } from "../../sources/data-source.ts"
import { wholeFingerprint } from "../../sources/fingerprint/whole-fingerprint.ts"

type JournaledSource = JournalEntry["source"]

/** The source of a run: what tells it from others, and whether it was written to while it was read. */
export class SourceWatch {
  readonly #source: DataSource
  /** As it was when the run started. */
  readonly #start: JournaledSource
  #fingerprint: JournaledSource["fingerprint"]
  #hasChanged: boolean

  constructor(source: DataSource, start: JournaledSource, before: JournaledSource | undefined) {
    this.#source = source
    this.#start = start
    this.#fingerprint = start.fingerprint
    this.#hasChanged = before?.hasChanged ?? false
  }

  /** Whether it was written to while it was read, in any run. */
  get hasChanged(): boolean {
    return this.#hasChanged
  }

  /** Looks whether it was written to since. A source that cannot say is taken for the same. */
  async lookForChange(): Promise<void> {
    try {
      if ((await this.#source.hasChanged?.()) === true) this.#hasChanged = true
    } catch {}
  }

  /** Takes a digest of all of it, for a retry that may have to read it again, and must know whether it is the same. */
  async takeWhole(files: FileSystem): Promise<void> {
    if (this.#fingerprint !== undefined)
      this.#fingerprint = await wholeFingerprint(this.#source, this.#fingerprint, files)
  }

  /** What a journal notes of it. */
  snapshot(stateDir: string, before: JournaledSource | undefined): JournaledSource {
    const fingerprint = this.#fingerprint
    return {
      ...this.#start,
      ...(fingerprint === undefined ? {} : { fingerprint }),
      ...sizeOf(this.#source, before),
      ...fileOf(this.#source, stateDir),
      ...(this.#hasChanged ? { hasChanged: true } : {}),
    }
  }
}

/** Before anything was read, what an earlier run knew of it. */
export function sizeOf(
  source: Pick<DataSource, "sizeBytes">,
  before: Pick<JournaledSource, "sizeBytes"> | undefined,
): Pick<JournaledSource, "sizeBytes"> {
  const sizeBytes = source.sizeBytes ?? before?.sizeBytes
  // A source of the user's own may say anything.
  return sizeBytes !== undefined && Number.isSafeInteger(sizeBytes) && sizeBytes >= 0 ? { sizeBytes } : {}
}

/** Where it can be read again by its path. */
export function fileOf(
  { format, path, place }: Pick<DataSource, "format" | "path" | "place">,
  stateDir: string,
): Pick<JournaledSource, "file"> {
  const where =
    path === undefined
      ? place && { place: place.name, path: place.address }
      : { path: relative(resolve(stateDir), path) }
  if (where === undefined || format === undefined) return {}
  return { file: { ...where, format } }
}
