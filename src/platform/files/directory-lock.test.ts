import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { LockContender } from "../../../tests/kit/lock-contender.ts"
import { lockDirectory } from "./directory-lock.ts"
import type { DirectoryLock, LockOptions } from "./directory-lock.ts"
import { ownIdentity } from "../process-identity.ts"
import type { ProcessIdentity } from "../process-identity.ts"

let folder = ""
let contenders: LockContender[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "directory-lock-"))
  contenders = []
})
afterEach(async () => {
  await Promise.all(contenders.map((contender) => contender.kill()))
  rmSync(folder, { recursive: true })
})

async function contend(count: number): Promise<readonly LockContender[]> {
  contenders = Array.from({ length: count }, () => new LockContender())
  await Promise.all(contenders.map((contender) => contender.ready()))
  return contenders
}

async function locked(options?: LockOptions): Promise<DirectoryLock> {
  const attempt = await lockDirectory(folder, options)
  if (attempt.kind !== "locked") throw new Error(`Held by ${JSON.stringify(attempt.holder)}`)
  return attempt.lock
}

const TOKEN = "01234567-89ab-cdef-0123-456789abcdef"

/** Puts down what a holder leaves that gave its last sign of life some time ago. */
function plant(content: string | ProcessIdentity, { silentSeconds = 0, name = "lock" } = {}): void {
  mkdirSync(join(folder, name), { recursive: true })
  const path = join(folder, name, TOKEN)
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content))
  const seen = Date.now() / 1000 - silentSeconds
  utimesSync(path, seen, seen)
}

/** A pid that nobody has. */
const DEAD_PID = spawnSync("true").pid

describe("lockDirectory()", () => {
  it("lets one in, until it is released, and leaves nothing behind", async () => {
    const path = join(folder, "a", "b")
    const first = await lockDirectory(path)
    expect(first.kind).toBe("locked")
    if (first.kind !== "locked") return
    expect(await first.lock.isHeld()).toBe(true)
    expect(statSync(join(path, "lock")).mode & 0o777).toBe(0o700)
    expect(await lockDirectory(path)).toMatchObject({
      kind: "held",
      holder: { evidence: "process", identity: { pid: process.pid } },
      lockPath: join(path, "lock"),
    })
    expect(readdirSync(path)).toEqual(["lock"])
    await first.lock.release()
    await first.lock.release()
    expect(await first.lock.isHeld()).toBe(false)
    expect(readdirSync(path)).toEqual([])
    expect((await lockDirectory(path)).kind).toBe("locked")
  })

  it("does not let a lock go that was released before, and taken by another since", async () => {
    const first = await locked()
    await first.release()
    const second = await locked()
    await first.release()
    expect(await second.isHeld()).toBe(true)
  })

  it("rejects with the system's error where it cannot write", async () => {
    writeFileSync(join(folder, "file"), "")
    await expect(lockDirectory(join(folder, "file"))).rejects.toMatchObject({ code: "EEXIST" })
    writeFileSync(join(folder, "lock"), "")
    await expect(lockDirectory(folder)).rejects.toMatchObject({ code: "ENOTDIR" })
    expect(readdirSync(folder).toSorted()).toEqual(["file", "lock"])
  })
})

describe("a lock that was left behind", () => {
  const outcomeWith = async (
    content: string | Partial<ProcessIdentity>,
    silentSeconds: number,
    own?: ProcessIdentity,
  ): Promise<string> => {
    const identity = await ownIdentity()
    plant(typeof content === "string" ? content : { ...identity, ...content }, { silentSeconds })
    const attempt = await lockDirectory(folder, own === undefined ? {} : { identity: own })
    if (attempt.kind === "locked") await attempt.lock.release()
    return attempt.kind === "locked" ? "locked" : attempt.holder.evidence
  }

  it("is taken over at once if its holder is dead, also where another process has its pid now", async () => {
    expect(await outcomeWith({ pid: DEAD_PID }, 0)).toBe("locked")
    expect(await outcomeWith({ start: "5 ticks after boot" }, 0)).toBe("locked")
    expect(await outcomeWith({ pid: process.ppid }, 0)).toBe("locked")
  })

  it("is respected as long as its holder lives, even if that was asleep for hours", async () => {
    expect(await outcomeWith({}, 36_000)).toBe("process")
  })

  it("is taken over after 30 seconds of silence where nobody can tell, never before", async () => {
    const elsewhere = { pidSpace: "boot other pid:[1]", host: "other" }
    expect(await outcomeWith(elsewhere, 29)).toBe("heartbeat")
    expect(await outcomeWith(elsewhere, 31)).toBe("locked")
    expect(await outcomeWith({ ...elsewhere, pid: DEAD_PID }, 5)).toBe("heartbeat")
    expect(await outcomeWith("", 29)).toBe("heartbeat")
    expect(await outcomeWith("", 31)).toBe("locked")
    expect(await outcomeWith('{"pid":"1"}', 29)).toBe("heartbeat")
  })

  it("is judged by pid and silence on systems that do not say when a process began", async () => {
    const { pid, host } = await ownIdentity()
    const own = { pid, host, pidSpace: "host here" }
    const left = JSON.stringify(own)
    expect(await outcomeWith(left, 29, own)).toBe("heartbeat")
    expect(await outcomeWith(left, 31, own)).toBe("locked")
    expect(await outcomeWith(JSON.stringify({ ...own, pid: DEAD_PID }), 0, own)).toBe("locked")
  })

  it("may be empty", async () => {
    mkdirSync(join(folder, "lock"))
    expect(await (await locked()).isHeld()).toBe(true)
  })

  it("is removed with the drafts of dead processes, while those of living ones stay", async () => {
    const draft = (end: string): string => `lock.${TOKEN.slice(0, -1)}${end}`
    const own = await ownIdentity()
    plant({ ...own, pid: DEAD_PID }, { name: draft("0") })
    plant(own, { name: draft("1") })
    mkdirSync(join(folder, draft("2")))
    mkdirSync(join(folder, draft("3")))
    utimesSync(join(folder, draft("3")), 1, 1)
    mkdirSync(join(folder, "lock.old"))
    await locked()
    expect(readdirSync(folder).toSorted()).toEqual(["lock", draft("1"), draft("2"), "lock.old"])
  })
})

