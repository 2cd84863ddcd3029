import type { Platform } from "../platform.ts"
import type { FileSystem, Guard, WritableFile } from "./file-system.ts"

/** How the holder of a lock knows that it still has it. */
export interface Holding {
  /** Rejects if the lock is gone. May take time, as to take one again that was only removed. */
  readonly ensureHeld: () => Promise<void>
  /** Throws if the lock is gone now. */
  readonly guard: Guard
}

/**
 * The same platform for the holder of a lock: once the lock is gone, it changes nothing on the disk and locks nothing
 * else.
 *
 * Names and lengths change in the same synchronous step in which the lock is looked at. What is appended to an open file
 * may be written later: so whoever takes a lock over must continue in new files (`createNew`), not in those that are open
 * elsewhere.
 */
export function heldPlatform<Given extends Pick<Platform, "files" | "locks">>(
  platform: Given,
  holding: Holding,
): Given {
  const { locks } = platform
  const { ensureHeld, guard } = holding
  return {
    ...platform,
    files: heldFiles(platform.files, holding),
    locks: {
      lock: async (directory: string) => {
        await ensureHeld()
        const attempt = await locks.lock(directory)
        if (attempt.kind !== "locked") return attempt
        const { lock } = attempt
        return { kind: "locked", lock: { ...lock, isHeldNow: () => isGuarded(guard) && lock.isHeldNow() } }
      },
    },
  }
}

function isGuarded(guard: Guard): boolean {
  try {
    guard()
    return true
  } catch {
    return false
  }
}

function heldFiles(files: FileSystem, { ensureHeld, guard }: Holding): FileSystem {
  /** Does something with a guard that also heeds the one that was given. */
  const held = async <Result>(given: Guard | undefined, act: (both: Guard) => Promise<Result>) => {
    await ensureHeld()
    return act(() => {
      given?.()
      guard()
    })
  }
  // Another process may since have created an open file again, under the same name.
  const heldFile = (file: WritableFile): WritableFile => ({
    isRegular: file.isRegular,
    openedBytes: file.openedBytes,
    write: (content, given) => held(given, (both) => file.write(content, both)),
    truncate: (keepBytes, given) => held(given, (both) => file.truncate(keepBytes, both)),
    sync: () => file.sync(),
    close: () => file.close(),
  })
  return {
    ...files,
    makeDirectory: (path, given) => held(given, (both) => files.makeDirectory(path, both)),
    create: (path, given) => held(given, async (both) => heldFile(await files.create(path, both))),
    createNew: (path, given) => held(given, async (both) => heldFile(await files.createNew(path, both))),
    append: (path) =>
      held(undefined, async () => {
        const file = await files.append(path)
        return file && heldFile(file)
      }),
    rename: (from, to, given) => held(given, (both) => files.rename(from, to, both)),
    link: (from, to, given) => held(given, (both) => files.link(from, to, both)),
    remove: (path, given) => held(given, (both) => files.remove(path, both)),
    removeTree: (path, given) => held(given, (both) => files.removeTree(path, both)),
    removeEmptyDirectory: (path, given) =>
      held(given, (both) => files.removeEmptyDirectory(path, both)).catch(() => undefined),
  }
}
