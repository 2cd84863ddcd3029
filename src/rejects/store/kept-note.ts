import { join } from "node:path"
import { isDated } from "../../state/dated-path.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { replaceTextFile } from "../../platform/files/text-file.ts"
import { isOrdinaryFile } from "./is-ordinary-file.ts"

/**
 * Which lists of rejects are being set aside, on disk before they are: a run that is killed before its journal or its summary names them
 * leaves that to the next one.
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
   * The paths that were noted; those of lists that were not set aside yet among them. Whatever else the file says, or
   * stands in its place, is taken for nothing.
   */
  async read(): Promise<readonly string[]> {
    if (!(await isOrdinaryFile(this.#path, this.#files))) return []
    const noted = parsed(await this.#files.read(this.#path))
    if (!Array.isArray(noted)) return []
    return noted.filter((path) => typeof path === "string" && isDated(path))
  }

  /** Resolves when the paths are on disk. */
  write(paths: readonly string[]): Promise<void> {
    return replaceTextFile(this.#path, `${JSON.stringify(paths)}\n`, this.#files)
  }

  /** Once they are named elsewhere. */
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
