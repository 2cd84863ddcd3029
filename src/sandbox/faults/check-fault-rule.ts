import { refuseName, refuseOption } from "../options/refuse-option.ts"
import type { Fault } from "./fault.ts"
import type { FaultRule } from "./fault-rule.ts"

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

/**
 * Checks a rule; `endpointNames` are those of the endpoints that there are.
 *
 * @throws TypeError if its endpoint, a condition or its fault is not known, or the fault lacks a number.
 */
export function checkFaultRule(rule: FaultRule, endpointNames: ReadonlySet<string>): void {
  const endpoints = rule.endpoint === undefined ? [] : [rule.endpoint].flat()
  for (const name of endpoints) if (!endpointNames.has(name)) refuseName("endpoint of a fault", name)
  for (const name of Object.keys(rule)) if (!RULE_KEYS.has(name)) refuseName("condition of a fault", name)
  const { fault } = rule
  if (fault === undefined || !Object.hasOwn(FAULT_NUMBERS, fault.kind))
    refuseName("kind of a fault", JSON.stringify(fault))
  for (const name of FAULT_NUMBERS[fault.kind]) {
    const value = (fault as Readonly<Record<string, unknown>>)[name]
    if (typeof value !== "number") refuseName(`${name} of the fault ${fault.kind}`, String(value))
  }
  const isAboutRecord = fault.kind === "misplaced-pointer" || fault.kind === "blocked-record"
  if (isAboutRecord && fault.field === undefined && fault.id === undefined)
    refuseOption("a fault", fault, "a field or an id of the record")
}
