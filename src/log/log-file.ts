import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from "node:fs"
import { dirname } from "node:path"
import { messageOf } from "../errors.ts"
import type { Clock } from "../platform/clock.ts"
import type { Guard } from "../platform/files/file-system.ts"
import { isoTime } from "../platform/iso-time.ts"
import type { Logger } from "../platform/logger.ts"
import type { LogLevel } from "./log-level.ts"
import { isWanted } from "./log-level.ts"
import { logLine } from "./log-line.ts"

/** Where and what a {@link LogFile} writes. */
export interface LogFileOptions {
  /** The file; its directory is made where it is missing. */
  readonly path: string
  readonly leastLevel: LogLevel
  readonly clock: Clock
  /** Called right before the file is changed, or another is put in its place; if it throws, the line is lost. */
  readonly guard?: Guard | undefined
  /**
   * The file never grows beyond this.
   *
   * @defaultValue 10,000,000
   */
  readonly maxBytes?: number | undefined
}

const DEFAULT_MAX_BYTES = 10_000_000

interface OpenFile {
  readonly descriptor: number
  readonly isRegular: boolean
  sizeBytes: number
}

/**
 * Appends lines of JSON to a file that only its owner can read.
 *
 * Each line is with the operating system when the call returns, so that the last ones before a crash are there. A full file
 * is kept as `….previous.ndjson`, in place of the one before, and a new one is begun. A line that cannot be written is lost,
 * which the next one that can be tells of; it is never the caller's trouble. The file is opened with the first line.
 */
export class LogFile implements Logger {
  readonly path: string
  readonly #options: LogFileOptions
  readonly #maxBytes: number
  #file: OpenFile | undefined
  #linesLost = 0
  #whyLost = ""
  #isClosed = false

  constructor(options: LogFileOptions) {
    this.path = options.path
    this.#options = options
    this.#maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES
  }

  debug(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#log("debug", message, fields)
  }

  info(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#log("info", message, fields)
  }

  warn(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#log("warn", message, fields)
  }

  error(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#log("error", message, fields)
  }

  /** Puts all on disk. Lines that come later are dropped. */
  close(): void {
    this.#isClosed = true
    const file = this.#file
    if (file === undefined) return
    try {
      if (file.isRegular) fsyncSync(file.descriptor)
    } catch {
      // The lines are with the operating system; more cannot be done.
    }
    this.#letGo()
  }

  #log(level: LogLevel, message: string, fields: Readonly<Record<string, unknown>> | undefined): void {
    if (this.#isClosed || !isWanted(level, this.#options.leastLevel)) return
    try {
      this.#write(this.#lostLine() + this.#line(level, message, fields))
      this.#linesLost = 0
    } catch (error) {
      this.#linesLost += 1
      this.#whyLost = messageOf(error)
      // Opened anew, the file is seen as it is: what stands of a line at its end gets its line end.
      this.#letGo()
    }
  }

  #line(level: LogLevel, message: string, fields: Readonly<Record<string, unknown>> | undefined): string {
    const { clock } = this.#options
    return logLine({ time: isoTime(clock.now()), level, message, fields })
  }

  #lostLine(): string {
    if (this.#linesLost === 0) return ""
    return this.#line("warn", "Lines of this log were lost.", { lines: this.#linesLost, why: this.#whyLost })
  }

  #write(text: string): void {
    const bytes = Buffer.from(text)
    this.#options.guard?.()
    let file = (this.#file ??= openForMore(this.path))
    if (file.isRegular && file.sizeBytes > 0 && file.sizeBytes + bytes.length > this.#maxBytes) {
      this.#letGo()
      renameSync(this.path, this.path.replace(/(\.\w+)?$/, ".previous$1"))
      file = this.#file = openForMore(this.path)
    }
    file.sizeBytes += bytes.length
    writeAll(file.descriptor, bytes)
  }

  #letGo(): void {
    const file = this.#file
    this.#file = undefined
    try {
      if (file !== undefined) closeSync(file.descriptor)
    } catch {
      // It is gone all the same.
    }
  }
}

function openForMore(path: string): OpenFile {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  // Without waiting: opening a pipe that nobody reads would take for ever.
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK
  const descriptor = openSync(path, flags, 0o600)
  try {
    const stats = fstatSync(descriptor)
    const file = { descriptor, isRegular: stats.isFile(), sizeBytes: stats.size }
    if (!file.isRegular) return file
    if ((stats.mode & 0o077) !== 0) fchmodSync(descriptor, 0o600)
    if (endsWithinLine(file)) {
      writeAll(descriptor, Buffer.from("\n"))
      file.sizeBytes += 1
    }
    return file
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
}

function endsWithinLine({ descriptor, sizeBytes }: OpenFile): boolean {
  const last = Buffer.alloc(1)
  return sizeBytes > 0 && readSync(descriptor, last, 0, 1, sizeBytes - 1) === 1 && last.toString() !== "\n"
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  let written = 0
  while (written < bytes.length) written += writeSync(descriptor, bytes, written)
}