describe("the holder of a lock", () => {
  it("gives signs of life by the file system's clock", async () => {
    const lock = await locked({ heartbeatMs: 5 })
    const [token = ""] = readdirSync(join(folder, "lock"))
    const path = join(folder, "lock", token)
    const content = readFileSync(path, "utf8")
    utimesSync(path, 1, 1)
    await vi.waitFor(() => expect(Date.now() - statSync(path).mtimeMs).toBeLessThan(10_000))
    await lock.release()
    expect(JSON.parse(content)).toEqual(await ownIdentity())
    expect(lock.lost.aborted).toBe(false)
  })

  it("hears when the lock was taken from it, and then takes nothing from the next", async () => {
    const lock = await locked({ heartbeatMs: 5 })
    rmSync(join(folder, "lock"), { recursive: true })
    plant({ ...(await ownIdentity()), pid: 1 })
    expect(await lock.isHeld()).toBe(false)
    if (!lock.lost.aborted) await once(lock.lost, "abort")
    await lock.release()
    expect(readdirSync(join(folder, "lock"))).toEqual([TOKEN])
  })
})

describe("locks between processes", () => {
  it("a lock is taken over at once when its holder was killed, and not before, though it is stopped", async () => {
    const [first, second] = await contend(2)
    expect(await first?.lock(folder)).toMatchObject({ kind: "locked" })
    expect(await second?.lock(folder)).toMatchObject({
      kind: "held",
      holder: { identity: { pid: first?.pid } },
    })
    first?.process.kill("SIGSTOP")
    expect(await second?.lock(folder)).toMatchObject({ kind: "held", holder: { evidence: "process" } })
    await first?.kill()
    expect(await second?.lock(folder)).toMatchObject({ kind: "locked" })
    expect(readdirSync(folder)).toEqual(["lock"])
    expect(await second?.release()).toMatchObject({ kind: "released" })
    expect(readdirSync(folder)).toEqual([])
  })

  it("a holder that forgets its lock ends all the same, and the lock with it", async () => {
    const [first, second] = await contend(2)
    await first?.lock(folder)
    const exit = first === undefined ? undefined : once(first.process, "exit")
    first?.process.stdin.end()
    expect(await exit).toEqual([0, null])
    expect(await second?.lock(folder)).toMatchObject({ kind: "locked" })
  })

  it.runIf(process.platform === "linux")(
    "a killed holder that its parent never noticed is dead",
    async () => {
      // The shell starts a process and becomes another program, which waits for nobody.
      const parent = spawn("sh", ["-c", "sleep 1000 & echo $!; exec sleep 1000"], {
        stdio: ["ignore", "pipe", "inherit"],
      })
      try {
        const [output] = (await once(parent.stdout, "data")) as [Buffer]
        const pid = Number(output.toString())
        const stat = (): string => readFileSync(`/proc/${pid}/stat`, "utf8")
        // Read once: the name in it changes when the shell's child becomes another program.
        const found = stat()
        const start = `${found.slice(found.lastIndexOf(")") + 2).split(" ")[19] ?? ""} ticks after boot`
        const identity = { ...(await ownIdentity()), pid, start }
        plant(identity)
        expect(await lockDirectory(folder)).toMatchObject({ kind: "held", holder: { evidence: "process" } })
        process.kill(pid, "SIGKILL")
        await vi.waitFor(() => expect(stat()).toContain(") Z "))
        expect((await lockDirectory(folder)).kind).toBe("locked")
      } finally {
        parent.kill("SIGKILL")
      }
    },
  )

  it("of 20 that race exactly one wins, whatever the lock was like before", async () => {
    const racers = await contend(20)
    const own = await ownIdentity()
    const before = [
      () => undefined,
      () => plant({ ...own, pid: DEAD_PID }),
      () => plant({ ...own, pidSpace: "other" }, { silentSeconds: 60 }),
      () => mkdirSync(join(folder, "lock"), { recursive: true }),
    ]
    for (let round = 0; round < 24; round += 1) {
      before[round % before.length]?.()
      const atMs = Date.now() + 20
      const answers = await Promise.all(racers.map((racer) => racer.lock(folder, atMs)))
      const winners = racers.filter((_, index) => answers[index]?.kind === "locked")
      expect(answers.filter(({ kind }) => kind !== "locked" && kind !== "held")).toEqual([])
      expect(winners.map(({ pid }) => pid)).toHaveLength(1)
      // Whoever was refused was told who won.
      const seen = answers.flatMap(({ holder }) => holder?.identity?.pid ?? [])
      expect(new Set([...seen, winners[0]?.pid])).toEqual(new Set([winners[0]?.pid]))
      expect(readdirSync(folder)).toEqual(["lock"])
      await winners[0]?.release()
    }
  })
})
