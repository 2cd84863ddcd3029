import { inspect } from "node:util"

import type { Behavior } from "./behavior.ts"
import { BEHAVIOR_VALUES, DEFAULT_BEHAVIOR } from "./behavior-values.ts"
import { isObject } from "./data-fields.ts"
import { isEndpoint } from "./endpoint.ts"
import type { Fault, FaultRule } from "./fault.ts"
import type { SandboxOptions } from "./sandbox-options.ts"
import type { KnownList } from "./stored-list.ts"

type Optional = "apiKeys" | "latency" | "traceField"

/** Options with all defaults filled in. */
export type ResolvedOptions = Required<Omit<SandboxOptions, Optional | "behavior">> &
  Pick<SandboxOptions, Optional> & { readonly behavior: Behavior }

/** What each option is where it is not given. */
export const OPTION_DEFAULTS: ResolvedOptions = {
  projectType: "hybrid",
  projectId: 1,
  forgotten: {},
  newFieldsPolicy: "allow",
  userFields: {},
  eventFields: {},
  newEventsPolicy: "allow",
  disallowedEventNames: [],
  lists: [],
  unknownListsPolicy: "refuse",
  maxUserFields: 1000,
  maxEventFields: 8000,
  maxUserIdChars: 52,
  maxBodyBytes: 4_000_000,
  maxRecordsPerRequest: Number.POSITIVE_INFINITY,
  rateLimits: {},
  endpointLatency: {},
  visibilityDelayMs: 0,
  newUserHiddenFromEventsMs: 0,
  newListInvalidForMs: 0,
  faults: [],
  seed: 1,
  keepBodies: false,
  behavior: DEFAULT_BEHAVIOR,
}
const KNOWN: ReadonlySet<string> = new Set([
  ...Object.keys(OPTION_DEFAULTS),
  "apiKeys",
  "latency",
  "traceField",
])
/** Every kind of fault, with the numbers that it needs. */
export const FAULT_NUMBERS: Readonly<Record<Fault["kind"], readonly string[]>> = {
  status: ["status"],
  "rate-limited": [],
  reset: [],
  silent: [],
  "html-200": [],
  delay: ["delayMs"],
  "slow-body": ["chunkBytes", "chunkIntervalMs"],
  truncated: [],
  "broken-json": [],
  gzip: [],
  "unlisted-failures": ["records"],
  miscount: ["successDelta", "failDelta"],
  stranger: [],
  "misplaced-pointer": [],
  "blocked-record": [],
  "disable-key": [],
  "schema-limit": [],
  "invalid-list-id": [],
}
const RULE_KEYS: ReadonlySet<string> = new Set<keyof FaultRule>([
  "fault",
  "endpoint",
  "requestNumber",
  "every",
  "fromRequestNumber",
  "toRequestNumber",
  "fromMs",
  "untilMs",
  "probability",
  "maxTimes",
  "when",
  "delayMs",
])
const LIST_KEYS: ReadonlySet<string> = new Set<keyof KnownList>([
  "id",
  "name",
  "description",
  "listType",
  "channelId",
])
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  projectType: ["email", "userId", "hybrid"],
  newFieldsPolicy: ["allow", "drop"],
  newEventsPolicy: ["allow", "block"],
  unknownListsPolicy: ["refuse", "create"],
  listType: ["Standard", "Dynamic", "Suppression", "Internal"],
  keepBodies: [false, true],
}

/**
 * Fills in what is not given: from `before` if there is one, else from the defaults.
 *
 * @throws TypeError if an option has an unknown name or value, or is of another JSON type than it should be.
 */
export function resolveOptions(options: SandboxOptions, before?: ResolvedOptions): ResolvedOptions {
  for (const name of Object.keys(options)) if (!KNOWN.has(name)) refuse("option", name)
  checkTypes(options)
  checkValues(options, VALUES)
  const behaviors: Readonly<Record<string, readonly unknown[]>> = BEHAVIOR_VALUES
  for (const name of Object.keys(options.behavior ?? {})) if (!(name in behaviors)) refuse("behavior", name)
  checkValues(options.behavior ?? {}, behaviors)
  for (const rule of options.faults ?? []) {
    const endpoints = rule.endpoint === undefined ? [] : [rule.endpoint].flat()
    for (const name of endpoints) if (!isEndpoint(name)) refuse("endpoint of a fault", name)
    for (const name of Object.keys(rule)) if (!RULE_KEYS.has(name)) refuse("condition of a fault", name)
    const { fault } = rule
    if (fault === undefined || !Object.hasOwn(FAULT_NUMBERS, fault.kind))
      refuse("kind of a fault", JSON.stringify(fault))
    for (const name of FAULT_NUMBERS[fault.kind]) {
      const value = (fault as Readonly<Record<string, unknown>>)[name]
      if (typeof value !== "number") refuse(`${name} of the fault ${fault.kind}`, String(value))
    }
  }
  for (const list of options.lists ?? []) checkList(list)
  const base = before ?? OPTION_DEFAULTS
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const resolved = { ...base, ...given, behavior: { ...base.behavior, ...options.behavior } }
  return resolved
}

/** Refuses options that are not of the JSON type that their defaults have. */
function checkTypes(options: SandboxOptions): void {
  const examples: Readonly<Record<string, unknown>> = { ...OPTION_DEFAULTS, apiKeys: [], latency: {} }
  for (const [name, value] of Object.entries(options)) {
    const example = examples[name]
    if (value === undefined || (name === "rateLimits" && value === "off")) continue
    if (typeof example === "number" && !isAmount(value)) refuseValue(name, value, "a number of at least 0")
    if (Array.isArray(example) && !Array.isArray(value)) refuseValue(name, value, "an array")
    if (isObject(example) && !isObject(value))
      refuseValue(name, value, name === "rateLimits" ? "off or an object" : "an object")
  }
}

function refuseValue(name: string, value: unknown, wanted: string): never {
  const shown = typeof value === "string" ? JSON.stringify(value) : inspect(value)
  throw new TypeError(`Cannot set up the sandbox: ${name} is ${shown}; it takes ${wanted}.`)
}

/** `one, two or three` */
function oneOf(choices: readonly unknown[]): string {
  const texts = choices.map(String)
  return [texts.slice(0, -1).join(", "), texts.at(-1)].filter((text) => text !== "").join(" or ")
}

/** Tells whether a value is a number of at least 0. */
export function isAmount(value: unknown): boolean {
  return typeof value === "number" && value >= 0
}

function checkList(list: KnownList): void {
  for (const name of Object.keys(list)) if (!LIST_KEYS.has(name)) refuse("property of a list", name)
  if (!Number.isSafeInteger(list.id) || list.id < 1 || typeof list.name !== "string") {
    refuse("list", `${JSON.stringify(list)}. Give it an id from 1 on and a name.`)
  }
  checkValues(list, VALUES)
}

function checkValues(given: object, values: Readonly<Record<string, readonly unknown[]>>): void {
  for (const [name, value] of Object.entries(given)) {
    const known = values[name]
    if (value === undefined || known === undefined || known.includes(value)) continue
    refuseValue(name, value, oneOf(known))
  }
}

function refuse(what: string, value: string): never {
  throw new TypeError(`Cannot set up the sandbox as the ${what} is not known: ${value}`)
}
