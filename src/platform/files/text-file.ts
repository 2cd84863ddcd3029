import { dirname } from "node:path"
import type { FileSystem, WritableFile } from "./file-system.ts"

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
export async function createTextFile(path: string, files: FileSystem): Promise<TextFile> {
  await files.makeDirectory(dirname(path))
  const file = await files.create(path)
  // The directory of a path that somebody named may not be ours to read; the file is written all the same.
  if (file.isRegular) await files.syncDirectory(dirname(path)).catch(() => undefined)
  return textFile(file, 0)
}

/** Makes a new file in place of the old one, which others may have open: what they write there leads nowhere. */
export async function createNewTextFile(path: string, files: FileSystem): Promise<TextFile> {
  await files.makeDirectory(dirname(path))
  const file = await files.createNew(path)
  await files.syncDirectory(dirname(path)).catch(() => undefined)
  return textFile(file, 0)
}

/**
 * Goes on with the first `keepBytes` bytes of a text file in a new file, which takes its place. The old one may be open to
 * a process that was suspended: what that writes leads nowhere.
 *
 * @returns undefined if the file has fewer bytes, or is missing; it is left as it is
 */
export async function continueInNewFile(
  path: string,
  keepBytes: number,
  files: FileSystem,
): Promise<TextFile | undefined> {
  const found = await files.look(path)
  if (found === undefined || found.state.size < keepBytes) return undefined
  const draft = draftOf(path)
  const file = await files.createNew(draft)
  try {
    let leftBytes = keepBytes
    for await (const chunk of files.readChunks(path, {})) {
      await file.write(chunk.subarray(0, leftBytes))
      leftBytes -= Math.min(leftBytes, chunk.length)
      if (leftBytes === 0) break
    }
    if (leftBytes > 0) throw new Error(`${path} was cut off while it was copied`)
    await file.sync()
    await files.rename(draft, path)
    await files.syncDirectory(dirname(path))
    return textFile(file, keepBytes)
  } catch (error) {
    await file.close().catch(() => undefined)
    await files.remove(draft).catch(() => undefined)
    throw error
  }
}

/** Where a file is written before it takes its place. */
function draftOf(path: string): string {
  return `${path}.new`
}

/**
 * Goes on with a text file of an earlier run: what stands behind its first `keepBytes` bytes is cut off.
 *
 * @returns undefined if the file has fewer bytes, or is missing; it is left as it is
 */
export async function continueTextFile(
  path: string,
  keepBytes: number,
  files: FileSystem,
): Promise<TextFile | undefined> {
  const file = await files.append(path)
  if (file === undefined) return undefined
  try {
    if (file.openedBytes >= keepBytes) {
      if (file.openedBytes > keepBytes) await file.truncate(keepBytes)
      return textFile(file, keepBytes)
    }
  } catch (error) {
    await file.close().catch(() => undefined)
    throw error
  }
  await file.close()
  return undefined
}

function textFile(file: WritableFile, startBytes: number): TextFile {
  let sizeBytes = startBytes
  return {
    get sizeBytes() {
      return sizeBytes
    },
    write: async (text) => {
      const bytes = Buffer.from(text)
      await file.write(bytes)
      sizeBytes += bytes.length
    },
    sync: () => file.sync(),
    close: async () => {
      try {
        await file.sync()
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
export async function replaceTextFile(path: string, text: string, files: FileSystem): Promise<void> {
  const directory = dirname(path)
  const draft = draftOf(path)
  await files.makeDirectory(directory)
  try {
    await writeWhole(files, draft, text)
    await files.rename(draft, path)
  } catch (error) {
    await files.remove(draft).catch(() => undefined)
    throw error
  }
  await files.syncDirectory(directory)
}

async function writeWhole(files: FileSystem, path: string, text: string): Promise<void> {
  // An old draft may be open to others.
  const file = await files.createNew(path)
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
export async function readStart(path: string, maxBytes: number, files: FileSystem): Promise<string> {
  return (await readPart(path, 0, maxBytes, files)).toString("utf8")
}

/** Whether a file's first `bytes` bytes end with the end of a line. */
export async function endsLineAt(path: string, bytes: number, files: FileSystem): Promise<boolean> {
  return (await readPart(path, bytes - 1, 1, files)).toString("latin1") === "\n"
}

/** What a file holds from a byte on. */
export async function textFrom(path: string, byte: number, files: FileSystem): Promise<string> {
  const file = await files.open(path)
  try {
    const { size } = await file.state()
    return (await file.read(byte, Math.max(0, size - byte))).toString("utf8")
  } finally {
    await file.close()
  }
}

async function readPart(
  path: string,
  position: number,
  lengthBytes: number,
  files: FileSystem,
): Promise<Buffer> {
  const file = await files.open(path)
  try {
    return await file.read(position, lengthBytes)
  } finally {
    await file.close()
  }
}
