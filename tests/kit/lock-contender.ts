import { spawn } from "node:child_process"
import type { ChildProcessByStdio } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { createInterface } from "node:readline"
import type { Readable, Writable } from "node:stream"

/** What a contender says of a command. */
export interface ContenderAnswer {
  readonly kind: "ready" | "locked" | "held" | "failed" | "released"
  readonly holder?: { readonly identity?: { readonly pid: number }; readonly evidence: string }
  readonly error?: string
}

/** Another process that takes directory locks. */
export class LockContender {
  readonly process: ChildProcessByStdio<Writable, Readable, null>
  readonly #answers: AsyncIterator<string>

  constructor() {
    const program = join(import.meta.dirname, "lock-contender.js")
    this.process = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"] })
    this.#answers = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]()
  }

  get pid(): number {
    return this.process.pid ?? 0
  }

  /** Resolves when it can take commands. */
  ready(): Promise<ContenderAnswer> {
    return this.#answer()
  }

  /** @param atMs when to try */
  lock(directory: string, atMs = 0): Promise<ContenderAnswer> {
    this.process.stdin.write(`lock\t${directory}\t${atMs}\n`)
    return this.#answer()
  }

  release(): Promise<ContenderAnswer> {
    this.process.stdin.write("release\n")
    return this.#answer()
  }

  /** Kills it, and resolves when it is gone. */
  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return
    const exit = once(this.process, "exit")
    this.process.kill("SIGKILL")
    await exit
  }

  async #answer(): Promise<ContenderAnswer> {
    const next: IteratorResult<string, unknown> = await this.#answers.next()
    if (next.done === true) throw new Error("The contender ended.")
    return JSON.parse(next.value) as ContenderAnswer
  }
}
