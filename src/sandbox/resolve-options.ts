import { type Behavior, DEFAULT_BEHAVIOR } from "./behavior.ts"
import { isEndpoint } from "./endpoint.ts"
import type { SandboxOptions } from "./sandbox-options.ts"

type Optional = "apiKeys" | "latency" | "traceField"

/** Options with all defaults filled in. */
export type ResolvedOptions = Required<Omit<SandboxOptions, Optional | "behavior">> &
  Pick<SandboxOptions, Optional> & { readonly behavior: Behavior }

const DEFAULTS: ResolvedOptions = {
  projectType: "hybrid",
  projectId: 1,
  forgotten: {},
  newFieldsPolicy: "allow",
  userFields: {},
  eventFields: {},
  newEventsPolicy: "allow",
  disallowedEventNames: [],
  maxUserFields: 1000,
  maxEventFields: 8000,
  maxUserIdChars: 52,
  maxBodyBytes: 4_000_000,
  maxRecordsPerRequest: Number.POSITIVE_INFINITY,
  rateLimits: {},
  endpointLatency: {},
  visibilityDelayMs: 0,
  newUserHiddenFromEventsMs: 0,
  faults: [],
  seed: 1,
  keepBodies: false,
  behavior: DEFAULT_BEHAVIOR,
}
const KNOWN: ReadonlySet<string> = new Set([...Object.keys(DEFAULTS), "apiKeys", "latency", "traceField"])
const KNOWN_BEHAVIOR: ReadonlySet<string> = new Set(Object.keys(DEFAULT_BEHAVIOR))

/**
 * Fills in what is not given: from `before` if there is one, else from the defaults.
 *
 * @throws TypeError if an option has an unknown name, or a number is no number of at least 0.
 */
export function resolveOptions(options: SandboxOptions, before?: ResolvedOptions): ResolvedOptions {
  checkNames(options, KNOWN, "option")
  checkNames(options.behavior ?? {}, KNOWN_BEHAVIOR, "behavior")
  for (const rule of options.faults ?? []) {
    const endpoints = rule.endpoint === undefined ? [] : [rule.endpoint].flat()
    for (const name of endpoints) if (!isEndpoint(name)) refuse("endpoint of a fault", name)
  }
  const base = before ?? DEFAULTS
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const resolved = { ...base, ...given, behavior: { ...base.behavior, ...options.behavior } }
  for (const [name, value] of Object.entries(resolved)) {
    if (typeof value === "number" && !(value >= 0)) refuse(`value of ${name}`, String(value))
  }
  return resolved
}

function checkNames(given: object, known: ReadonlySet<string>, what: string): void {
  for (const name of Object.keys(given)) if (!known.has(name)) refuse(what, name)
}

function refuse(what: string, value: string): never {
  throw new TypeError(`Cannot set up the sandbox as the ${what} is not known: ${value}`)
}
