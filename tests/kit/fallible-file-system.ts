import { dirname } from "node:path"
import type { FileState, FoundFile } from "../../src/platform/files/file-state.ts"
import type { FileSystem, Guard, ReadableFile, WritableFile } from "../../src/platform/files/file-system.ts"
import type { ReadFileOptions } from "../../src/platform/files/read-file.ts"

/** What happens at one step: nothing of it is done, a part (of a write), or all; then an error, or the end of the process. */
export interface Fault {
  /** Counts the steps from 0. */
  readonly step: number
  readonly done: "nothing" | "part" | "all"
  /** `error`: the step fails; `lasting-error`: all steps from it on fail; `crash`: no later step is ever taken. */
  readonly kind: "error" | "lasting-error" | "crash"
}

/** All that a fault at one of so many steps can be. */
export function faultsWithin(steps: number): readonly Fault[] {
  const kinds = ["error", "lasting-error", "crash"] as const
  const done = ["nothing", "part", "all"] as const
  return Array.from({ length: steps }, (_, step) =>
    kinds.flatMap((kind) => done.map((howMuch): Fault => ({ step, done: howMuch, kind }))),
  ).flat()
}

/** What the system's error looks like. */
export class DiskError extends Error {
  readonly code: string
  readonly syscall: string

  constructor(code: string, syscall: string) {
    super(`${code}: ${syscall}`)
    this.code = code
    this.syscall = syscall
  }
}

/** Never settles what it interrupts, as a killed process would not; here that shows as this error. */
export class CrashError extends Error {}

/** The content of a file, as programs see it and as the disk surely holds it. */
interface Content {
  seen: Buffer
  kept: Buffer
  readonly inode: number
  modifiedMs: number
}

type Names = ReadonlyMap<string, Content>
/** A change of a directory; where there is no content, the name goes. */
type Change = readonly [path: string, content: Content | undefined]

const EMPTY = Buffer.alloc(0)
/** As large as those that are read from a disk, or so. */
const CHUNK_BYTES = 64 * 1024

/** What a {@link FallibleFileSystem} begins with, and what happens to it. */
export interface FallibleDisk {
  readonly disk?: ReadonlyMap<string, Buffer>
  readonly fault?: Fault | undefined
  /** Milliseconds since 1970 (UTC), for the times of files. @defaultValue always the same */
  readonly now?: () => number
}

/** Files in memory that fail or crash where they are told to, and know what a loss of power could leave of them. */
export class FallibleFileSystem implements FileSystem {
  /** How many steps were taken. */
  steps = 0
  /** How many files are open. */
  openFiles = 0
  readonly #fault: Fault | undefined
  readonly #now: () => number
  #isCrashed = false
  #inodes = 0
  readonly #seen: Map<string, Content>
  readonly #directories = new Set<string>()
  #kept: Names
  /** Changes of names that are not synced: each of them may have reached the disk or not. */
  #pending: Change[] = []

