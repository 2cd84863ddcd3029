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
  const limits = { user: maxUserFields, event: maxEventFields }
  const isClosed = faults.some(({ fault }) => fault.kind === "schema-limit")
  const surely = new Known(Object.keys(userFields))
  // A request that is not refused as a whole adds the fields also of those who fail in it; so does one that is refused for its users only.
  const perhaps = new Known(Object.keys(userFields))
  for (const { action, appliedTo, exchanges } of accounts) {
    for (const { requestNumber } of appliedTo) surely.add(action, requestNumber)
    for (const { json, meaning, requestNumber } of exchanges) {
      const isLookedAt = meaning !== "refused" || CODES_OF_USERS.has(json?.["code"])
      if (isLookedAt && requestNumber !== undefined) perhaps.add(action, requestNumber)
    }
  }
  return accounts.flatMap(({ action, exchanges, name, outcome }) => {
    if (outcome?.kind !== "rejected" || outcome.rejection.code !== "UniqueFieldsLimitExceeded") return []
    const requestNumber = exchanges.at(-1)?.requestNumber ?? Infinity
    const totals = KINDS.flatMap((kind) => {
      const brought = surely.newOf(kind, action, requestNumber)
      if (brought === 0) return []
      return [{ total: perhaps.countBefore(kind, requestNumber) + brought, limit: limits[kind] }]
    })
    if (totals.length === 0) return [`${name} is rejected for new fields, and brings none`]
    // What merged updates brought is not all seen, and a project that is closed takes nothing.
    if (isClosed || scenario.mergeUpdates || totals.some(({ limit, total }) => total > limit)) return []
    const told = totals.map(({ limit, total }) => `${total} are to be in a project of ${limit}`).join(", ")
    return [`${name} is rejected for too many fields, where ${told}`]
  })
}

/** For what a request about one user is refused after its fields were looked at, or one of which all emails are invalid. */
const CODES_OF_USERS: ReadonlySet<unknown> = new Set([
  "InvalidEmailAddressError",
  "InvalidUserIdError",
  "ForgottenUserError",
  "ExternalKeyConflict",
])

/** The fields of users and those of events have a limit each. */
const KINDS = ["user", "event"] as const
type Kind = (typeof KINDS)[number]

/** The fields that a project has, each with the number of the request that brought it. */
class Known {
  readonly #since = { user: new Map<string, number>(), event: new Map<string, number>() }

  constructor(userFields: readonly string[]) {
    for (const name of userFields) this.#since.user.set(name, 0)
  }

  add(action: SimulatedAction, requestNumber: number): void {
    for (const kind of KINDS) {
      const since = this.#since[kind]
      for (const path of pathsOf(kind, action))
        since.set(path, Math.min(requestNumber, since.get(path) ?? Infinity))
    }
  }

  /** How many fields of an action the project did not have before a request. */
  newOf(kind: Kind, action: SimulatedAction, requestNumber: number): number {
    const since = this.#since[kind]
    return pathsOf(kind, action).filter((path) => (since.get(path) ?? Infinity) >= requestNumber).length
  }

  countBefore(kind: Kind, requestNumber: number): number {
    return [...this.#since[kind].values()].filter((since) => since < requestNumber).length
  }
}

/** The fields that an action brings, as the project counts them: of events and purchases their name too, of purchases those of the buyer. */
function pathsOf(kind: Kind, { channel, dataFields, record }: SimulatedAction): string[] {
  if (kind === "user") {
    const own = { users: dataFields, events: {}, purchases: record.buyerFields ?? {} }[channel]
    // Every project has it, and it is not counted.
    return pathsIn(own, "").filter((path) => path !== "email")
  }
  if (channel === "users") return []
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
