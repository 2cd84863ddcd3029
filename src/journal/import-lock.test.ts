import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { diskLocks } from "../platform/files/directory-lock.ts"
import type { Clock } from "../platform/clock.ts"
import { ownIdentity } from "../platform/process-identity.ts"
import { lockImport } from "./import-lock.ts"
import type { ImportLockAttempt } from "./import-lock.ts"

let directory = ""
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "import-lock-"))
})
afterEach(() => {
  rmSync(directory, { recursive: true })
})

/** A clock that is as far as it was slept. */
class SleptClock implements Clock {
  sleptMs = 0
  onSleep: () => Promise<void> = () => Promise.resolve()
  now = (): number => this.sleptMs
  elapsedMs = (): number => this.sleptMs
  sleep = async (durationMs: number): Promise<void> => {
    this.sleptMs += durationMs
    await this.onSleep()
  }
}

const lock = (clock: Clock = new SleptClock()): Promise<ImportLockAttempt> =>
  lockImport({ directory, importName: "users.csv", clock, locks: diskLocks })

describe("lockImport()", () => {
  it("lets one process in at once, and refuses the next one within half a second", async () => {
    const clock = new SleptClock()
    expect((await lock(clock)).kind).toBe("locked")
    expect(clock.sleptMs).toBe(0)
    const { host } = await ownIdentity()
    expect(await lock(clock)).toEqual({
      kind: "refused",
      message: `Cannot run the import users.csv as process ${process.pid} on ${host} is already running it: wait until it has ended, or stop it.`,
    })
    expect(clock.sleptMs).toBe(500)
  })

  it("says what to do where no lock can be written", async () => {
    const plain = join(directory, "plain")
    writeFileSync(plain, "")
    const lockPlain = lockImport({
      directory: plain,
      importName: "users.csv",
      clock: new SleptClock(),
      locks: diskLocks,
    })
    await expect(lockPlain).rejects.toThrow(
      `Cannot run the import users.csv as its files cannot be kept in ${plain}: a part of the path is not a directory. Nothing was sent. Name another directory with stateDir.`,
    )
  })

  it("waits for a holder that is about to be gone", async () => {
    const first = await lock()
    const clock = new SleptClock()
    clock.onSleep = async () => {
      if (clock.sleptMs === 300 && first.kind === "locked") await first.lock.release()
    }
    expect((await lock(clock)).kind).toBe("locked")
    expect(clock.sleptMs).toBe(300)
  })

  it("explains the way out where nobody can tell whether the holder lives", async () => {
    mkdirSync(join(directory, "lock"))
    writeFileSync(
      join(directory, "lock", "token"),
      JSON.stringify({ pid: 7, host: "box", pidSpace: "other" }),
    )
    const refused = await lock()
    expect(refused.kind === "refused" && refused.message.replace(/life \d+ s/, "life 0 s")).toBe(
      `Cannot run the import users.csv as process 7 on box is already running it, with its last sign of life 0 s ago: wait until it has ended. One that was killed in another container or on another machine counts as dead after 30 s of silence; if you are sure that it is, remove ${join(directory, "lock")} and run the import again.`,
    )
    writeFileSync(join(directory, "lock", "token"), "")
    expect(await lock()).toMatchObject({
      message: expect.stringContaining("as another process is already running it, with") as string,
    })
  })
})
