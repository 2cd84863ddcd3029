import { execFile } from "node:child_process"
import { readdir, readFile, readlink } from "node:fs/promises"
import { hostname } from "node:os"
import { promisify } from "node:util"

/** Which process, of all that ever were on any machine; plain JSON. */
export interface ProcessIdentity {
  readonly pid: number
  /** For people. */
  readonly host: string
  /** Among whom the pid is unique at one moment: on Linux a boot and its pid namespace (a container has one of its own), else a host. */
  readonly pidSpace: string
  /** When the process began, in the system's own words, so that a later process of the same pid is another; not known everywhere. */
  readonly start?: string
}

/** `unknown`: it cannot be seen from here, or a process of this pid lives and nothing tells whether it is the same. */
export type Liveness = "alive" | "dead" | "unknown"

/** The identity of this process. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  const [pidSpace, start] = await Promise.all([ownPidSpace(), startOf(process.pid)])
  return {
    pid: process.pid,
    host: hostname(),
    pidSpace,
    ...(typeof start === "string" ? { start } : {}),
  }
}

/** Whether a process still lives, as far as `own` can tell. One that was killed and that its parent has not noticed yet is dead. */
export async function livenessOf(other: ProcessIdentity, own: ProcessIdentity): Promise<Liveness> {
  if (other.pidSpace !== own.pidSpace) return "unknown"
  if (!isRunning(other.pid)) return "dead"
  const start = await startOf(other.pid)
  if (start === DEAD) return "dead"
  if (start === undefined || other.start === undefined) return "unknown"
  return start === other.start ? "alive" : "dead"
}

/** What is left of a process that has ended. */
const DEAD: unique symbol = Symbol("dead")

/** When a process began; undefined where that is not known. @param platform as `process.platform` */
export async function startOf(
  pid: number,
  platform: NodeJS.Platform = process.platform,
): Promise<string | typeof DEAD | undefined> {
  if (platform === "linux") return startFromProc(pid)
  return platform === "win32" ? undefined : startFromPs(pid)
}

async function ownPidSpace(): Promise<string> {
  try {
    const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8")
    return `boot ${boot.trim()} ${await readlink("/proc/self/ns/pid")}`
  } catch {
    return `host ${hostname()}`
  }
}

function isRunning(pid: number): boolean {
  try {
    // Signal 0 is never sent.
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Somebody else's process lives, too.
    return !(error instanceof Error && "code" in error && error.code === "ESRCH")
  }
}

/** In /proc/PID/stat, counted from behind the name, which may hold anything: proc(5) numbers them 3 and 22. */
const STATE_FIELD = 0
const START_FIELD = 19

async function startFromProc(pid: number): Promise<string | typeof DEAD | undefined> {
  const fields = await fieldsOfStat(`/proc/${pid}/stat`)
  if (fields === undefined) return undefined
  if (isOver(fields) && !(await hasLivingThread(pid))) return DEAD
  const start = fields[START_FIELD]
  return start === undefined ? undefined : `${start} ticks after boot`
}

async function fieldsOfStat(path: string): Promise<readonly string[] | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined)
  return text?.slice(text.lastIndexOf(")") + 2).split(" ")
}

/** A zombie, or about to vanish. */
function isOver(fields: readonly string[]): boolean {
  return "ZXx".includes(fields[STATE_FIELD] ?? "?")
}

/** The main thread of a killed process may be gone while another still waits for the disk, and may yet write. */
async function hasLivingThread(pid: number): Promise<boolean> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => [])
  for (const thread of threads) {
    const fields = await fieldsOfStat(`/proc/${pid}/task/${thread}/stat`)
    if (fields !== undefined && !isOver(fields)) return true
  }
  return false
}

/** As macOS and the BSDs have it; to the second, which is enough, as pids do not come round within one. */
async function startFromPs(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("ps", ["-o", "lstart=", "-p", String(pid)], {
      env: { PATH: process.env["PATH"] ?? "/bin:/usr/bin", LC_ALL: "C", TZ: "UTC" },
      timeout: 5_000,
    })
    return stdout.trim() === "" ? undefined : stdout.trim()
  } catch {
    return undefined
  }
}
