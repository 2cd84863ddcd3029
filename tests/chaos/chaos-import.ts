import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdirSync, readFileSync, statSync, watch, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parse } from "csv-parse/sync"
import { readJournalText } from "../../src/journal/journal-text.ts"
import type { RejectLine } from "../../src/rejects/reject-line.ts"
import type { Summary } from "../../src/accounting/summary.ts"
import type { AppliedRecord } from "../../src/sandbox/inspection/applied-record.ts"
import { SandboxProcess } from "../kit/programs.ts"
import type { Dice } from "../kit/seeded-random.ts"
import type { ChaosCase } from "./chaos-case.ts"
import { flawedRecords, writeSource } from "./chaos-source.ts"

const MAIN = join(import.meta.dirname, "../../dist/cli/main.cjs")

/**
 * When a run is killed: so long after its start, or after it first saved the journal, which comes late on a busy machine; or as the n-th change
 * of a file of the import is seen.
 */
type Kill =
  | { readonly since: "start" | "save"; readonly afterMs: number }
  | { readonly since: "writes"; readonly name: RegExp; readonly nth: number; readonly atLatestMs: number }

function drawKill(dice: Dice): Kill {
  if (dice.chance(0.1)) return { since: "start", afterMs: dice.between(1, 900) }
  if (dice.chance(0.5)) return { since: "save", afterMs: dice.between(1, 1_000) }
  const name = dice.pick([/^journal$/, /^journal\.new$/, /^rejects\./, /./])
  return { since: "writes", name, nth: dice.between(1, 12), atLatestMs: dice.between(500, 1_000) }
}

/** How a run of the command ended. */
interface RunEnd {
  readonly code: number | null
  readonly isKilled: boolean
  readonly stderr: string
}

/** An import through the built command line into a sandbox of its own, killed again and again. */
export class ChaosImport {
  readonly #case: ChaosCase
  readonly #count: number
  readonly #cwd: string
  readonly #sandbox: SandboxProcess
  readonly #directory: string
  kills = 0
  /** In how many runs reading went on after the start. */
  resumed = 0

  private constructor(chaosCase: ChaosCase, count: number, cwd: string, sandbox: SandboxProcess) {
    this.#case = chaosCase
    this.#count = count
    this.#cwd = cwd
    this.#sandbox = sandbox
    this.#directory = join(cwd, ".iterable-data-import", chaosCase.fileName)
  }

  static async start(chaosCase: ChaosCase, records: number, folder: string): Promise<ChaosImport> {
    const count = Math.round(records * chaosCase.share)
    const cwd = join(folder, chaosCase.fileName.replaceAll(".", "-"))
    const { fileName, header, lineOf, map, sandbox: options } = chaosCase
    mkdirSync(join(cwd, ".iterable-data-import", fileName), { recursive: true })
    writeFileSync(join(cwd, "map.js"), map)
    await writeSource(join(cwd, fileName), { ...(header === undefined ? {} : { header }), count, lineOf })
    const sandbox = await SandboxProcess.start()
    await sandbox.configure({ rateLimits: "off", traceField: "n", ...options })
    // What was applied is traced from here on.
    await sandbox.reset()
    await sandbox.forget([...flawedRecords(count).keys()].map((n) => `forgotten${n}@example.com`))
    return new ChaosImport(chaosCase, count, cwd, sandbox)
  }

  async stop(): Promise<void> {
    await this.#sandbox.stop()
  }

