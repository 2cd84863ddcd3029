import type { Platform } from "../platform.ts"
import type { FileSystem, WritableFile } from "./file-system.ts"

/**
 * The same platform, for who holds a lock: nothing is changed on the disk, and nothing else is locked, once the lock is gone.
 *
 * It is asked right before each change. Between the question and the change lie a few microseconds, in which the machine would have to
 * sleep for as long as it takes until others take over.
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
  // What is open may have been made anew by others since, under the same name.
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
