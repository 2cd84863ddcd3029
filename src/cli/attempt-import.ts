import type { RunningSandbox } from "../sandbox/index.ts"
import type * as Library from "../index.ts"
import type { DeliveryOptions, Logger, Progress, Summary } from "../index.ts"
import { commandText, thisCall } from "./shell/command-text.ts"
import { countOf } from "./texts/count-text.ts"
import { libraryDelivery } from "./values/command-delivery.ts"
import type { CommandDelivery } from "./values/command-delivery.ts"
import { EXIT_CODE, exitCodeOfEnd, exitCodeOfStop } from "./exit-code.ts"
import type { ImportEnd } from "./exit-code.ts"
import { bugText, crashText, fatalError, stopText } from "./fatal-error.ts"
import { keepHeapSmall } from "./keep-heap-small.ts"
import { loadMapFile } from "./map-file/load-map-file.ts"
import type { LoadedMapFunction } from "./map-file/load-map-file.ts"
import { oneLine } from "./terminal/plain-text.ts"
import { runLogger } from "./terminal/run-logger.ts"
import { showProgress } from "./terminal/show-progress.ts"
import type { ShownProgress } from "./terminal/show-progress.ts"
import { Terminal } from "./terminal/terminal.ts"
import { watchCrashes } from "./terminal/watch-crashes.ts"
import { watchExit } from "./terminal/watch-exit.ts"
import { watchSignals } from "./terminal/watch-signals.ts"
import { withLines } from "./map-file/with-lines.ts"

/** What a job needs to import something. */
export interface AttemptTools {
  readonly library: typeof Library
  readonly mapFunction: LoadedMapFunction
  readonly delivery: DeliveryOptions
  readonly signal: AbortSignal
  readonly logger: Logger
  readonly onProgress: (progress: Progress) => void
  readonly terminal: Terminal
  /** The command that goes on if this one stops, for a shell. */
  readonly command: string
}

/** What a command imports, and what it says of it. */
export interface ImportJob<Result> {
  readonly work: (tools: AttemptTools) => Promise<Result>
  /** Says what came of it; gives what decides upon the exit code. */
  readonly report: (result: Result, tools: AttemptTools) => ImportEnd
  /** Says how far an import got that was stopped. */
  readonly reportStop: (summary: Summary, tools: AttemptTools) => void
}

/** Imports something with all that a command owes its user: progress, signals, crashes, exit codes. Gives the exit code. */
export async function attemptImport<Result>(
  options: CommandDelivery,
  job: ImportJob<Result>,
): Promise<number> {
  const terminal = new Terminal()
  if (options.apiKey !== undefined) terminal.hide(options.apiKey)
  const attempt = new ImportAttempt(options, job, terminal)
  const unwatchExit = watchExit((text) => {
    terminal.endLive()
    terminal.say(text)
  })
  const unwatchSignals = watchSignals({
    onFirst: () => attempt.stop(),
    onSecond: () => {
      unwatchExit()
      attempt.stopAtOnce()
    },
  })
  watchCrashes((error) => attempt.crash(error))
  try {
    return await attempt.finish()
  } catch (error) {
    const { exitCode, text } = fatalError(error, attempt.hasStarted, options.verbose)
    terminal.endLive()
    terminal.say(`error: ${text}`)
    return exitCode
  } finally {
    unwatchSignals()
    unwatchExit()
  }
}

const CRASHED = "The import was stopped because of the error above."

/** One attempt, from the map file to the summary. */
class ImportAttempt<Result> {
  readonly #options: CommandDelivery
  readonly #job: ImportJob<Result>
  readonly #terminal: Terminal
  readonly #abort = new AbortController()
  readonly #command = commandText(thisCall())
  #progress: ShownProgress | undefined
  #hasCrashed = false
  #hasEnded = false
  /** Whether a record was read, so that something may have been sent. */
  hasStarted = false

  constructor(options: CommandDelivery, job: ImportJob<Result>, terminal: Terminal) {
    this.#options = options
    this.#job = job
    this.#terminal = terminal
  }

  /** Takes no more records, and lets what is in flight finish. */
  stop(): void {
    this.#progress?.noteStopping()
    this.#terminal.say("Stopping: finishing what is in flight. Press Ctrl-C again to stop at once.")
    this.#abort.abort()
  }