  /** Runs the same command until it ends by itself; the first `kills` runs are killed. Gives what went wrong on the way. */
  async finish(kills: number, dice: Dice): Promise<readonly string[]> {
    const wrongs: string[] = []
    for (;;) {
      const { code, isKilled, stderr } = await this.#run(this.kills < kills ? drawKill(dice) : undefined)
      if (/Going on at record (?!1 )/.test(stderr)) this.resumed += 1
      if (!isKilled) return code === 1 ? wrongs : [...wrongs, `The last run ended with ${code}: ${stderr}`]
      this.kills += 1
      wrongs.push(...this.#wrongsInBetween())
    }
  }

  async #run(kill: Kill | undefined): Promise<RunEnd> {
    const { fileName, flags } = this.#case
    const args = [MAIN, "run", fileName, "--map", "map.js", "--base-url", this.#sandbox.url, ...flags]
    const child = spawn(process.execPath, args, {
      cwd: this.#cwd,
      env: { ...process.env, ITERABLE_API_KEY: "canary-key-0123456789" },
      stdio: ["ignore", "ignore", "pipe"],
    })
    let stderr = ""
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
    const unwatch = kill === undefined ? undefined : this.#watch(kill, () => child.kill("SIGKILL"))
    const [code] = (await once(child, "close")) as [number | null]
    unwatch?.()
    return { code, isKilled: child.signalCode === "SIGKILL", stderr }
  }

  #watch(kill: Kill, strike: () => void): () => void {
    let timer = kill.since === "start" ? setTimeout(strike, kill.afterMs) : undefined
    let seen = 0
    const watcher = watch(this.#directory, (_, changed) => {
      if (kill.since === "start" || changed === null) return
      if (changed === "journal")
        timer ??= setTimeout(strike, "afterMs" in kill ? kill.afterMs : kill.atLatestMs)
      if (kill.since !== "writes" || !kill.name.test(changed)) return
      seen += 1
      if (seen === kill.nth) strike()
    })
    return () => {
      watcher.close()
      clearTimeout(timer)
    }
  }

  /** What a kill must not leave behind. */
  #wrongsInBetween(): readonly string[] {
    const path = join(this.#directory, "journal")
    if (!existsSync(path)) return []
    const journal = readJournalText(readFileSync(path))
    if (journal.kind !== "entry") return [`kill ${this.kills}: the journal is ${journal.code}`]
    const { rejectsBytes } = journal.entry
    return Object.entries(rejectsBytes)
      .filter(([name, bytes]) => statSync(join(this.#directory, name)).size < bytes)
      .map(([name, bytes]) => `kill ${this.kills}: ${name} has less than the ${bytes} bytes that count`)
  }

  /** What is wrong in the end; nothing, if all is as if the import had never been disturbed. */
  async wrongs(): Promise<readonly string[]> {
    const held = await this.#case.wrongs(this.#sandbox, this.#count)
    const order = await this.#wrongOrder()
    return [...held.slice(0, 10), ...order.slice(0, 10), ...this.#wrongRejects(), ...this.#wrongSummary()]
  }

  /** Records of one user are applied in their order; after a kill those may come again, in their order, that were on their way. */
  async #wrongOrder(): Promise<readonly string[]> {
    const wrongs: string[] = []
    const latest = new Map<string, number>()
    const applied = new Set<string>()
    for await (const { email, kind, trace } of this.#sandbox.items<AppliedRecord>("applied")) {
      const user = `${kind} of ${email}`
      const version = `${user}: ${String(trace)}`
      if (typeof trace !== "number" || applied.has(version)) continue
      applied.add(version)
      const before = latest.get(user) ?? 0
      if (trace < before) wrongs.push(`${version} was applied after ${before}`)
      latest.set(user, trace)
    }
    return applied.size === 0 ? ["The order is not known"] : wrongs
  }

  get #expectedRejects(): readonly string[] {
    return [...flawedRecords(this.#count)].map(([n, flaw]) => `${n} ${this.#case.rejects[flaw]}`)
  }

  #wrongRejects(): readonly string[] {
    const lines = readFileSync(join(this.#directory, "rejects.ndjson"), "utf8").trimEnd().split("\n")
    const rejects = lines.map((line) => JSON.parse(line) as RejectLine)
    const found = rejects.map(({ position, stage, code }) => `${position.recordNumber} ${stage} ${code}`)
    const wrongs = differences("rejects.ndjson", this.#expectedRejects, found)
    if (this.#case.header === undefined) return wrongs
    const text = readFileSync(join(this.#directory, "rejects.csv"), "utf8")
    const [header = [], ...rows] = parse(text, { bom: true, relaxColumnCount: true })
    if (!header.join(",").endsWith(`,${this.#case.header}`))
      wrongs.push(`rejects.csv begins ${header.join(",")}`)
    const numbers = rejects.map(({ position }) => String(position.recordNumber))
    return [
      ...wrongs,
      ...differences(
        "rejects.csv",
        numbers,
        rows.map(([number = ""]) => number),
      ),
    ]
  }

  #wrongSummary(): readonly string[] {
    const summary = JSON.parse(readFileSync(join(this.#directory, "summary.json"), "utf8")) as Summary
    const expected = this.#expectedRejects
    const records = {
      read: this.#count,
      imported: this.#count - expected.length,
      rejected: expected.length,
      skipped: 0,
      unknown: 0,
      pending: 0,
    }
    const wrongs: string[] = []
    if (summary.status !== "completed") wrongs.push(`summary.json: status ${summary.status}`)
    if (JSON.stringify(summary.records) !== JSON.stringify(records))
      wrongs.push(`summary.json: ${JSON.stringify(summary.records)}, not ${JSON.stringify(records)}`)
    const reasons = summary.rejectReasons.flatMap(({ code, count, stage }) =>
      Array.from({ length: count }, () => `${stage} ${code}`),
    )
    const byReason = expected.map((reject) => reject.slice(reject.indexOf(" ") + 1))
    return [...wrongs, ...differences("rejectReasons", byReason, reasons)]
  }
}

/** How two lists differ whose order does not matter. */
function differences(what: string, expected: readonly string[], found: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const item of expected) counts.set(item, (counts.get(item) ?? 0) + 1)
  for (const item of found) counts.set(item, (counts.get(item) ?? 0) - 1)
  return [...counts]
    .filter(([, count]) => count !== 0)
    .slice(0, 5)
    .map(
      ([item, count]) => `${what}: "${item}" is there ${-count} times too ${count > 0 ? "seldom" : "often"}`,
    )
}
