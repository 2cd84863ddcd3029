import { basename, resolve } from "node:path"
import { fileURLToPath } from "node:url"

import { SourceError, UsageError } from "../errors.ts"
import type { FileSystem } from "../platform/file-system.ts"
import { wasWrittenTo } from "../platform/file-state.ts"
import type { FileState } from "../platform/file-state.ts"
import { GzipError, readGzipFile } from "../platform/read-gzip-file.ts"
import { isGzipName } from "./gzip-name.ts"

/** A file that holds a source's records; if its name ends in `.gz`, what is packed in it. */
export interface SourceFile {
  /** The last part of its path. */
  readonly name: string
  /** Absolute; undefined for what is named by its place among devices and open files, such as `/dev/stdin`. */
  readonly path?: string | undefined
  /** Known from the first chunk on, if it is not a pipe; reckoned until the end, if it is packed. */
  readonly sizeBytes: number | undefined
  /** Whether it was written to since it was opened to be read. */
  hasChanged(): Promise<boolean>
  /**
   * Reads it from a byte on, which of what is packed is reached by unpacking all before it; ends without an error when `signal` aborts, and frees what it holds when returned early.
   *
   * @throws {@link SourceError} if it cannot be read.
   */
  read(fromByte: number, signal: AbortSignal | undefined): AsyncIterable<Buffer>
}

/** The file at a path or `file:` URL, on a disk. @throws {@link UsageError} if it is neither. */
export function sourceFile(filePath: string | URL, files: FileSystem): SourceFile {
  const path = pathOf(filePath)
  const name = basename(path)
  let sizeBytes: number | undefined
  let opened: FileState | undefined
  const absolute = resolve(path)
  return {
    name,
    path: /^\/(dev|proc)\//.test(absolute) ? undefined : absolute,
    get sizeBytes() {
      return sizeBytes
    },
    hasChanged: async () => {
      if (opened === undefined) return false
      return wasWrittenTo(await files.look(path).catch(() => undefined), opened)
    },
    async *read(fromByte, signal) {
      let hasGiven = fromByte > 0
      const onSize = (bytes: number): void => {
        sizeBytes = bytes
      }
      const onOpen = (state: FileState): void => {
        // Some sources open a file twice to go on within it.
        if (fromByte === 0) opened = state
        else opened ??= state
      }
      try {
        const options = { fromByte, signal, onSize, onOpen }
        const chunks = isGzipName(name) ? readGzipFile(path, options, files) : files.readChunks(path, options)
        for await (const chunk of chunks) {
          hasGiven = true
          yield chunk
        }
      } catch (error) {
        const where = path === name ? "" : `: the path is ${path}`
        throw new SourceError(`Cannot read ${name} as ${reasonOf(error, hasGiven)}${where}.`, {
          cause: error,
          mayHaveMisread: error instanceof GzipError && error.code === "GZIP_DAMAGED",
        })
      }
    },
  }
}

function pathOf(filePath: string | URL): string {
  if (typeof filePath === "string" && filePath !== "") return filePath
  if (filePath instanceof URL && filePath.protocol === "file:") return fileURLToPath(filePath)
  throw new UsageError(
    `Cannot read a source as its path is missing: filePath is ${String(filePath)}, not a path or file URL.`,
  )
}

const REASONS: Readonly<Record<string, string>> = {
  NOT_GZIP: "it is no gzip file, though its name ends in .gz: if it is unpacked already, name it without",
  GZIP_TRUNCATED: "it ends too early, as a copy that was cut off does: what is missing was not imported",
  GZIP_DAMAGED: "it is damaged, and what was read of it may be wrong: gzip -t tests the original",
  GZIP_FOLLOWED:
    "it goes on behind its end, with what is no gzip: that was not imported, and what comes shortly before it may not be either. gunzip -c gives what is sound",
  FILE_SHRANK: "it has become shorter while it was read: what is missing was not imported",
  ENOENT: "it does not exist",
  ENOTDIR: "it does not exist",
  EISDIR: "it is a directory, not a file",
  EACCES: "reading it is not permitted",
  EPERM: "reading it is not permitted",
  EMFILE: "too many files are open",
}

function reasonOf(error: unknown, hasGiven: boolean): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : ""
  if (code === "GZIP_TRUNCATED" && !hasGiven)
    return "it ends before anything can be unpacked, as a copy that was cut off does: nothing was imported"
  return REASONS[code] ?? `the system says ${error instanceof Error ? error.message : String(error)}`
}