  stopAtOnce(): never {
    this.#terminal.endLive()
    this.#terminal.say("Stopped at once: what was in flight may or may not have been imported.")
    const { kind } = this.#options.target
    if (this.hasStarted && (kind === "iterable" || kind === "server"))
      this.#terminal.say(`To go on where it stopped:\n  ${this.#command}`)
    process.exit(EXIT_CODE.interrupted)
  }

  /** An error that nobody caught: it says nothing of the records, but the map file can no longer be trusted. */
  crash(error: unknown): void {
    if (this.#hasCrashed) return
    this.#hasCrashed = true
    const text = `error: ${crashText(error, this.#options)}`
    this.#terminal.say(this.#hasEnded ? `${text}\nThe import had ended before; nothing of it changes.` : text)
    this.#abort.abort()
  }

  async finish(): Promise<number> {
    const { delivery, target, mapPath } = this.#options
    const mapFunction = withLines(await loadMapFile(mapPath), mapPath)
    if (target.kind !== "sandbox") return this.#import(mapFunction, undefined)
    const { startSandbox } = await import("../sandbox/index.ts")
    const sandbox = await startSandbox(delivery.rateLimits === "off" ? { rateLimits: "off" } : {})
    try {
      return await this.#import(mapFunction, sandbox)
    } finally {
      await sandbox.close()
    }
  }

  async #import(mapFunction: LoadedMapFunction, sandbox: RunningSandbox | undefined): Promise<number> {
    const { quiet, target, verbose } = this.#options
    const library = await import("../index.ts")
    const progress = quiet ? undefined : showProgress(this.#terminal)
    this.#progress = progress
    const tools = this.#tools(library, mapFunction, sandbox?.url)
    keepHeapSmall()
    try {
      const result = await this.#job.work(tools)
      this.#hasEnded = true
      progress?.end()
      const end = this.#job.report(result, tools)
      this.#describe(sandbox)
      if (!this.#hasCrashed) return exitCodeOfEnd(end)
      this.#terminal.say("The import reached its end all the same. See the error above.")
      return EXIT_CODE.rejects
    } catch (error) {
      this.#hasEnded = true
      progress?.end()
      if (!(error instanceof library.ImportStoppedError)) throw error
      // Nothing else that could be said is for this process to say.
      if (error.code === "TAKEN_OVER") {
        this.#terminal.say(oneLine(error.message))
        return exitCodeOfStop(error.code)
      }
      this.#job.reportStop(error.summary, tools)
      this.#describe(sandbox)
      if (this.#hasCrashed) {
        this.#terminal.say(stopText({ code: "ABORTED", message: CRASHED }, target, this.#command))
        return EXIT_CODE.stopped
      }
      this.#terminal.say(stopText(error, target, this.#command))
      if (error.code === "UNEXPECTED") this.#terminal.say(bugText(error.cause, verbose))
      return exitCodeOfStop(error.code)
    }
  }

  #tools(
    library: typeof Library,
    mapFunction: LoadedMapFunction,
    sandboxUrl: string | undefined,
  ): AttemptTools {
    const progress = this.#progress
    const terminal = this.#terminal
    return {
      library,
      mapFunction,
      delivery: libraryDelivery(this.#options, sandboxUrl),
      signal: this.#abort.signal,
      logger: runLogger({
        onLine: this.#options.verbose ? (line) => terminal.say(line) : undefined,
        quiet: this.#options.quiet,
        onTrouble: (reason) => progress?.noteTrouble(reason),
      }),
      onProgress: (news) => {
        this.hasStarted ||= news.records.read > 0
        progress?.note(news)
      },
      terminal,
      command: this.#command,
    }
  }

  #describe(running: RunningSandbox | undefined): void {
    if (running === undefined || this.#options.quiet) return
    const { sandbox } = running
    const held = Object.entries(sandbox.counts()).filter(([name]) => sandbox.held(name) !== null)
    // What it holds is named in the plural: 1 user, 2 users.
    const counts = held.map(([name, count]) => countOf(count, name.replace(/s$/, ""), name))
    this.#terminal.say(
      `The sandbox now holds ${new Intl.ListFormat("en-GB").format(counts)}. It is gone when this command ends.`,
    )
  }
}
