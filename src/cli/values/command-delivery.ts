import { UsageError } from "../../errors.ts"
import { DELIVERY_OPTIONS } from "../../import/options/delivery-options.ts"
import type { DeliveryOptions } from "../../index.ts"
import { MAP_OPTIONS } from "../options/map-options.ts"
import { OUTPUT_OPTIONS } from "../options/output-options.ts"
import { TRIAL_OPTIONS } from "../options/trial-options.ts"
import type { MapOptions } from "../options/map-options.ts"
import type { OutputOptions } from "../options/output-options.ts"
import type { TrialOptions } from "../options/trial-options.ts"
import { readFlags } from "../options/read-flags.ts"
import { typedText } from "../options/typed-flags.ts"
import type { TypedFlags } from "../options/typed-flags.ts"
import { DEFAULT_KEY_VARIABLE, readApiKey } from "./read-api-key.ts"
import type { Target } from "./target.ts"

/** What the options of `run` and `retry` mean that say where and how to send. */
export interface CommandDelivery {
  readonly mapPath: string
  readonly target: Target
  /** The sandbox never sees the real one; a dry run sends it nowhere, and needs none. */
  readonly apiKey: string | undefined
  /** What was typed of the library's options. */
  readonly delivery: DeliveryOptions
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
  flags: TypedFlags,
  env: Readonly<NodeJS.ProcessEnv>,
  example: string,
): CommandDelivery {
  const { map } = readFlags<MapOptions>(MAP_OPTIONS, flags)
  if (map === undefined || map === "")
    throw new UsageError(
      `--map is missing: the file whose default export says what a record means.\nFor example: ${example}`,
    )
  const delivery = readFlags<DeliveryOptions>(DELIVERY_OPTIONS, flags)
  const target = targetOf({ ...delivery, ...readFlags<TrialOptions>(TRIAL_OPTIONS, flags) })
  const { json = false, quiet = false, verbose = false } = readFlags<OutputOptions>(OUTPUT_OPTIONS, flags)
  return {
    mapPath: map,
    target,
    delivery,
    json,
    quiet,
    verbose,
    apiKey: keyFor(target, typedText(DELIVERY_OPTIONS.apiKey, flags), env),
  }
}

function keyFor(
  { kind }: Target,
  variable: string | undefined,
  env: Readonly<NodeJS.ProcessEnv>,
): string | undefined {
  if (kind === "sandbox") return undefined
  if (kind !== "dry-run") return readApiKey(env, variable)
  const key = env[variable ?? DEFAULT_KEY_VARIABLE]?.trim()
  return key === "" ? undefined : key
}

/** The same in the library's words; `sandboxUrl` is that of the sandbox that was started for it. */
export function libraryDelivery(
  { apiKey, delivery, target }: CommandDelivery,
  sandboxUrl: string | undefined,
): DeliveryOptions {
  return {
    ...delivery,
    apiKey: sandboxUrl === undefined ? apiKey : SANDBOX_KEY,
    region: target.kind === "sandbox" ? undefined : delivery.region,
    baseUrl: sandboxUrl ?? delivery.baseUrl,
    dryRun: target.kind === "dry-run",
  }
}

/** The sandbox takes any key; the real one stays at home. */
const SANDBOX_KEY = "made-up-key-for-the-sandbox"

function targetOf({ baseUrl, dryRun, region, sandbox }: DeliveryOptions & TrialOptions): Target {
  if (sandbox === true && baseUrl !== undefined)
    throw contradiction("--sandbox", "--base-url", "the sandbox is a server of its own")
  if (sandbox === true && dryRun === true)
    throw contradiction("--sandbox", "--dry-run", "a dry run sends nothing, not even to the sandbox")
  if (region !== undefined && baseUrl !== undefined)
    throw contradiction("--region", "--base-url", "each names the server to send to")
  if (dryRun === true) return { kind: "dry-run" }
  if (sandbox === true) return { kind: "sandbox" }
  return baseUrl === undefined
    ? { kind: "iterable", region: region ?? DELIVERY_OPTIONS.region.default }
    : { kind: "server", baseUrl: String(baseUrl) }
}

function contradiction(one: string, other: string, why: string): UsageError {
  return new UsageError(`${one} and ${other} cannot be used together: ${why}. Leave one of them out.`)
}
