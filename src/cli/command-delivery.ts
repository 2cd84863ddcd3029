import { Option } from "commander"
import type { Command } from "commander"
import { UsageError } from "../errors.ts"
import type { DeliveryOptions, LogLevel, RateLimits } from "../index.ts"
import { parseDuration } from "./parse-duration.ts"
import { parseRateLimit } from "./parse-rate-limit.ts"
import { parseRateShare } from "./parse-rate-share.ts"
import { readApiKey } from "./read-api-key.ts"
import type { Target } from "./target.ts"

/** The options of `run` and `retry` that say where and how to send, as they stand on the command line. */
export interface DeliveryFlags {
  readonly map?: string
  readonly apiKeyEnv?: string
  readonly region?: "us" | "eu"
  readonly baseUrl?: string
  readonly sandbox?: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly rateLimit?: string
  readonly rateShare?: string
  readonly maxOutage?: string
  readonly logLevel?: CommandDelivery["logLevel"]
}

/** What these options mean. */
export interface CommandDelivery {
  readonly mapPath: string
  readonly target: Target
  /** Undefined where none is needed: the sandbox and dry runs never see the real one. */
  readonly apiKey: string | undefined
  readonly rateLimits: RateLimits | undefined
  readonly rateShare: number | undefined
  readonly maxOutageMs: number | undefined
  readonly logLevel: LogLevel | "off" | undefined
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose: boolean
}

/** Declares the options that say where to send. */
export function withTargetOptions(command: Command): Command {
  return command
    .option("--sandbox", "import into a local stand-in for Iterable that is started for it; no key needed")
    .option("--dry-run", "do everything but the sending; no key needed")
    .option("--api-key-env <NAME>", "environment variable that holds the API key (default: ITERABLE_API_KEY)")
    .addOption(
      new Option("--region <REGION>", "data center of the project: us or eu (default: us)").choices([
        "us",
        "eu",
      ]),
    )
    .option("--base-url <URL>", "send to another server, for example to a running sandbox")
    .option(
      "--rate-limit <LIMITS>",
      "requests per second, such as users=5,events=10,purchases=200, or off (default: Iterable's documented limits)",
    )
    .option(
      "--rate-share <SHARE>",
      "share of the documented limits to take, such as 50%; the rest is left to others (default: 100%)",
    )
    .option(
      "--max-outage <TIME>",
      "stop after so long without one good answer, such as 2min or 1h (default: 10min)",
    )
}

/** Declares the options that say what to show. */
export function withOutputOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--log-level <LEVEL>",
        "what goes into log.ndjson in the import's directory: debug, info, warn, error or off (default: info)",
      ).choices(["debug", "info", "warn", "error", "off"]),
    )
    .option("--json", "print the summary as a JSON object on stdout")
    .option("-q, --quiet", "show neither progress nor summary, only errors")
    .option("-v, --verbose", "show what the import meets on its way, and more about unexpected errors")
}

/**
 * Makes sense of these options, before anything is read; `example` is a command that is right.
 *
 * @throws {@link UsageError} if something is missing, malformed or contradicts something else.
 */
export function commandDelivery(
  flags: DeliveryFlags,
  env: Readonly<NodeJS.ProcessEnv>,
  example: string,
): CommandDelivery {
  const { json, logLevel, map, maxOutage, quiet, rateLimit, rateShare, verbose } = flags
  if (map === undefined || map === "")
    throw new UsageError(
      `--map is missing: the file whose default export says what a record means.\nFor example: ${example}`,
    )
  const target = targetOf(flags)
  return {
    mapPath: map,
    target,
    rateLimits: rateLimit === undefined ? undefined : parseRateLimit(rateLimit),
    rateShare: rateShare === undefined ? undefined : parseRateShare(rateShare),
    maxOutageMs: maxOutage === undefined ? undefined : parseDuration(maxOutage, "--max-outage"),
    logLevel,
    json: json === true,
    quiet: quiet === true,
    verbose: verbose === true,
    apiKey:
      target.kind === "sandbox" || target.kind === "dry-run" ? undefined : readApiKey(env, flags.apiKeyEnv),
  }
}

/** The arguments that retry an import's rejects as it was run. */
export function retryArguments(
  importName: string,
  flags: DeliveryFlags & { readonly stateDir?: string },
): readonly string[] {
  const named: readonly (readonly [flag: string, value: string | undefined])[] = [
    ["--map", flags.map],
    ["--state-dir", flags.stateDir],
    ["--api-key-env", flags.apiKeyEnv],
    ["--region", flags.region],
    ["--base-url", flags.baseUrl],
    ["--rate-limit", flags.rateLimit],
    ["--rate-share", flags.rateShare],
    ["--max-outage", flags.maxOutage],
  ]
  const options = named.flatMap(([flag, value]) => (value === undefined ? [] : optionWords(flag, value)))
  // A name may look like an option.
  return importName.startsWith("-")
    ? ["retry", ...options, "--", importName]
    : ["retry", importName, ...options]
}

function optionWords(flag: string, value: string): readonly string[] {
  return value.startsWith("-") ? [`${flag}=${value}`] : [flag, value]
}

/** The same in the library's words; `sandboxUrl` is that of the sandbox that was started for it. */
export function libraryDelivery(
  { apiKey, maxOutageMs, rateLimits, rateShare, target }: CommandDelivery,
  sandboxUrl: string | undefined,
): DeliveryOptions {
  return {
    apiKey: sandboxUrl === undefined ? apiKey : SANDBOX_KEY,
    region: target.kind === "iterable" ? target.region : undefined,
    baseUrl: target.kind === "server" ? target.baseUrl : sandboxUrl,
    dryRun: target.kind === "dry-run",
    rateLimits,
    rateShare,
    maxOutageMs,
  }
}

/** The sandbox takes any key; the real one stays at home. */
const SANDBOX_KEY = "made-up-key-for-the-sandbox"

function targetOf({ baseUrl, dryRun, region, sandbox }: DeliveryFlags): Target {
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
