import { checkFaultRule } from "../faults/check-fault-rule.ts"
import { isObject } from "../project/data-fields.ts"
import type { KnownList } from "../project/stored-list.ts"
import { BEHAVIOR_VALUES } from "./behavior-values.ts"
import { OPTION_DEFAULTS, type ResolvedOptions } from "./option-defaults.ts"
import { refuseName, refuseOption } from "./refuse-option.ts"
import type { SandboxOptions } from "./sandbox-options.ts"

const KNOWN: ReadonlySet<string> = new Set([
  ...Object.keys(OPTION_DEFAULTS),
  "apiKeys",
  "latency",
  "traceField",
])
/** The options that say something about single endpoints. */
const BY_ENDPOINT = ["rateLimits", "endpointLatency"] as const
const LIST_KEYS: ReadonlySet<string> = new Set<keyof KnownList>([
  "id",
  "name",
  "description",
  "listType",
  "channelId",
  "isInUse",
  "isGlobalSuppressionEnabled",
])
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  projectType: ["email", "userId", "hybrid"],
  newFieldsPolicy: ["allow", "drop"],
  newEventsPolicy: ["allow", "block"],
  unknownListsPolicy: ["refuse", "create"],
  listType: ["Standard", "Dynamic", "Suppression", "Internal"],
  keepBodies: [false, true],
  isInUse: [false, true],
  isGlobalSuppressionEnabled: [false, true],
}

/**
 * Fills in what is not given, from `base`; `endpointNames` are those of the endpoints that there are.
 *
 * @throws TypeError if an option has an unknown name or value, or is of another JSON type than it should be.
 */
export function resolveOptions(
  options: SandboxOptions,
  endpointNames: ReadonlySet<string>,
  base: ResolvedOptions = OPTION_DEFAULTS,
): ResolvedOptions {
  for (const name of Object.keys(options)) if (!KNOWN.has(name)) refuseName("option", name)
  checkTypes(options)
  checkValues(options, VALUES)
  const behaviors: Readonly<Record<string, readonly unknown[]>> = BEHAVIOR_VALUES
  for (const name of Object.keys(options.behavior ?? {}))
    if (!(name in behaviors)) refuseName("behavior", name)
  checkValues(options.behavior ?? {}, behaviors)
  for (const option of BY_ENDPOINT) {
    const given = options[option] ?? {}
    const names = given === "off" ? [] : Object.keys(given)
    for (const name of names) if (!endpointNames.has(name)) refuseName(`endpoint in ${option}`, name)
  }
  for (const rule of options.faults ?? []) checkFaultRule(rule, endpointNames)
  for (const list of options.lists ?? []) checkList(list)
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  return { ...base, ...given, behavior: { ...base.behavior, ...options.behavior } }
}

/** Refuses options that are not of the JSON type that their defaults have. */
function checkTypes(options: SandboxOptions): void {
  const examples: Readonly<Record<string, unknown>> = { ...OPTION_DEFAULTS, apiKeys: [], latency: {} }
  for (const [name, value] of Object.entries(options)) {
    const example = examples[name]
    if (value === undefined || (name === "rateLimits" && value === "off")) continue
    if (typeof example === "number" && !isAmount(value)) refuseOption(name, value, "a number of at least 0")
    if (Array.isArray(example) && !Array.isArray(value)) refuseOption(name, value, "an array")
    if (isObject(example) && !isObject(value))
      refuseOption(name, value, name === "rateLimits" ? "off or an object" : "an object")
  }
}

/** Tells whether a value is a number of at least 0. */
export function isAmount(value: unknown): boolean {
  return typeof value === "number" && value >= 0
}

function checkList(list: KnownList): void {
  for (const name of Object.keys(list)) if (!LIST_KEYS.has(name)) refuseName("property of a list", name)
  if (!Number.isSafeInteger(list.id) || list.id < 1 || typeof list.name !== "string") {
    refuseName("list", `${JSON.stringify(list)}. Give it an id from 1 on and a name.`)
  }
  checkValues(list, VALUES)
}

function checkValues(given: object, values: Readonly<Record<string, readonly unknown[]>>): void {
  for (const [name, value] of Object.entries(given)) {
    const known = values[name]
    if (value === undefined || known === undefined || known.includes(value)) continue
    refuseOption(name, value, oneOf(known))
  }
}

/** `one, two or three` */
function oneOf(choices: readonly unknown[]): string {
  const texts = choices.map(String)
  return [texts.slice(0, -1).join(", "), texts.at(-1)].filter((text) => text !== "").join(" or ")
}
