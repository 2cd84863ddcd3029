import type { Clock } from "../../src/platform/clock.ts"
import type { DirectoryLock, DirectoryLocks } from "../../src/platform/files/directory-lock.ts"
import type { FileSystem, WritableFile } from "../../src/platform/files/file-system.ts"
import type { HttpClient, HttpRequest } from "../../src/platform/network/http.ts"
import type { Platform } from "../../src/platform/platform.ts"
import { noTelemetry } from "../../src/platform/telemetry/telemetry.ts"
import { FallibleFileSystem } from "./fallible-file-system.ts"
import { VirtualClock } from "./virtual-clock.ts"

/** When a process is killed: at a time, or at one of its steps on the disk, of which nothing, a part (of a write) or all is done. */
export type Kill =
  | { readonly afterMs: number }
  | { readonly step: number; readonly done: "nothing" | "part" | "all" }

/** A lock, and what its holder is told by once it is gone. */
interface HeldLock {
  readonly holder: VirtualProcess
  readonly lost: AbortController
}

/** Whoever shows no sign of life for longer is taken for dead, and finds out so long after it woke up. */
const [STALE_MS, HEARTBEAT_MS] = [30_000, 5_000]

/** A machine in virtual time: processes come and go on it, and its disk stays. */
export class VirtualMachine {
  readonly clock: VirtualClock = new VirtualClock()
  readonly disk: FallibleFileSystem = new FallibleFileSystem({ now: () => this.clock.now() })
  /** Who works on which directory. */
  readonly held: Map<string, HeldLock> = new Map()

  /** Starts a process whose requests go through `http`. */
  start(http: HttpClient, kill?: Kill): VirtualProcess {
    return new VirtualProcess(this, http, kill)
  }
}

const never = <Value>(): Promise<Value> => new Promise(() => undefined)

/** A process: once it is killed, nothing that it waits for ever comes; what it had sent is on its way all the same. */
export class VirtualProcess {
  readonly platform: Platform
  readonly http: HttpClient
  /** Resolves when the process is killed. */
  readonly killed: Promise<"killed">
  isKilled = false
  /** How many steps on the disk it has taken. */
  steps = 0
  /** How many files it has open. */
  openFiles = 0
  readonly #machine: VirtualMachine
  readonly #kill: Kill | undefined
  #paused: Promise<void> | undefined
  #silentSinceMs: number | undefined
  #noteKill: () => void = () => undefined

  constructor(machine: VirtualMachine, http: HttpClient, kill: Kill | undefined) {
    this.#machine = machine
    this.#kill = kill
    this.killed = new Promise((resolve) => {
      this.#noteKill = () => resolve("killed")
    })
    if (kill !== undefined && "afterMs" in kill)
      void machine.clock.sleep(kill.afterMs).then(() => this.kill())
    this.platform = {
      clock: this.#clock(),
      files: this.#files(machine.disk),
      locks: this.#locks(),
      openTelemetry: () => Promise.resolve(noTelemetry),
    }
    this.http = {
      send: (request: HttpRequest) => this.#alive(() => http.send(request)),
      close: () => Promise.resolve(),
    }
  }

