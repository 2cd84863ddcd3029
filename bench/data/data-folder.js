import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statfsSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { runProgram } from "../measure/run-program.js"
import { KINDS } from "./kinds.js"

const WRITE_DATA = fileURLToPath(new URL("write-data.js", import.meta.url))

/** Where the data that is measured with lies, and what the imports write. Without a path of its own it is temporary. */
export class DataFolder {
  /** @readonly */
  #path
  /** @readonly */
  #isTemporary
  #scratchCount = 0

  /** @param {string | undefined} path where data is kept for the next time */
  constructor(path) {
    this.#isTemporary = path === undefined
    this.#path = path ?? mkdtempSync(join(tmpdir(), "iterable-data-import-bench-"))
    mkdirSync(this.#path, { recursive: true })
  }

  /**
   * A file to import; it is written unless it is there.
   *
   * @param {keyof typeof KINDS} kindName
   * @param {number} recordCount
   */
  file(kindName, recordCount) {
    return this.#written("file", kindName, recordCount, KINDS[kindName].extension)
  }

  /**
   * Ready-made request bodies of the same records.
   *
   * @param {keyof typeof KINDS} kindName
   * @param {number} recordCount
   */
  bodies(kindName, recordCount) {
    return this.#written("bodies", kindName, recordCount, "bodies")
  }

  /** The path of a new, empty folder: each import has its own. */
  scratch() {
    this.#scratchCount += 1
    const path = join(this.#path, `scratch-${process.pid}-${this.#scratchCount}`)
    mkdirSync(path)
    return path
  }

  /** Removes what need not be kept. */
  remove() {
    if (this.#isTemporary) rmSync(this.#path, { recursive: true, force: true })
    for (let number = 1; number <= this.#scratchCount; number += 1) {
      rmSync(join(this.#path, `scratch-${process.pid}-${number}`), { recursive: true, force: true })
    }
  }

  /**
   * @param {"file" | "bodies"} form
   * @param {keyof typeof KINDS} kindName
   * @param {number} recordCount
   * @param {string} extension
   */
  async #written(form, kindName, recordCount, extension) {
    const path = join(this.#path, `${kindName}-${recordCount}.${extension}`)
    if (existsSync(path)) return path
    this.#checkRoom(recordCount * KINDS[kindName].lineBytesAtMost * (form === "bodies" ? 2 : 1))
    // Two steps: what is there is whole.
    const unfinished = `${path}.unfinished`
    await runProgram([WRITE_DATA, form, kindName, String(recordCount), unfinished])
    if (form === "bodies") renameSync(`${unfinished}.lengths.json`, `${path}.lengths.json`)
    renameSync(unfinished, path)
    return path
  }

  /** @param {number} neededBytes */
  #checkRoom(neededBytes) {
    const { bavail, bsize } = statfsSync(this.#path)
    const freeBytes = bavail * bsize
    if (freeBytes > neededBytes * 1.2) return
    const [free, needed] = [freeBytes, neededBytes].map((bytes) => `${Math.ceil(bytes / 1e6)} MB`)
    throw new Error(
      `The disk has too little room for the data: ${free} are free, about ${needed} are needed. Name another folder with --data-dir, or take fewer --records.`,
    )
  }
}