  constructor({ disk = new Map(), fault, now = () => 0 }: FallibleDisk = {}) {
    this.#fault = fault
    this.#now = now
    this.#seen = new Map(
      [...disk].map(([path, bytes]) => [path, { ...this.#newContent(), seen: bytes, kept: bytes }]),
    )
    this.#kept = new Map(this.#seen)
  }

  read(path: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.#seen.get(path)?.seen)
  }

  look(path: string): Promise<FoundFile | undefined> {
    const content = this.#seen.get(path)
    if (content !== undefined) return Promise.resolve({ kind: "file", state: stateOf(content) })
    if (!this.#isDirectory(path)) return Promise.resolve(undefined)
    return Promise.resolve({ kind: "directory", state: { dev: 1, ino: 0, mtimeMs: 0, size: 0 } })
  }

  open(path: string): Promise<ReadableFile> {
    const content = this.#seen.get(path)
    if (content === undefined) return Promise.reject(new DiskError("ENOENT", "open"))
    this.openFiles += 1
    return Promise.resolve({
      state: () => Promise.resolve(stateOf(content)),
      read: (position, lengthBytes) =>
        Promise.resolve(Buffer.from(content.seen.subarray(position, position + lengthBytes))),
      close: () => {
        this.openFiles -= 1
        return Promise.resolve()
      },
    })
  }

  async *readChunks(
    path: string,
    { chunkBytes = CHUNK_BYTES, fromByte = 0, onOpen, onSize, signal }: ReadFileOptions = {},
  ): AsyncGenerator<Buffer, void> {
    const content = this.#seen.get(path)
    if (content === undefined) throw new DiskError("ENOENT", "open")
    this.openFiles += 1
    try {
      onSize?.(content.seen.length)
      onOpen?.(stateOf(content))
      for (let at = fromByte; at < content.seen.length; at += chunkBytes) {
        if (signal?.aborted === true) return
        yield Buffer.from(content.seen.subarray(at, at + chunkBytes))
      }
    } finally {
      this.openFiles -= 1
    }
  }

  list(path: string): Promise<readonly string[] | undefined> {
    if (!this.#isDirectory(path)) return Promise.resolve(undefined)
    const start = `${path}/`
    const within = [...this.#seen.keys(), ...this.#directories].filter((name) => name.startsWith(start))
    return Promise.resolve([...new Set(within.map((name) => name.slice(start.length).split("/")[0] ?? ""))])
  }

  makeDirectory(path: string, guard?: Guard): Promise<void> {
    return this.#step(
      "mkdir",
      () => {
        for (let at = path; at.length > 1; at = dirname(at)) this.#directories.add(at)
      },
      guard,
    )
  }

  async create(path: string, guard?: Guard): Promise<WritableFile> {
    const old = this.#seen.get(path)
    if (old === undefined) return this.createNew(path, guard)
    await this.#step(
      "open",
      () => {
        old.seen = EMPTY
        old.modifiedMs = this.#now()
      },
      guard,
    )
    return this.#writable(old)
  }

  async createNew(path: string, guard?: Guard): Promise<WritableFile> {
    const content = this.#newContent()
    await this.#step("open", () => this.#change([path, content]), guard)
    return this.#writable(content)
  }

  async append(path: string): Promise<WritableFile | undefined> {
    const content = this.#seen.get(path)
    if (content === undefined) return undefined
    await this.#step("open", () => undefined)
    return this.#writable(content)
  }

  rename(from: string, to: string, guard?: Guard): Promise<void> {
    return this.#step("rename", () => this.#rename(from, to), guard)
  }

  #rename(from: string, to: string): void {
    const content = this.#seen.get(from)
    if (content !== undefined) {
      this.#change([to, content])
      this.#change([from, undefined])
      return
    }
    if (!this.#isDirectory(from)) throw new DiskError("ENOENT", "rename")
    for (const directory of this.#directories) {
      if (directory !== from && !directory.startsWith(`${from}/`)) continue
      this.#directories.delete(directory)
      this.#directories.add(to + directory.slice(from.length))
    }
    for (const [path, moved] of this.#seen) {
      if (!path.startsWith(`${from}/`)) continue
      this.#change([to + path.slice(from.length), moved])
      this.#change([path, undefined])
    }
  }

  link(from: string, to: string, guard?: Guard): Promise<void> {
    const act = (): void => {
      const content = this.#seen.get(from)
      if (content === undefined) throw new DiskError("ENOENT", "link")
      if (this.#seen.has(to)) throw new DiskError("EEXIST", "link")
      this.#change([to, content])
    }
    return this.#step("link", act, guard)
  }

  remove(path: string, guard?: Guard): Promise<void> {
    const act = (): void => {
      if (this.#seen.has(path)) this.#change([path, undefined])
    }
    return this.#step("unlink", act, guard)
  }

  removeTree(path: string, guard?: Guard): Promise<void> {
    const act = (): void => {
      for (const name of this.#seen.keys())
        if (name === path || name.startsWith(`${path}/`)) this.#change([name, undefined])
      for (const name of this.#directories)
        if (name === path || name.startsWith(`${path}/`)) this.#directories.delete(name)
    }
    return this.#step("rmdir", act, guard)
  }

  async removeEmptyDirectory(path: string, guard?: Guard): Promise<void> {
    guard?.()
    if ((await this.list(path))?.length === 0) this.#directories.delete(path)
  }

  syncDirectory(): Promise<void> {
    return this.#step("fsync", () => {
      this.#kept = new Map(this.#seen)
      this.#pending = []
    })
  }

  /** What programs see now: what a killed process leaves behind. */
  get seen(): ReadonlyMap<string, Buffer> {
    return new Map([...this.#seen].map(([path, { seen }]) => [path, seen]))
  }

  /** All that the disk may hold when the process, or the whole machine, ends now. */
  disksAfterwards(): readonly ReadonlyMap<string, Buffer>[] {
    return [this.seen, ...subsets(this.#pending).flatMap((changes) => this.#disksWith(changes))]
  }

  #newContent(): Content {
    this.#inodes += 1
    return { seen: EMPTY, kept: EMPTY, inode: this.#inodes, modifiedMs: this.#now() }
  }

  #isDirectory(path: string): boolean {
    if (this.#directories.has(path)) return true
    for (const name of this.#seen.keys()) if (name.startsWith(`${path}/`)) return true
    return false
  }

  #writable(content: Content): WritableFile {
    this.openFiles += 1
    return {
      isRegular: true,
      openedBytes: content.seen.length,
      write: (written, guard) => {
        const act = (share: number): void => {
          const bytes = Buffer.from(written)
          content.seen = Buffer.concat([content.seen, bytes.subarray(0, Math.floor(bytes.length * share))])
          content.modifiedMs = this.#now()
        }
        return this.#step("write", act, guard)
      },
      truncate: (keepBytes, guard) => {
        const act = (): void => {
          content.seen = content.seen.subarray(0, keepBytes)
          content.modifiedMs = this.#now()
        }
        return this.#step("ftruncate", act, guard)
      },
      sync: () =>
        this.#step("fsync", (share) => {
          content.kept = content.seen.subarray(0, Math.floor(content.seen.length * share))
        }),
      close: () => {
        // One that says it failed is closed all the same.
        this.openFiles -= 1
        return this.#step("close", () => undefined)
      },
    }
  }

  #disksWith(changes: readonly Change[]): readonly ReadonlyMap<string, Buffer>[] {
    const names = new Map(this.#kept)
    for (const [path, content] of changes) {
      if (content === undefined) names.delete(path)
      else names.set(path, content)
    }
    let disks: readonly ReadonlyMap<string, Buffer>[] = [new Map()]
    for (const [path, content] of names)
      disks = disks.flatMap((disk) => remains(content).map((bytes) => new Map([...disk, [path, bytes]])))
    return disks
  }

  #change(change: Change): void {
    const [path, content] = change
    if (content === undefined) this.#seen.delete(path)
    else this.#seen.set(path, content)
    this.#pending.push(change)
  }

  /** @param act is told which share of it to do */
  async #step(syscall: string, act: (share: number) => void, guard?: Guard): Promise<void> {
    guard?.()
    if (this.#isCrashed) throw new CrashError()
    const step = this.steps
    this.steps += 1
    const fault = this.#fault
    const isHit =
      fault !== undefined && (step === fault.step || (fault.kind === "lasting-error" && step > fault.step))
    if (!isHit) {
      act(1)
      return Promise.resolve()
    }
    const isWrite = syscall === "write" || syscall === "fsync"
    if (fault.done === "all" || (fault.done === "part" && isWrite)) act(fault.done === "all" ? 1 : 0.5)
    if (fault.kind !== "crash") throw new DiskError(syscall === "write" ? "ENOSPC" : "EIO", syscall)
    this.#isCrashed = true
    throw new CrashError()
  }
}

function stateOf({ inode, modifiedMs, seen }: Content): FileState {
  return { dev: 1, ino: inode, mtimeMs: modifiedMs, size: seen.length }
}

/** What may be left of a file that was not synced: as it was, all, a part, or as many zeros. */
function remains({ seen, kept }: Pick<Content, "seen" | "kept">): readonly Buffer[] {
  if (seen.equals(kept)) return [seen]
  return [kept, seen, seen.subarray(0, seen.length / 2), Buffer.alloc(seen.length)]
}

function subsets<Value>(values: readonly Value[]): readonly (readonly Value[])[] {
  let found: readonly (readonly Value[])[] = [[]]
  for (const value of values) found = found.flatMap((subset) => [subset, [...subset, value]])
  return found
}
