import type { FileSystem, WritableFile } from "../../../src/platform/files/file-system.ts"

/** When something comes in between: at a step of any kind, or at one from the first draft of a list on. */
export interface Moment {
  readonly of: "all" | "settling"
  /** Counts these steps from 0. */
  readonly step: number
  /**
   * Behind the step, or before it: then a write was already given to the system, and any other step was about to be.
   *
   * @defaultValue `behind`
   */
  readonly when?: "before" | "behind"
}

/** The files of a process, which waits once, at one of its steps on the disk, until somebody else has done something. */
export function meddledFiles(files: FileSystem, moment: Moment, meddle: () => Promise<void>): FileSystem {
  const { of, step, when = "behind" } = moment
  let steps = 0
  let isCounting = of === "all"
  const at = async <Value>(path: string, act: () => Promise<Value>): Promise<Value> => {
    if (when === "before") {
      await come(path)
      return act()
    }
    const value = await act()
    await come(path)
    return value
  }
  const come = async (path: string): Promise<void> => {
    isCounting ||= path.endsWith(".retry")
    if (!isCounting) return
    steps += 1
    if (steps === step + 1) await meddle()
  }
  const meddled = (path: string, file: WritableFile): WritableFile => ({
    isRegular: file.isRegular,
    openedBytes: file.openedBytes,
    write: async (content, guard) => {
      guard?.()
      await at(path, () => file.write(content))
    },
    truncate: (keepBytes, guard) => at(path, () => file.truncate(keepBytes, guard)),
    sync: () => at(path, () => file.sync()),
    close: () => at(path, () => file.close()),
  })
  return {
    ...files,
    create: (path, guard) => at(path, async () => meddled(path, await files.create(path, guard))),
    createNew: (path, guard) => at(path, async () => meddled(path, await files.createNew(path, guard))),
    append: async (path) => {
      const file = await files.append(path)
      return file && meddled(path, file)
    },
    rename: (from, to, guard) => at(to, () => files.rename(from, to, guard)),
    link: (from, to, guard) => at(to, () => files.link(from, to, guard)),
    remove: (path, guard) => at(path, () => files.remove(path, guard)),
    removeTree: (path, guard) => at(path, () => files.removeTree(path, guard)),
    syncDirectory: (path) => at(path, () => files.syncDirectory(path)),
  }
}
