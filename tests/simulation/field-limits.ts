import type { ActionAccount } from "./account.ts"
import type { Scenario } from "./scenario.ts"
import { eventNameOf } from "./simulated-action.ts"
import type { SimulatedAction } from "./simulated-action.ts"

/** Who is rejected for too many fields would not have fitted into the project either if nobody else had been in the request. */
export function fieldLimitsAreMet(accounts: readonly ActionAccount[], scenario: Scenario): string[] {
  const {
    faults = [],
    maxEventFields = Infinity,
    maxUserFields = Infinity,
    userFields = {},
  } = scenario.sandbox
  const isClosed = faults.some(({ fault }) => fault.kind === "schema-limit")
  const surely = new Known(Object.keys(userFields))
  // A request that is not refused as a whole adds the fields also of those who fail in it; so does one in which all emails are invalid.
  const perhaps = new Known(Object.keys(userFields))
  for (const { action, appliedTo, exchanges } of accounts) {
    for (const { requestNumber } of appliedTo) surely.add(action, requestNumber)
    for (const { json, meaning, requestNumber } of exchanges) {
      const isLookedAt = meaning !== "refused" || json?.["code"] === "InvalidEmailAddressError"
      if (isLookedAt && requestNumber !== undefined) perhaps.add(action, requestNumber)
    }
  }
  return accounts.flatMap(({ action, exchanges, name, outcome }) => {
    if (outcome?.kind !== "rejected" || outcome.rejection.code !== "UniqueFieldsLimitExceeded") return []
    const requestNumber = exchanges.at(-1)?.requestNumber ?? Infinity
    if (surely.newOf(action, requestNumber) === 0)
      return [`${name} is rejected for new fields, and brings none`]
    const limit = kindOf(action) === "user" ? maxUserFields : maxEventFields
    const known = perhaps.countBefore(kindOf(action), requestNumber)
    const total = known + surely.newOf(action, requestNumber)
    // What merged updates brought is not all seen, and a project that is closed takes nothing.
    if (isClosed || scenario.mergeUpdates || total > limit) return []
    return [`${name} is rejected for too many fields, where ${total} are to be in a project of ${limit}`]
  })
}

/** The fields that a project has, each with the number of the request that brought it. */
class Known {
  readonly #since = { user: new Map<string, number>(), event: new Map<string, number>() }

  constructor(userFields: readonly string[]) {
    for (const name of userFields) this.#since.user.set(name, 0)
  }

  add(action: SimulatedAction, requestNumber: number): void {
    const since = this.#since[kindOf(action)]
    for (const path of pathsOf(action)) since.set(path, Math.min(requestNumber, since.get(path) ?? Infinity))
  }

  /** How many fields of an action the project did not have before a request. */
  newOf(action: SimulatedAction, requestNumber: number): number {
    const since = this.#since[kindOf(action)]
    return pathsOf(action).filter((path) => (since.get(path) ?? Infinity) >= requestNumber).length
  }

  countBefore(kind: "user" | "event", requestNumber: number): number {
    return [...this.#since[kind].values()].filter((since) => since < requestNumber).length
  }
}

const kindOf = ({ channel }: SimulatedAction): "user" | "event" => (channel === "users" ? "user" : "event")

/** The fields that an action brings, as the project counts them: of events and purchases their name too. */
function pathsOf(action: SimulatedAction): string[] {
  const { channel, dataFields, record } = action
  if (channel === "users") return pathsIn(dataFields, "")
  const name = channel === "events" ? eventNameOf(record) : "purchase"
  return [name, ...pathsIn(dataFields, `${name}.`)]
}

function pathsIn(fields: Readonly<Record<string, unknown>>, prefix: string): string[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    if (value === null) return []
    const path = `${prefix}${name}`
    const isNested = typeof value === "object" && !Array.isArray(value)
    return isNested ? [path, ...pathsIn(value as Readonly<Record<string, unknown>>, `${path}.`)] : [path]
  })
}
