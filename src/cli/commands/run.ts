import { basename } from "node:path"
import type { RunningSandbox } from "../../sandbox/index.ts"
import type { AlreadyImportedError, IterableDataImport, Summary } from "../../index.ts"
import { EXIT_CODE, exitCodeOfEnd, exitCodeOfStop } from "../exit-code.ts"
import { bugText, crashText, fatalError, stopText } from "../fatal-error.ts"
import { inFlagNames } from "../flag-names.ts"
import { loadMapFile } from "../load-map-file.ts"
import type { LoadedMapFunction } from "../load-map-file.ts"
import { countOf } from "../count-text.ts"
import { runLogger } from "../run-logger.ts"
import { runOptions } from "../run-options.ts"
import type { RunFlags, RunOptions } from "../run-options.ts"
import { mapFingerprint } from "../map-fingerprint.ts"
import { startText } from "../start-text.ts"
import { showProgress } from "../show-progress.ts"
import type { ShownProgress } from "../show-progress.ts"
import { summaryText } from "../summary-text.ts"
import { Terminal } from "../terminal.ts"
import { watchCrashes } from "../watch-crashes.ts"
import { watchExit } from "../watch-exit.ts"
import { watchSignals } from "../watch-signals.ts"

/** The sandbox takes any key; the real one stays at home. */
const SANDBOX_KEY = "made-up-key-for-the-sandbox"

/** Runs an import as the command line says; gives the exit code. */
export async function run(filePath: string | undefined, flags: RunFlags): Promise<number> {
  const options = runOptions(filePath, flags, process.env)
  const terminal = new Terminal()
  if (options.apiKey !== undefined) terminal.hide(options.apiKey)
  const attempt = new RunAttempt(options, terminal)
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
  const unwatchCrashes = watchCrashes((error) => attempt.crash(error))
  try {
    return await attempt.finish()
  } catch (error) {
    const { exitCode, text } = fatalError(error, attempt.hasStarted, options.verbose)
    terminal.endLive()
    terminal.say(`error: ${text}`)
    return exitCode
  } finally {
    unwatchSignals()
    unwatchCrashes()
    unwatchExit()
  }
}

/** One run, from the map file to the summary. */
class RunAttempt {
  readonly #options: RunOptions
  readonly #terminal: Terminal
  readonly #abort = new AbortController()
  #progress: ShownProgress | undefined
  #hasCrashed = false
  /** Whether a record was read, so that something may have been sent. */
  hasStarted = false

  constructor(options: RunOptions, terminal: Terminal) {
    this.#options = options
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
    process.exit(EXIT_CODE.interrupted)
  }

  /** An error that nobody caught: it says nothing of the records, but the map file can no longer be trusted. */
  crash(error: unknown): void {
    if (!this.#hasCrashed) this.#terminal.say(`error: ${crashText(error, this.#options)}`)
    this.#hasCrashed = true
    this.#abort.abort()
  }

  async finish(): Promise<number> {
    const { target, mapPath, rateLimits } = this.#options
    const mapFunction = await loadMapFile(mapPath)
    if (target.kind !== "sandbox") return this.#import(mapFunction, undefined)
    const { startSandbox } = await import("../../sandbox/index.ts")
    const sandbox = await startSandbox(rateLimits === "off" ? { rateLimits } : {})
    try {
      return await this.#import(mapFunction, sandbox)
    } finally {
      await sandbox.close()
    }
  }

  async #import(mapFunction: LoadedMapFunction, sandbox: RunningSandbox | undefined): Promise<number> {
    const { quiet, target } = this.#options
    const library = await import("../../index.ts")
    const progress = quiet ? undefined : showProgress(this.#terminal)
    this.#progress = progress
    try {
      const dataImport = await this.#create(library.IterableDataImport, sandbox?.url, progress)
      const summary = await dataImport.run(mapFunction)
      progress?.end()
      this.#report(summary, sandbox)
      return this.#hasCrashed ? EXIT_CODE.stopped : exitCodeOfEnd(summary.records)
    } catch (error) {
      progress?.end()
      if (error instanceof library.AlreadyImportedError) return this.#alreadyImported(error)
      if (!(error instanceof library.ImportStoppedError)) throw error
      this.#report(error.summary, sandbox)
      if (this.#hasCrashed) return EXIT_CODE.stopped
      this.#terminal.say(stopText(error, target))
      if (error.code === "UNEXPECTED") this.#terminal.say(bugText(error.cause, this.#options.verbose))
      return exitCodeOfStop(error.code)
    }
  }

  async #create(
    library: typeof IterableDataImport,
    sandboxUrl: string | undefined,
    progress: ShownProgress | undefined,
  ): Promise<IterableDataImport<unknown>> {
    const {
      apiKey,
      delimiter,
      filePath,
      format,
      mapPath,
      maxRejects,
      name,
      quiet,
      rateLimits,
      rejectsPath,
      restart,
      resumeAnyway,
      stateDir,
      target,
      verbose,
    } = this.#options
    return library.create<unknown>({
      apiKey: sandboxUrl === undefined ? apiKey : SANDBOX_KEY,
      sourceFilePath: filePath,
      sourceFileFormat: format,
      delimiter,
      region: target.kind === "iterable" ? target.region : undefined,
      baseUrl: target.kind === "server" ? target.baseUrl : sandboxUrl,
      dryRun: target.kind === "dry-run",
      name,
      restart,
      resumeAnyway,
      // Each sandbox of its own is a new one: there is nothing to go on with.
      journal: sandboxUrl === undefined ? undefined : false,
      mapFingerprint: await mapFingerprint(mapPath),
      rateLimits,
      maxRejects,
      rejectsFilePath: rejectsPath,
      stateDir,
      logger: runLogger({
        onLine: verbose ? (line) => this.#terminal.say(line) : undefined,
        onTrouble: (reason) => progress?.noteTrouble(reason),
      }),
      signal: this.#abort.signal,
      onStart: (start) => {
        const text = startText(start, basename(filePath))
        if (!quiet && text !== "") this.#terminal.say(text)
      },
      onProgress: (news) => {
        this.hasStarted ||= news.records.read > 0
        progress?.note(news)
      },
    })
  }

  /** Nothing is left to do; the exit code is that of the import. */
  #alreadyImported({ message, records }: AlreadyImportedError): number {
    if (!this.#options.quiet) this.#terminal.say(inFlagNames(message))
    return exitCodeOfEnd(records)
  }

  #report(summary: Summary, sandbox: RunningSandbox | undefined): void {
    const { json, quiet, target } = this.#options
    const { colors } = this.#terminal
    if (json) this.#terminal.print(JSON.stringify(summary))
    if (quiet) return
    const style = { target, workingDirectory: process.cwd(), bold: colors.bold, dim: colors.dim }
    this.#terminal.say(`\n${summaryText(summary, style)}\n`)
    if (sandbox !== undefined) this.#terminal.say(sandboxText(sandbox))
  }
}

function sandboxText({ sandbox }: RunningSandbox): string {
  const { events, purchases, users } = sandbox.counts()
  const counts = `${countOf(users, "user")}, ${countOf(events, "event")} and ${countOf(purchases, "purchase")}`
  return `The sandbox now holds ${counts}. It is gone when this command ends.`
}
