import type { FileSystem, WritableFile } from "../../src/platform/file-system.ts"

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
}

type Names = ReadonlyMap<string, Content>
/** A change of a directory; where there is no content, the name goes. */
type Change = readonly [path: string, content: Content | undefined]

const EMPTY = Buffer.alloc(0)

/** Files in memory that fail or crash where they are told to, and know what a loss of power could leave of them. */
export class FallibleFileSystem implements FileSystem {
  /** How many steps were taken. */
  steps = 0
  readonly #fault: Fault | undefined
  #isCrashed = false
  readonly #seen: Map<string, Content>
  #kept: Names
  /** Changes of names that are not synced: each of them may have reached the disk or not. */
  #pending: Change[] = []

  constructor(disk: ReadonlyMap<string, Buffer> = new Map(), fault?: Fault) {
    this.#fault = fault
    this.#seen = new Map([...disk].map(([path, bytes]) => [path, { seen: bytes, kept: bytes }]))
    this.#kept = new Map(this.#seen)
  }

  read(path: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.#seen.get(path)?.seen)
  }

  makeDirectory(): Promise<void> {
    return this.#step("mkdir", () => undefined)
  }

  async create(path: string): Promise<WritableFile> {
    const content: Content = { seen: EMPTY, kept: EMPTY }
    await this.#step("open", () => this.#change([path, content]))
    return {
      write: (text) =>
        this.#step("write", (share) => {
          const bytes = Buffer.from(text)
          content.seen = Buffer.concat([content.seen, bytes.subarray(0, Math.floor(bytes.length * share))])
        }),
      sync: () =>
        this.#step("fsync", (share) => {
          content.kept = content.seen.subarray(0, Math.floor(content.seen.length * share))
        }),
      close: () => this.#step("close", () => undefined),
    }
  }

  rename(from: string, to: string): Promise<void> {
    return this.#step("rename", () => {
      const content = this.#seen.get(from)
      if (content === undefined) throw new DiskError("ENOENT", "rename")
      this.#change([to, content])
      this.#change([from, undefined])
    })
  }

  remove(path: string): Promise<void> {
    return this.#step("unlink", () => {
      if (this.#seen.has(path)) this.#change([path, undefined])
    })
  }

  syncDirectory(): Promise<void> {
    return this.#step("fsync", () => {
      this.#kept = new Map(this.#seen)
      this.#pending = []
    })
  }

  /** All that the disk may hold when the process, or the whole machine, ends now. */
  disksAfterwards(): readonly ReadonlyMap<string, Buffer>[] {
    const afterKill = new Map([...this.#seen].map(([path, { seen }]) => [path, seen]))
    return [afterKill, ...subsets(this.#pending).flatMap((changes) => this.#disksWith(changes))]
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
  async #step(syscall: string, act: (share: number) => void): Promise<void> {
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

/** What may be left of a file that was not synced: as it was, all, a part, or as many zeros. */
function remains({ seen, kept }: Content): readonly Buffer[] {
  if (seen.equals(kept)) return [seen]
  return [kept, seen, seen.subarray(0, seen.length / 2), Buffer.alloc(seen.length)]
}

function subsets<Value>(values: readonly Value[]): readonly (readonly Value[])[] {
  let found: readonly (readonly Value[])[] = [[]]
  for (const value of values) found = found.flatMap((subset) => [subset, [...subset, value]])
  return found
}
