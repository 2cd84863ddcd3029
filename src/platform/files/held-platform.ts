import type { Platform } from "../platform.ts"
import type { FileSystem, WritableFile } from "./file-system.ts"

/**
 * The same platform for the holder of a lock: once the lock is gone, it changes nothing on the disk and locks nothing
 * else.
 *
 * The lock is checked right before each change. Only if the machine slept in the few microseconds between check and
 * change, for long enough that another process takes over, would a change go through.
 *
 * @param ensureHeld rejects if the lock is gone
 */
export function heldPlatform<Given extends Pick<Platform, "files" | "locks">>(
  platform: Given,
  ensureHeld: () => Promise<void>,
): Given {
  const { locks } = platform
  return {
    ...platform,
    files: heldFiles(platform.files, ensureHeld),
    locks: {
      lock: async (directory: string) => {
        await ensureHeld()
        return locks.lock(directory)
      },
    },
  }
}

function heldFiles(files: FileSystem, ensureHeld: () => Promise<void>): FileSystem {
  const held =
    <Values extends readonly unknown[], Result>(act: (...values: Values) => Promise<Result>) =>
    async (...values: Values): Promise<Result> => {
      await ensureHeld()
      return act(...values)
    }
  // Another process may since have created an open file again, under the same name.
  const heldFile = (file: WritableFile): WritableFile => ({
    isRegular: file.isRegular,
    openedBytes: file.openedBytes,
    write: held((content) => file.write(content)),
    truncate: held((keepBytes) => file.truncate(keepBytes)),
    sync: () => file.sync(),
    close: () => file.close(),
  })
  return {
    ...files,
    makeDirectory: held(files.makeDirectory.bind(files)),
    create: held(async (path) => heldFile(await files.create(path))),
    append: held(async (path) => {
      const file = await files.append(path)
      return file && heldFile(file)
    }),
    rename: held(files.rename.bind(files)),
    link: held(files.link.bind(files)),
    remove: held(files.remove.bind(files)),
    removeTree: held(files.removeTree.bind(files)),
    removeEmptyDirectory: (path) =>
      ensureHeld().then(
        () => files.removeEmptyDirectory(path),
        () => undefined,
      ),
  }
}
