import type { FileSystem, WritableFile } from "../../../src/platform/files/file-system.ts"

/** When a person comes in between: behind a step of any kind, or behind one from the first draft of a list on. */
export interface Moment {
  readonly of: "all" | "settling"
  /** Counts these steps from 0. */
  readonly step: number
}

/** The files of a process, which waits once, behind one of its steps on the disk, until a person has done something. */
export function meddledFiles(files: FileSystem, moment: Moment, meddle: () => Promise<void>): FileSystem {
  let steps = 0
  let isCounting = moment.of === "all"
  const after = async <Value>(path: string, act: () => Promise<Value>): Promise<Value> => {
    const value = await act()
    isCounting ||= path.endsWith(".retry")
    if (!isCounting) return value
    steps += 1
    if (steps === moment.step + 1) await meddle()
    return value
  }
  const meddled = (path: string, file: WritableFile): WritableFile => ({
    isRegular: file.isRegular,
    openedBytes: file.openedBytes,
    write: (content) => after(path, () => file.write(content)),
    truncate: (keepBytes) => after(path, () => file.truncate(keepBytes)),
    sync: () => after(path, () => file.sync()),
    close: () => after(path, () => file.close()),
  })
  return {
    ...files,
    create: (path) => after(path, async () => meddled(path, await files.create(path))),
    append: async (path) => {
      const file = await files.append(path)
      return file && meddled(path, file)
    },
    rename: (from, to) => after(to, () => files.rename(from, to)),
    link: (from, to) => after(to, () => files.link(from, to)),
    remove: (path) => after(path, () => files.remove(path)),
    removeTree: (path) => after(path, () => files.removeTree(path)),
    syncDirectory: (path) => after(path, () => files.syncDirectory(path)),
  }
}
