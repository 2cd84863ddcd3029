import { randomUUID } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, open, readdir, rename, rm, rmdir, stat } from "node:fs/promises"
import { join } from "node:path"
import { makeDirectories } from "./make-directories.ts"
import { livenessOf, ownIdentity } from "../process-identity.ts"
import type { ProcessIdentity } from "../process-identity.ts"

/** That this process, and no other, works on a directory. */
export interface DirectoryLock {
  /** Aborts when the lock is found to be gone: taken over after this process showed no sign of life for long, or removed by hand. */
  readonly lost: AbortSignal
  /** Looks whether the lock is still ours, as it may not be after the machine slept. */
  isHeld(): Promise<boolean>
  /** The same at once, so that nothing comes between the answer and what relies on it. */
  isHeldNow(): boolean
  /** Lets others have the directory; once is enough. */
  release(): Promise<void>
}

/** Who works on a directory, and how that is known. */
export interface LockHolder {
  /** Missing where the lock cannot be read. */
  readonly identity?: ProcessIdentity
  /** `process`: it lives on this machine; `heartbeat`: it cannot be seen from here, but gave a sign of life. */
  readonly evidence: "process" | "heartbeat"
  /** When it last gave a sign of life. */
  readonly silentMs: number
}

/** Success, or who holds the directory. */
export type LockAttempt =
  | { readonly kind: "locked"; readonly lock: DirectoryLock }
  | { readonly kind: "held"; readonly holder: LockHolder; readonly lockPath: string }

/** How to lock. */
export interface LockOptions {
  /** How often the holder gives a sign of life. @defaultValue 5000 */
  readonly heartbeatMs?: number
  /** A holder that cannot be seen from here is taken for dead after so long. @defaultValue 30000 */
  readonly staleMs?: number
  /** @defaultValue that of this process */
  readonly identity?: ProcessIdentity
}

/** Keeps processes apart that work on the same directories. */
export interface DirectoryLocks {
  /**
   * Takes a directory for this process, at once or not at all; makes it where it is missing.
   *
   * @throws the error of the operating system, as Node.js gives it, if the lock cannot be written.
   */
  lock(directory: string): Promise<LockAttempt>
}

/** Locks that all processes see that share a disk. */
export const diskLocks: DirectoryLocks = { lock: (directory) => lockDirectory(directory) }

/** Each time around, somebody else came or went in between. */
const MAX_ATTEMPTS = 100

/**
 * Takes a directory for this process, at once or not at all; makes it where it is missing.
 *
 * The lock is a directory in it, `lock`, that holds one file, of a name that never comes again. It is made aside and renamed: that
 * succeeds for exactly one process, and only as long as `lock` is missing or empty. To take over from a dead holder, its file is
 * removed by name, which never hits anybody else's. So there is no moment in which two can win.
 *
 * @throws the error of the operating system, as Node.js gives it, if the lock cannot be written.
 */
export async function lockDirectory(directory: string, options: LockOptions = {}): Promise<LockAttempt> {
  const { heartbeatMs = 5_000, staleMs = 30_000 } = options
  const own = options.identity ?? (await ownIdentity())
  const token = randomUUID()
  const lockPath = join(directory, "lock")
  const draftPath = `${lockPath}.${token}`
  await makeDirectories(directory)
  await mkdir(draftPath, { mode: 0o700 })
  try {
    const nowMs = await writeOwner(join(draftPath, token), own)
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      if (await moveDirectory(draftPath, lockPath, token)) {
        await syncOwner(join(lockPath, token)).catch(() => undefined)
        await removeDrafts(directory, { own, nowMs, staleMs })
        return { kind: "locked", lock: heldLock(lockPath, { token, own, heartbeatMs }) }
      }
      const owners = await readOwners(lockPath)
      for (const owner of owners) {
        const holder = await holderOf(owner, { own, nowMs, staleMs })
        if (holder !== undefined) return { kind: "held", holder, lockPath }
        await rm(owner.path, { force: true })
      }
      // Windows renames nothing onto a directory, not even an empty one; elsewhere this only does what the rename would.
      await rmdir(lockPath).catch(() => undefined)
    }
    throw new Error(`Cannot lock ${directory} as others took and left it ${MAX_ATTEMPTS} times meanwhile.`)
  } finally {
    await rm(draftPath, { recursive: true, force: true })
  }
}

/** Who holds a directory; undefined if nobody does. Changes nothing, and so compares the clocks of machines where it has to. */
export async function holderOfDirectory(
  directory: string,
  nowMs: number,
  staleMs: number = 30_000,
): Promise<LockHolder | undefined> {
  const owners = await readOwners(join(directory, "lock"))
  const judge = { own: await ownIdentity(), nowMs, staleMs }
  for (const owner of owners) {
    const holder = await holderOf(owner, judge)
    if (holder !== undefined) return holder
  }
  return undefined
}

/** A file in a lock. */
interface Owner {
  readonly path: string
  readonly identity: ProcessIdentity | undefined
  /** When it last gave a sign of life, by the clock of the file system. */
  readonly seenMs: number
}

