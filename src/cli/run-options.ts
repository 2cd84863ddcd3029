import { basename } from "node:path"
import { UsageError } from "../errors.ts"
import type { CsvDelimiter, MaxRejects, RateLimits } from "../index.ts"
import { parseMaxRejects } from "./parse-max-rejects.ts"
import { parseRateLimit } from "./parse-rate-limit.ts"
import { readApiKey } from "./read-api-key.ts"
import type { Target } from "./target.ts"

/** The options of `run` as they stand on the command line. */
export interface RunFlags {
  readonly map?: string
  readonly format?: "csv" | "ndjson"
  readonly delimiter?: string
  readonly apiKeyEnv?: string
  readonly region?: "us" | "eu"
  readonly baseUrl?: string
  readonly sandbox?: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly rejects?: string
  readonly stateDir?: string
  readonly name?: string
  readonly restart?: boolean
  readonly resumeAnyway?: boolean
  readonly rateLimit?: string
  readonly maxRejects?: string
}

/** What `run` is to do. */
export interface RunOptions {
  readonly filePath: string
  readonly mapPath: string
  readonly format: "csv" | "ndjson" | undefined
  readonly delimiter: CsvDelimiter | undefined
  readonly target: Target
  /** Undefined where none is needed: the sandbox and dry runs never see the real one. */
  readonly apiKey: string | undefined
  readonly rejectsPath: string | undefined
  readonly stateDir: string | undefined
  readonly name: string
  readonly restart: boolean
  readonly resumeAnyway: boolean
  readonly rateLimits: RateLimits | undefined
  readonly maxRejects: MaxRejects | undefined
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose: boolean
}

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
  if (filePath === undefined || filePath === "") throw missing("FILE, the file to import, is missing.")
  if (flags.map === undefined || flags.map === "")
    throw missing("--map is missing: the file whose default export says what a record means.")
  const target = targetOf(flags)
  return {
    filePath,
    mapPath: flags.map,
    format: flags.format,
    delimiter: flags.delimiter === undefined ? undefined : delimiterOf(flags.delimiter),
    target,
    name: importName(flags.name ?? basename(filePath), target),
    restart: flags.restart === true,
    resumeAnyway: flags.resumeAnyway === true,
    rejectsPath: flags.rejects,
    stateDir: flags.stateDir,
    rateLimits: flags.rateLimit === undefined ? undefined : parseRateLimit(flags.rateLimit),
    maxRejects: flags.maxRejects === undefined ? undefined : parseMaxRejects(flags.maxRejects),
    json: flags.json === true,
    quiet: flags.quiet === true,
    verbose: flags.verbose === true,
    apiKey:
      target.kind === "sandbox" || target.kind === "dry-run" ? undefined : readApiKey(env, flags.apiKeyEnv),
  }
}

function missing(what: string): UsageError {
  return new UsageError(`${what}\nFor example: iterable-data-import run users.csv --map map.ts --sandbox`)
}

function targetOf({ baseUrl, dryRun, region, sandbox }: RunFlags): Target {
  if (sandbox === true && baseUrl !== undefined)
    throw contradiction("--sandbox", "--base-url", "the sandbox is a server of its own")
  if (sandbox === true && dryRun === true)
    throw contradiction("--sandbox", "--dry-run", "a dry run sends nothing, not even to the sandbox")
  if (region !== undefined && baseUrl !== undefined)
    throw contradiction("--region", "--base-url", "each names the server to send to")
  if (dryRun === true) return { kind: "dry-run" }
  if (sandbox === true) return { kind: "sandbox" }
  return baseUrl === undefined ? { kind: "iterable", region: region ?? "us" } : { kind: "server", baseUrl }
}

function contradiction(one: string, other: string, why: string): UsageError {
  return new UsageError(`${one} and ${other} cannot be used together: ${why}. Leave one of them out.`)
}

/** Tries do not touch the files of the real import; those of dry runs are kept apart anyway. */
function importName(name: string, { kind }: Target): string {
  return kind === "sandbox" ? `${name}-${kind}` : name
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
    `--delimiter is ${JSON.stringify(text)}; it must be comma, semicolon, tab, pipe, or the character itself.`,
  )
}
