import { UsageError } from "../errors.ts"
import type { DeliveryOptions, LogLevel, RateLimits } from "../index.ts"
import { parseDuration } from "./parse-duration.ts"
import { parseRateLimit } from "./parse-rate-limit.ts"
import { parseRateShare } from "./parse-rate-share.ts"
import { DEFAULT_KEY_VARIABLE, readApiKey } from "./read-api-key.ts"
import type { Target } from "./target.ts"

/** The options of `run` and `retry` that say where and how to send, as they stand on the command line. */
export interface DeliveryFlags {
  readonly map?: string
  readonly apiKeyEnv?: string
  readonly region?: "us" | "eu"
  readonly baseUrl?: string
  readonly sameProject?: boolean
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
  /** The sandbox never sees the real one; a dry run sends it nowhere, and needs none. */
  readonly apiKey: string | undefined
  readonly sameProject: boolean
  readonly rateLimits: RateLimits | undefined
  readonly rateShare: number | undefined
  readonly maxOutageMs: number | undefined
  readonly logLevel: LogLevel | "off" | undefined
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose: boolean
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
    sameProject: flags.sameProject === true,
    rateLimits: rateLimit === undefined ? undefined : parseRateLimit(rateLimit),
    rateShare: rateShare === undefined ? undefined : parseRateShare(rateShare),
    maxOutageMs: maxOutage === undefined ? undefined : parseDuration(maxOutage, "--max-outage"),
    logLevel,
    json: json === true,
    quiet: quiet === true,
    verbose: verbose === true,
    apiKey: keyFor(target, flags, env),
  }
}

function keyFor(
  { kind }: Target,
  { apiKeyEnv }: DeliveryFlags,
  env: Readonly<NodeJS.ProcessEnv>,
): string | undefined {
  if (kind === "sandbox") return undefined
  if (kind !== "dry-run") return readApiKey(env, apiKeyEnv)
  const key = env[apiKeyEnv ?? DEFAULT_KEY_VARIABLE]?.trim()
  return key === "" ? undefined : key
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
    region: target.kind === "iterable" || target.kind === "dry-run" ? target.region : undefined,
    baseUrl: target.kind === "server" || target.kind === "dry-run" ? target.baseUrl : sandboxUrl,
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
  if (dryRun === true) return { kind: "dry-run", region, baseUrl }
  if (sandbox === true) return { kind: "sandbox" }
  return baseUrl === undefined ? { kind: "iterable", region: region ?? "us" } : { kind: "server", baseUrl }
}

function contradiction(one: string, other: string, why: string): UsageError {
  return new UsageError(`${one} and ${other} cannot be used together: ${why}. Leave one of them out.`)
}
