import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

const MAIN = join(process.cwd(), "dist/cli/main.cjs")
const REPORT_MEMORY = pathToFileURL(join(import.meta.dirname, "report-memory.js")).href

/** What a run of the built command line left behind. */
export interface CommandResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** The most memory that the process took, in megabytes. */
  readonly peakMegabytes: number
}

/** Runs the built command line in a folder, to its end. */
export async function runCommand(
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<CommandResult> {
  const memoryReport = join(cwd, `memory-${String(process.hrtime.bigint())}.txt`)
  const child = spawn(process.execPath, ["--import", REPORT_MEMORY, MAIN, ...args], {
    cwd,
    env: { ...process.env, ITERABLE_API_KEY: "canary-key-0123456789", ...env, MEMORY_REPORT: memoryReport },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const output = { stdout: "", stderr: "" }
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text))
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text))
  const [code] = (await once(child, "close")) as [number | null]
  return { code, ...output, peakMegabytes: Number(readFileSync(memoryReport, "utf8")) / 1_000 }
}

/** A sandbox in a process of its own, started through the built command line. */
export class SandboxProcess {
  readonly url: string
  readonly #child: ChildProcess

  private constructor(url: string, child: ChildProcess) {
    this.url = url
    this.#child = child
  }

  static async start(): Promise<SandboxProcess> {
    const child = spawn(process.execPath, [MAIN, "sandbox", "--port", "0"], {
      stdio: ["ignore", "pipe", "ignore"],
    })
    let printed = ""
    for await (const text of child.stdout.setEncoding("utf8")) {
      printed += String(text)
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0]
      if (url !== undefined) return new SandboxProcess(url, child)
    }
    throw new Error(`The sandbox did not start: ${printed}`)
  }

  /** A list that the sandbox holds: `users`, `events`, `purchases`, `requests`, `applied`. */
  async list<Item>(name: string): Promise<Item[]> {
    const items: Item[] = []
    for await (const item of this.items<Item>(name)) items.push(item)
    return items
  }

  /** The same, one by one. */
  async *items<Item>(name: string): AsyncGenerator<Item> {
    const { body } = await fetch(`${this.url}/_sandbox/${name}`)
    if (body === null) return
    let rest = ""
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n")
      rest = lines.pop() ?? ""
      for (const line of lines) yield JSON.parse(line) as Item
    }
  }

  /** Changes options, for example faults. */
  async configure(options: object): Promise<void> {
    await this.#post("options", options)
  }

  /** Forgets all that it holds. */
  async reset(): Promise<void> {
    await this.#post("reset", {})
  }

  /** Makes the sandbox forget users, as Iterable does on request. */
  async forget(emails: readonly string[]): Promise<void> {
    await this.#post("forgotten", { emails })
  }

  /** Signals the process, for example to stand still. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  async stop(): Promise<void> {
    this.#child.kill()
    if (this.#child.exitCode === null) await once(this.#child, "exit")
  }

  async #post(name: string, body: object): Promise<void> {
    const answer = await fetch(`${this.url}/_sandbox/${name}`, { method: "POST", body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(await answer.text())
  }
}

/** The objects of an NDJSON file; none where there is no file. */
export function readLines<Item>(path: string): Item[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Item)
}
