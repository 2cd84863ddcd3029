import { mkdir, open, readFile, rename, rm } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import type { FileSystem } from "./file-system.ts"

/** The machine's disks. */
export const diskFileSystem: FileSystem = {
  read: async (path) => {
    try {
      return await readFile(path)
    } catch (error) {
      if (codeOf(error) === "ENOENT") return undefined
      throw error
    }
  },
  makeDirectory: async (path) => {
    const first = await mkdir(path, { recursive: true, mode: 0o700 })
    if (first === undefined) return
    // Each new name stands in the directory above it.
    const top = dirname(resolve(first))
    let directory = resolve(path)
    while (directory !== top && directory !== dirname(directory)) {
      directory = dirname(directory)
      await syncDirectory(directory)
    }
  },
  create: async (path) => {
    const file = await open(path, "w", 0o600)
    return {
      write: async (text) => {
        await file.writeFile(text)
      },
      sync: () => file.sync(),
      close: () => file.close(),
    }
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  syncDirectory,
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

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : ""
}
