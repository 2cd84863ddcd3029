import { constants, ftruncateSync, linkSync, renameSync, rmSync, rmdirSync } from "node:fs"
import { copyFile, open, readFile, readdir, stat } from "node:fs/promises"
import type { FileHandle } from "node:fs/promises"
import type { Stats } from "node:fs"
import { dirname } from "node:path"
import type { FoundFile } from "./file-state.ts"
import type { FileSystem, ReadableFile, WritableFile } from "./file-system.ts"
import { makeDirectories } from "./make-directories.ts"
import { readFile as readChunks } from "./read-file.ts"

/** What is written goes to the end: were the file cut off by somebody else meanwhile, it would else get a hole of NUL characters. */
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND

/**
 * The machine's disks. Names and lengths are changed synchronously, so that a guard and the change are one step. Each such
 * change takes microseconds.
 */
export const diskFileSystem: FileSystem = {
  read: (path) => readFile(path).catch(orNothing),
  look: async (path) => {
    const stats = await stat(path).catch(orNothing)
    return stats && { kind: kindOf(stats), state: stats }
  },
  open: async (path) => readableFile(await open(path, "r")),
  readChunks,
  list: (path) => readdir(path).catch(orNothing),
  makeDirectory: async (path, guard) => {
    guard?.()
    // Each new name stands in the directory above it.
    for (const made of await makeDirectories(path)) await syncDirectory(dirname(made))
  },
  create: async (path, guard) => {
    const file = await open(path, CREATE, 0o600)
    return orClosed(file, async () => {
      const isRegular = (await file.stat()).isFile()
      // An old file may be open to others; a device, such as /dev/null, is left as it is.
      if (isRegular) await file.chmod(0o600)
      guard?.()
      if (isRegular) ftruncateSync(file.fd, 0)
      return writableFile(file, isRegular, 0)
    })
  },
  createNew: async (path, guard) => {
    guard?.()
    rmSync(path, { force: true })
    return writableFile(await open(path, CREATE | constants.O_EXCL, 0o600), true, 0)
  },
  append: async (path) => {
    const file = await open(path, constants.O_WRONLY | constants.O_APPEND).catch(orNothing)
    if (file === undefined) return undefined
    return orClosed(file, async () => {
      const stats = await file.stat()
      return writableFile(file, stats.isFile(), stats.size)
    })
  },
  rename: async (from, to, guard) => {
    guard?.()
    renameSync(from, to)
  },
  link: async (from, to, guard) => {
    guard?.()
    try {
      linkSync(from, to)
    } catch {
      await copyFile(from, to, constants.COPYFILE_EXCL)
    }
  },
  remove: async (path, guard) => {
    guard?.()
    rmSync(path, { force: true })
  },
  removeTree: async (path, guard) => {
    guard?.()
    rmSync(path, { recursive: true, force: true })
  },
  removeEmptyDirectory: async (path, guard) => {
    try {
      guard?.()
      rmdirSync(path)
    } catch {
      // It is missing, or not empty.
    }
  },
  syncDirectory,
}

function kindOf(stats: Stats): FoundFile["kind"] {
  if (stats.isFile()) return "file"
  return stats.isDirectory() ? "directory" : "other"
}

function readableFile(file: FileHandle): ReadableFile {
  return {
    state: () => file.stat(),
    read: async (position, lengthBytes) => {
      const bytes = Buffer.alloc(lengthBytes)
      let filled = 0
      while (filled < lengthBytes) {
        const { bytesRead } = await file.read(bytes, filled, lengthBytes - filled, position + filled)
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return bytes.subarray(0, filled)
    },
    close: () => file.close(),
  }
}

function writableFile(file: FileHandle, isRegular: boolean, openedBytes: number): WritableFile {
  return {
    isRegular,
    openedBytes,
    write: async (content, guard) => {
      guard?.()
      await file.writeFile(content)
    },
    truncate: async (keepBytes, guard) => {
      guard?.()
      ftruncateSync(file.fd, keepBytes)
    },
    sync: async () => {
      if (isRegular) await file.sync()
    },
    close: () => file.close(),
  }
}

/** What was opened is not left open if what comes next fails. */
async function orClosed<Value>(file: FileHandle, next: () => Promise<Value>): Promise<Value> {
  try {
    return await next()
  } catch (error) {
    await file.close().catch(() => undefined)
    throw error
  }
}

/** Windows does not let directories be synced, and needs it not: NTFS keeps a journal of names. */
const CANNOT_SYNC = new Set(["EPERM", "EISDIR", "EACCES", "EINVAL", "ENOTSUP"])

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r").catch((error: unknown) => {
    if (process.platform === "win32" && CANNOT_SYNC.has(codeOf(error))) return undefined
    throw error
  })
  try {
    await directory?.sync()
  } catch (error) {
    if (!CANNOT_SYNC.has(codeOf(error))) throw error
  } finally {
    await directory?.close()
  }
}

function orNothing(error: unknown): undefined {
  if (codeOf(error) !== "ENOENT" && codeOf(error) !== "ENOTDIR") throw error
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : ""
}
