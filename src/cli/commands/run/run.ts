import { basename } from "node:path"
import { UsageError } from "../../../errors.ts"
import type { Summary } from "../../../index.ts"
import { commandText, thisCall } from "../../shell/command-text.ts"
import type { TypedFlags } from "../../options/typed-flags.ts"
import { retryArguments } from "../../values/retry-arguments.ts"
import { inFlagNames } from "../../../import/options/in-flag-names.ts"
import { attemptImport } from "../../attempt-import.ts"
import type { AttemptTools } from "../../attempt-import.ts"
import { mapFingerprint } from "../../map-file/map-fingerprint.ts"
import { nextCommands } from "./next-commands.ts"
import { refuseNoFile } from "../../values/refuse-no-file.ts"
import { reportSettings } from "./report-settings.ts"
import { runOptions } from "./run-options.ts"
import type { RunOptions } from "./run-options.ts"
import { startText } from "./start-text.ts"
import { summaryText } from "./summary-text.ts"
import { summaryWarnings } from "./summary-warnings.ts"
import { targetText } from "../../values/target.ts"
import { warningsText } from "../../texts/warnings-text.ts"
import { oneLine } from "../../terminal/plain-text.ts"

/** Runs an import as the command line says; gives the exit code. */
export async function run(filePath: string | undefined, flags: TypedFlags): Promise<number> {
  const options = runOptions(filePath, flags, process.env)
  const retryCommand = commandText({
    ...thisCall(),
    args: retryArguments(nameForRetry(options), flags),
  })
  return attemptImport<Summary | Pick<Summary, "records">>(options, {
    work: (tools) => work(options, tools, retryCommand),
    report: (result, tools) => {
      if ("source" in result) report(result, options, tools, retryCommand)
      return result
    },
    reportStop: (summary, tools) => report(summary, options, tools, retryCommand),
  })
}

/** Its path tells a file from others of its name; what is no file has a name alone. */
function nameForRetry({ filePath, isNamed, name }: RunOptions): string {
  return isNamed || /^\/(dev|proc)\//.test(filePath) ? name : filePath
}

/** Gives the counts alone where the import was finished before: nothing is left to do, and the exit code is that of the import. */
async function work(
  options: RunOptions,
  tools: AttemptTools,
  retryCommand: string,
): Promise<Summary | Pick<Summary, "records">> {
  const { library, terminal } = tools
  const { filePath, quiet, target } = options
  await refuseNoFile(filePath)
  try {
    const dataImport = library.IterableDataImport.create<unknown>({
      ...options.typed,
      ...tools.delivery,
      sourceFilePath: filePath,
      name: options.isNamed ? options.name : undefined,
      // Each sandbox of its own is a new one: there is nothing to go on with.
      journal: target.kind === "sandbox" ? false : undefined,
      command: tools.command,
      report: {
        showValues: options.reportValues,
        optionsAs: "flags",
        target: targetText(target),
        settings: reportSettings(options),
        commands: (summary) => nextCommands(summary, target, tools.command, retryCommand),
      },
      mapFingerprint: await mapFingerprint(options.mapPath),
      logger: tools.logger,
      signal: tools.signal,
      onStart: (start) => {
        const text = quiet
          ? warningsText(start.warnings)
          : startText(start, basename(filePath), options.typed)
        if (text !== "") terminal.say(text)
      },
      onProgress: tools.onProgress,
    })
    return await dataImport.run(tools.mapFunction)
  } catch (error) {
    if (!(error instanceof library.AlreadyImportedError)) throw error
    const { finishedAt, isSameSource, message, records } = error
    // What is in front of us may be another one, of which nothing was imported.
    if (!isSameSource) throw new UsageError(message)
    // When quiet, too: nothing was done, and nothing else would say so.
    terminal.say(inFlagNames(oneLine(message)))
    if (options.json)
      terminal.printJson({ status: "already-imported", importName: options.name, finishedAt, records })
    return { records }
  }
}

function report(
  summary: Summary,
  { json, quiet, target }: RunOptions,
  { terminal }: AttemptTools,
  retryCommand: string,
): void {
  const { colors } = terminal
  if (json) terminal.printJson(summary)
  if (quiet) {
    for (const warning of summaryWarnings(summary)) terminal.say(warning)
    return
  }
  const isReal = target.kind === "iterable" || target.kind === "server"
  const style = {
    target,
    workingDirectory: process.cwd(),
    bold: colors.bold,
    dim: colors.dim,
    retryCommand: isReal ? retryCommand : undefined,
  }
  terminal.say(`\n${summaryText(summary, style)}\n`)
}
