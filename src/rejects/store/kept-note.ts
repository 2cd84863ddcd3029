import { join } from "node:path"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { replaceTextFile } from "../../platform/files/text-file.ts"

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

  /** The paths that were noted; those of lists that were not set aside yet among them. */
  async read(): Promise<readonly string[]> {
    const bytes = await this.#files.read(this.#path)
    return bytes === undefined ? [] : (JSON.parse(Buffer.from(bytes).toString("utf8")) as string[])
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
