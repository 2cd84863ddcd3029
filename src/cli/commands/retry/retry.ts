import { UsageError } from "../../../errors.ts"
import type { RetrySummary } from "../../../index.ts"
import type { TypedFlags } from "../../options/typed-flags.ts"
import { attemptImport } from "../../attempt-import.ts"
import type { AttemptTools } from "../../attempt-import.ts"
import { loadMapFile } from "../../map-file/load-map-file.ts"
import { mapFingerprint } from "../../map-file/map-fingerprint.ts"
import { retryOptions } from "./retry-options.ts"
import type { RetryCommandOptions } from "./retry-options.ts"
import { retryStartText, retryText } from "./retry-text.ts"
import type { EndedRetry } from "./ended-retry.ts"
import { retryWarnings } from "./retry-warnings.ts"
import { warningsText } from "../../texts/warnings-text.ts"

/** Runs the rejects of an import again as the command line says; gives the exit code. */
export async function retry(importName: string | undefined, flags: TypedFlags): Promise<number> {
  const options = retryOptions(importName, flags, process.env)
  return attemptImport<RetrySummary>(options, {
    work: (tools) => work(options, tools),
    report: (summary, tools) => {
      report(summary, options, tools)
      return summary.retried ?? summary
    },
    reportStop: (retried, tools) =>
      report({ importName: retried.importName, retried, paths: retried.paths }, options, tools),
  })
}

async function work(options: RetryCommandOptions, tools: AttemptTools): Promise<RetrySummary> {
  const { library, mapFunction, terminal } = tools
  await refuseTrial(options, library)
  const { importName, mapPath, quiet, target, typed } = options
  return library.retryRejects(
    {
      ...typed,
      ...tools.delivery,
      name: importName,
      freshMapFunction: () => loadMapFile(mapPath, { isFresh: true }),
      // What a sandbox of its own has taken is gone with it.
      trial: target.kind === "sandbox",
      mapFingerprint: await mapFingerprint(mapPath),
      logger: tools.logger,
      signal: tools.signal,
      onProgress: tools.onProgress,
      onStart: (start) => {
        const text = quiet ? warningsText(start.warnings) : retryStartText(start, process.cwd())
        if (text !== "") terminal.say(text)
      },
    },
    mapFunction,
  )
}

/** The sandbox in which a trial ran is gone, and what it held with it. */
async function refuseTrial(
  { importName: name, typed: { stateDir } }: RetryCommandOptions,
  { importStatus }: AttemptTools["library"],
): Promise<void> {
  const found = await importStatus({ name, stateDir })
  // Without a journal, where it went is not known.
  if (found?.state !== "finished" || found.baseUrl !== undefined) return
  const { importName, sourceName } = found
  if (!importName.endsWith("-sandbox")) return
  throw new UsageError(
    `${importName} was a trial only, and its sandbox is gone: correct ${sourceName} or the map file, and run it again.`,
  )
}

function report(
  ended: EndedRetry,
  { json, quiet, target }: RetryCommandOptions,
  { terminal }: AttemptTools,
): void {
  const { colors } = terminal
  if (json) terminal.printJson(ended)
  if (quiet) {
    for (const warning of retryWarnings(ended)) terminal.say(warning)
    return
  }
  const style = { target, workingDirectory: process.cwd(), bold: colors.bold, dim: colors.dim }
  terminal.say(`\n${retryText(ended, style)}\n`)
}
