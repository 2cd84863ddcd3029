import { basename } from "node:path"
import { UsageError } from "../errors.ts"
import type { CsvDelimiter, MaxRejects } from "../index.ts"
import { commandDelivery } from "./command-delivery.ts"
import type { CommandDelivery, DeliveryFlags } from "./command-delivery.ts"
import { parseMaxRejects } from "./parse-max-rejects.ts"
import { PROGRAM_NAME } from "./subcommand.ts"
import type { Target } from "./target.ts"

/** The options of `run` as they stand on the command line. */
export interface RunFlags extends DeliveryFlags {
  readonly format?: "csv" | "ndjson"
  readonly delimiter?: string
  readonly rejects?: string
  readonly stateDir?: string
  readonly name?: string
  readonly restart?: boolean
  readonly resumeAnyway?: boolean
  readonly allowEmpty?: boolean
  readonly ifChanged?: "same" | "new"
  readonly idsFrom?: string
  readonly maxRejects?: string
  readonly reportValues?: boolean
}

/** What `run` is to do. */
export interface RunOptions extends CommandDelivery {
  readonly filePath: string
  readonly format: "csv" | "ndjson" | undefined
  readonly delimiter: CsvDelimiter | undefined
  readonly rejectsPath: string | undefined
  readonly stateDir: string | undefined
  readonly name: string
  /** Whether somebody gave it that name, on which derived ids then depend; that of a file others may have as well. */
  readonly isNamed: boolean
  readonly ifChanged: "same" | "new" | undefined
  readonly idsFrom: readonly string[] | undefined
  readonly restart: boolean
  readonly resumeAnyway: boolean
  readonly allowEmpty: boolean
  readonly maxRejects: MaxRejects | undefined
  readonly reportValues: boolean
}

const EXAMPLE = `${PROGRAM_NAME} run users.csv --map map.ts --sandbox`

/**
 * Makes sense of the command line of `run`, before anything is read.
 *
 * @throws {@link UsageError} if something is missing, malformed or contradicts something else.
 */
export function runOptions(
  filePath: string | undefined,
  flags: RunFlags,
  env: Readonly<NodeJS.ProcessEnv>,
): RunOptions {
  if (filePath === undefined || filePath === "")
    throw new UsageError(`FILE, the file to import, is missing. For example: ${EXAMPLE}`)
  if (filePath === "-")
    throw new UsageError(
      "FILE is -, which is not a file. To read from a pipe, use its name: run /dev/stdin --format csv (or ndjson).",
    )
  const delivery = commandDelivery(flags, env, EXAMPLE)
  return {
    ...delivery,
    filePath,
    format: flags.format,
    delimiter: flags.delimiter === undefined ? undefined : delimiterOf(flags.delimiter),
    name: importName(nameOf(flags.name) ?? basename(filePath), delivery.target),
    isNamed: flags.name !== undefined || delivery.target.kind === "sandbox",
    ifChanged: flags.ifChanged,
    idsFrom: flags.idsFrom === undefined ? undefined : columnsOf(flags.idsFrom),
    restart: flags.restart === true,
    resumeAnyway: flags.resumeAnyway === true,
    allowEmpty: flags.allowEmpty === true,
    reportValues: flags.reportValues === true,
    rejectsPath: flags.rejects,
    stateDir: flags.stateDir,
    maxRejects: flags.maxRejects === undefined ? undefined : parseMaxRejects(flags.maxRejects),
  }
}

function nameOf(name: string | undefined): string | undefined {
  if (name?.trim() !== "") return name
  throw new UsageError("--name is empty. Give the import a name, or leave --name out.")
}

/** Tries do not touch the files of the real import; those of dry runs are kept apart anyway. */
function importName(name: string, { kind }: Target): string {
  return kind === "sandbox" ? `${name}-${kind}` : name
}

function columnsOf(text: string): readonly string[] {
  const columns = text.split(",").map((column) => column.trim())
  if (!columns.includes("")) return columns
  throw new UsageError(
    `--ids-from is ${JSON.stringify(text)}; it must be the names of one or more columns, with commas between them, such as order_id,position.`,
  )
}

const DELIMITERS: Readonly<Record<string, CsvDelimiter>> = {
  ",": ",",
  ";": ";",
  "|": "|",
  "\t": "\t",
  comma: ",",
  semicolon: ";",
  pipe: "|",
  tab: "\t",
}

function delimiterOf(text: string): CsvDelimiter {
  const delimiter = Object.hasOwn(DELIMITERS, text) ? DELIMITERS[text] : undefined
  if (delimiter !== undefined) return delimiter
  throw new UsageError(
    `--delimiter is ${JSON.stringify(text)}; it must be comma, semicolon, tab or pipe, or one of the characters , ; | themselves.`,
  )
}
