import { join } from "node:path"
import { isDated } from "../../state/dated-path.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { replaceTextFile } from "../../platform/files/text-file.ts"
import { isOrdinaryFile } from "./is-ordinary-file.ts"

/**
 * A note of the lists of rejects that are set aside, written before they are: if a run is killed before its journal or
 * its summary names them, the next run does.
 */
export class KeptNote {
  readonly #path: string
  readonly #files: FileSystem

  /** @param directory that of the import */
  constructor(directory: string, files: FileSystem) {
    this.#path = join(directory, "kept-rejects.json")
    this.#files = files
  }

  /**
   * The noted paths, including those of lists that were not yet set aside. Anything else in the file, or in its place, is
   * ignored.
   */
  async read(): Promise<readonly string[]> {
    if (!(await isOrdinaryFile(this.#path, this.#files))) return []
    const noted = parsed(await this.#files.read(this.#path))
    if (!Array.isArray(noted)) return []
    return noted.filter((path: unknown): path is string => typeof path === "string" && isDated(path))
  }

  /** Resolves when the paths are on disk. */
  write(paths: readonly string[]): Promise<void> {
    return replaceTextFile(this.#path, `${JSON.stringify(paths)}\n`, this.#files)
  }

  /** To be called once the lists are named elsewhere. */
  remove(): Promise<void> {
    return this.#files.remove(this.#path)
  }
}

function parsed(bytes: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(bytes ?? []).toString("utf8"))
  } catch {
    return undefined
  }
}
