import { constants } from "node:fs"
import { open } from "node:fs/promises"
import type { FileHandle } from "node:fs/promises"
import { dirname } from "node:path"
import { diskFileSystem } from "./disk-file-system.ts"
import type { FileSystem } from "./file-system.ts"

/** Takes text, keeps its order. */
export interface TextSink {
  /** Resolves when the text was handed to the operating system. */
  write(text: string): Promise<void>
  /** Resolves when all that was written is on disk. */
  close(): Promise<void>
}

/** A file that takes text, to be continued in a later run. */
export interface TextFile extends TextSink {
  /** How long the file is with all that was written; not the length of devices and pipes. */
  readonly sizeBytes: number
  /** Resolves when all that was written so far is on disk. */
  sync(): Promise<void>
}

/** Makes a new file that only its owner can read, or empties an old one. Devices and pipes will do too. */
export async function createTextFile(path: string): Promise<TextFile> {
  await diskFileSystem.makeDirectory(dirname(path))
  const file = await open(path, "w", 0o600)
  const isRegular = (await file.stat()).isFile()
  // An old file may be open to others; a device, such as /dev/null, is left as it is.
  if (isRegular) {
    await file.chmod(0o600)
    // The directory of a path that somebody named may not be ours to read; the file is written all the same.
    await diskFileSystem.syncDirectory(dirname(path)).catch(() => undefined)
  }
  return textFile(file, { sizeBytes: 0, isRegular })
}

/**
 * Goes on with a text file of an earlier run: what stands behind its first `keepBytes` bytes is cut off.
 *
 * @returns undefined if the file has fewer bytes, or is missing; it is left as it is
 */
export async function continueTextFile(path: string, keepBytes: number): Promise<TextFile | undefined> {
  const file = await open(path, constants.O_WRONLY | constants.O_APPEND).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined
    throw error
  })
  if (file === undefined) return undefined
  try {
    const { size } = await file.stat()
    if (size >= keepBytes) {
      if (size > keepBytes) await file.truncate(keepBytes)
      return textFile(file, { sizeBytes: keepBytes, isRegular: true })
    }
  } catch (error) {
    await file.close().catch(() => undefined)
    throw error
  }
  await file.close()
  return undefined
}

function textFile(file: FileHandle, start: { sizeBytes: number; isRegular: boolean }): TextFile {
  let { sizeBytes } = start
  const sync = async (): Promise<void> => {
    if (start.isRegular) await file.sync()
  }
  return {
    get sizeBytes() {
      return sizeBytes
    },
    write: async (text) => {
      const bytes = Buffer.from(text)
      await file.writeFile(bytes)
      sizeBytes += bytes.length
    },
    sync,
    close: async () => {
      try {
        await sync()
      } finally {
        await file.close()
      }
    },
  }
}

/**
 * Writes a whole file so that a reader sees either the old or the new content, whatever happens meanwhile, also after a loss of power.
 *
 * When it resolves, the new content is on disk. When it rejects, either content may be there: the new one only if nothing
 * but the last step failed. A draft that an earlier crash left behind is replaced.
 */
export async function replaceTextFile(
  path: string,
  text: string,
  files: FileSystem = diskFileSystem,
): Promise<void> {
  const directory = dirname(path)
  const draft = `${path}.new`
  await files.makeDirectory(directory)
  try {
    // An old draft may be open to others.
    await files.remove(draft)
    await writeWhole(files, draft, text)
    await files.rename(draft, path)
  } catch (error) {
    await files.remove(draft).catch(() => undefined)
    throw error
  }
  await files.syncDirectory(directory)
}

async function writeWhole(files: FileSystem, path: string, text: string): Promise<void> {
  const file = await files.create(path)
  try {
    await file.write(text)
    await file.sync()
  } catch (error) {
    await file.close().catch(() => undefined)
    throw error
  }
  await file.close()
}

/** The first few characters of a file. */
export async function readStart(path: string, maxBytes: number): Promise<string> {
  const file = await open(path, "r")
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, 0)
    return buffer.toString("utf8", 0, bytesRead)
  } finally {
    await file.close()
  }
}

/** Whether a file's first `bytes` bytes end with the end of a line. */
export async function endsLineAt(path: string, bytes: number): Promise<boolean> {
  const file = await open(path, "r")
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, bytes - 1)
    return bytesRead === 1 && buffer.toString("latin1") === "\n"
  } finally {
    await file.close()
  }
}