  kill(): void {
    if (this.isKilled) return
    this.isKilled = true
    // Whoever comes next sees that its holder is dead.
    for (const [directory, { holder }] of this.#machine.held)
      if (holder === this) this.#machine.held.delete(directory)
    this.#noteKill()
  }

  /** Stands still for a while, as in a container that is paused: what it waits for comes only afterwards. */
  async pause(forMs: number): Promise<void> {
    const { clock, held } = this.#machine
    const locks = [...held].filter(([, { holder }]) => holder === this)
    this.#silentSinceMs = clock.elapsedMs()
    this.#paused = clock.sleep(forMs)
    await this.#paused
    this.#paused = undefined
    this.#silentSinceMs = undefined
    const beat = async (): Promise<void> => {
      await clock.sleep(HEARTBEAT_MS)
      for (const [directory, lock] of locks) if (held.get(directory) !== lock) lock.lost.abort()
    }
    void beat()
  }

  /** How long it has shown no sign of life. */
  get silentMs(): number {
    const nowMs = this.#machine.clock.elapsedMs()
    return nowMs - (this.#silentSinceMs ?? nowMs)
  }

  #clock(): Clock {
    const { clock } = this.#machine
    return {
      now: () => clock.now(),
      elapsedMs: () => clock.elapsedMs(),
      sleep: (durationMs, signal) => this.#alive(() => clock.sleep(durationMs, signal)),
    }
  }

  /** Gives what an action comes to, as long as the process lives to see it. */
  async #alive<Value>(act: () => Promise<Value>): Promise<Value> {
    if (this.isKilled) return never()
    if (this.#paused !== undefined) await this.#paused
    const value = await act()
    if (this.#paused !== undefined) await this.#paused
    return this.isKilled ? never() : value
  }

  /** A step that changes the disk, at which the process may end; `half` does a part of it. */
  async #step<Value>(act: () => Promise<Value>, half?: () => Promise<unknown>): Promise<Value> {
    if (this.isKilled) return never()
    if (this.#paused !== undefined) await this.#paused
    const { step = -1, done = "all" } = this.#kill !== undefined && "step" in this.#kill ? this.#kill : {}
    const isLast = this.steps === step
    this.steps += 1
    if (!isLast) return this.#alive(act)
    if (done === "all") await act()
    if (done === "part") await half?.()
    this.kill()
    return never()
  }

  #files(disk: FileSystem): FileSystem {
    return {
      read: (path) => this.#alive(() => disk.read(path)),
      look: (path) => this.#alive(() => disk.look(path)),
      open: async (path) => {
        const file = await this.#alive(() => disk.open(path))
        this.openFiles += 1
        return { ...file, close: () => this.#closed(() => file.close()) }
      },
      readChunks: (path, options) => this.#counted(disk.readChunks(path, options)),
      list: (path) => this.#alive(() => disk.list(path)),
      makeDirectory: (path, guard) => this.#step(() => disk.makeDirectory(path, guard)),
      create: (path, guard) => this.#step(async () => this.#writable(await disk.create(path, guard))),
      createNew: (path, guard) => this.#step(async () => this.#writable(await disk.createNew(path, guard))),
      append: (path) =>
        this.#step(async () => {
          const file = await disk.append(path)
          return file && this.#writable(file)
        }),
      rename: (from, to, guard) => this.#step(() => disk.rename(from, to, guard)),
      link: (from, to, guard) => this.#step(() => disk.link(from, to, guard)),
      remove: (path, guard) => this.#step(() => disk.remove(path, guard)),
      removeTree: (path, guard) => this.#step(() => disk.removeTree(path, guard)),
      removeEmptyDirectory: (path, guard) => this.#step(() => disk.removeEmptyDirectory(path, guard)),
      syncDirectory: (path) => this.#step(() => disk.syncDirectory(path)),
    }
  }

  /** Chunks of a file, which is open until the reading ends. */
  async *#counted(chunks: AsyncGenerator<Buffer, void>): AsyncGenerator<Buffer, void> {
    this.openFiles += 1
    try {
      yield* chunks
    } finally {
      this.openFiles -= 1
    }
  }

  #closed(close: () => Promise<void>): Promise<void> {
    this.openFiles -= 1
    return close()
  }

  #writable(file: WritableFile): WritableFile {
    this.openFiles += 1
    return {
      isRegular: file.isRegular,
      openedBytes: file.openedBytes,
      write: async (content, guard) => {
        const bytes = Buffer.from(content)
        if (this.isKilled) return never()
        // The system may write later than it was told to.
        guard?.()
        return this.#step(
          () => file.write(bytes),
          () => file.write(bytes.subarray(0, bytes.length / 2)),
        )
      },
      truncate: (keepBytes, guard) => this.#step(() => file.truncate(keepBytes, guard)),
      sync: () => this.#step(() => file.sync()),
      close: () => this.#closed(() => this.#step(() => file.close())),
    }
  }

  #locks(): DirectoryLocks {
    const { held } = this.#machine
    return {
      lock: (directory) =>
        this.#alive(async () => {
          const holder = held.get(directory)?.holder
          if (holder !== undefined && holder !== this && holder.silentMs <= STALE_MS)
            return {
              kind: "held",
              holder: { evidence: "process", silentMs: 0 },
              lockPath: `${directory}/lock`,
            } as const
          const lock = { holder: this, lost: new AbortController() }
          held.set(directory, lock)
          return { kind: "locked", lock: this.#lock(directory, lock) } as const
        }),
    }
  }

  #lock(directory: string, lock: HeldLock): DirectoryLock {
    const { held } = this.#machine
    const isHeld = (): boolean => held.get(directory) === lock
    return {
      lost: lock.lost.signal,
      isHeld: () => this.#alive(() => Promise.resolve(isHeld())),
      isHeldNow: isHeld,
      release: () => this.#alive(async () => void (isHeld() && held.delete(directory))),
    }
  }
}