/** From where, and by what measure, the life of others is judged. */
interface Judge {
  readonly own: ProcessIdentity
  /** By the clock of the file system, so that no two machines' clocks are compared. */
  readonly nowMs: number
  readonly staleMs: number
}

/** Writes who holds a lock, and gives the time by the file system's clock. */
async function writeOwner(path: string, own: ProcessIdentity): Promise<number> {
  const file = await open(path, "wx", 0o600)
  try {
    await file.writeFile(JSON.stringify(own))
    return (await file.stat()).mtimeMs
  } finally {
    await file.close()
  }
}

/** After a loss of power, an empty file would be nobody's, and believed for a while. */
async function syncOwner(path: string): Promise<void> {
  const file = await open(path, "r+")
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** @returns false if there is something in the way */
async function moveDirectory(from: string, to: string, token: string): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    // A network file system may have renamed it, and failed only to say so.
    if (codeOf(error) === "ENOENT" && (await isThere(join(to, token)))) return true
    const isInTheWay = ["ENOTEMPTY", "EEXIST"].includes(codeOf(error))
    const mayBe = ["EPERM", "EACCES", "EBUSY"].includes(codeOf(error)) && (await isThere(to))
    if (isInTheWay || mayBe) return false
    throw error
  }
}

async function readOwners(lockPath: string): Promise<readonly Owner[]> {
  const names = await readdir(lockPath).catch(orNothing)
  const owners = await Promise.all((names ?? []).map((name) => readOwner(join(lockPath, name))))
  return owners.filter((owner) => owner !== undefined)
}

/** Opened, not looked up, as network file systems are up to date only then. */
async function readOwner(path: string): Promise<Owner | undefined> {
  const file = await open(path, "r").catch(orNothing)
  if (file === undefined) return undefined
  try {
    const { mtimeMs } = await file.stat()
    return { path, identity: parseIdentity(await file.readFile("utf8")), seenMs: mtimeMs }
  } finally {
    await file.close()
  }
}

/** @returns undefined if it is dead */
async function holderOf(owner: Owner, { own, nowMs, staleMs }: Judge): Promise<LockHolder | undefined> {
  const { identity, seenMs } = owner
  const liveness = identity === undefined ? "unknown" : await livenessOf(identity, own)
  const silentMs = Math.max(0, nowMs - seenMs)
  if (liveness === "dead" || (liveness === "unknown" && silentMs > staleMs)) return undefined
  return {
    ...(identity === undefined ? {} : { identity }),
    evidence: liveness === "alive" ? "process" : "heartbeat",
    silentMs,
  }
}

/** Removes what processes left behind that died while they made a lock. */
async function removeDrafts(directory: string, judge: Judge): Promise<void> {
  const names = await readdir(directory).catch(() => [])
  for (const name of names.filter((found) => /^lock\.[0-9a-f-]{36}$/.test(found))) {
    const path = join(directory, name)
    const owners = await readOwners(path).catch(() => [])
    const holders = await Promise.all(owners.map((owner) => holderOf(owner, judge)))
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: judge.nowMs }))
    const isEmptyForLong = owners.length === 0 && judge.nowMs - mtimeMs > judge.staleMs
    const isDead = owners.length > 0 && holders.every((holder) => holder === undefined)
    if (isEmptyForLong || isDead) await rm(path, { recursive: true, force: true }).catch(() => undefined)
  }
}

function heldLock(
  lockPath: string,
  { token, own, heartbeatMs }: { token: string; own: ProcessIdentity; heartbeatMs: number },
): DirectoryLock {
  const path = join(lockPath, token)
  const lost = new AbortController()
  let isReleased = false
  let beating: Promise<void> = Promise.resolve()

  async function beat(): Promise<void> {
    try {
      const file = await open(path, "r+")
      try {
        // Written, not given a time, so that the file system's clock says when.
        await file.write(JSON.stringify(own), 0)
      } finally {
        await file.close()
      }
    } catch (error) {
      if (codeOf(error) === "ENOENT" && !isReleased) lost.abort()
    }
  }

  const timer = setInterval(() => {
    beating = beat()
  }, heartbeatMs)
  // A heart does not keep a process alive.
  timer.unref()

  return {
    lost: lost.signal,
    isHeld: async () => !isReleased && !lost.signal.aborted && (await isThere(path)),
    isHeldNow: () => !isReleased && !lost.signal.aborted && existsSync(path),
    release: async () => {
      if (isReleased) return
      isReleased = true
      clearInterval(timer)
      await beating
      await rm(path, { force: true })
      await rmdir(lockPath).catch(() => undefined)
    },
  }
}

function parseIdentity(text: string): ProcessIdentity | undefined {
  try {
    const { pid, host, pidSpace, start } = JSON.parse(text) as Partial<Record<keyof ProcessIdentity, unknown>>
    if (!Number.isSafeInteger(pid) || typeof host !== "string" || typeof pidSpace !== "string")
      return undefined
    return { pid: pid as number, host, pidSpace, ...(typeof start === "string" ? { start } : {}) }
  } catch {
    return undefined
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

function orNothing(error: unknown): undefined {
  if (codeOf(error) !== "ENOENT") throw error
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : ""
}
