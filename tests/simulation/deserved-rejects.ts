import type { ActionAccount, FaultOf } from "./account.ts"
import { isAlone } from "./account.ts"
import { grouped } from "../kit/grouped.ts"
import { BLOCKED, POISON } from "./odd-answers.ts"
import type { Scenario } from "./scenario.ts"
import { actionKey, bytesAlone, eventNameOf } from "./simulated-action.ts"
import type { SimulatedAction } from "./simulated-action.ts"

/** Why the server, or the library, may refuse an action. */
interface Cause {
  readonly code: string
  /** It can not be accepted, whatever happens. */
  readonly isCertain: boolean
}

/** Who is rejected deserves it, under the right name; who deserves it for certain is not accepted. */
export function rejectsAreDeserved(
  accounts: readonly ActionAccount[],
  scenario: Scenario,
  faultOf: FaultOf,
): string[] {
  const causesOf = causesIn(accounts, scenario, faultOf)
  const wrong = accounts.flatMap((account) => {
    const { name, outcome } = account
    const causes = causesOf(account)
    if (outcome?.kind === "accepted") {
      const certain = causes.filter(({ isCertain }) => isCertain).map(({ code }) => code)
      return certain.length === 0 ? [] : [`${name} is accepted, and should fail for ${certain.join()}`]
    }
    if (outcome?.kind !== "rejected") return []
    const codes = causes.map(({ code }) => code)
    if (codes.includes(outcome.rejection.code)) return []
    // Forbidden at random, alone and again and again: no different from a firewall's refusal, as blocked.ts sees to.
    const isForbidden = account.exchanges.some(({ meaning }) => meaning === "fatal")
    if (isForbidden && outcome.rejection.code === "blocked-on-the-way") return []
    const { code, message } = outcome.rejection
    return [`${name} is rejected for ${code} (${message}), and deserves ${codes.join() || "it not"}`]
  })
  return [...wrong, ...typesAgree(accounts)]
}

/** Works out from the scenario for what each action may be rejected; of faults it asks what they really hit. */
function causesIn(
  accounts: readonly ActionAccount[],
  scenario: Scenario,
  faultOf: FaultOf,
): (account: ActionAccount) => readonly Cause[] {
  const people = peopleIn(accounts)
  const scored = grouped(
    accounts.filter(({ action }) => "score" in action.dataFields),
    ({ action }) => categoryOf(action),
  )
  const isKnown = knownUsers(accounts)
  const { behavior = {}, disallowedEventNames = [], forgotten = {}, userFields = {} } = scenario.sandbox
  const { faults = [], maxBodyBytes = Infinity } = scenario.sandbox
  const { maxEventFields = Infinity, maxUserFields = Infinity } = scenario.sandbox
  // Of who deserves it, field-limits.ts asks more.
  const isLimited =
    Math.min(maxEventFields, maxUserFields) < Infinity ||
    faults.some(({ fault }) => fault.kind === "schema-limit")

  const typeMismatch = ({ action }: ActionAccount): Cause[] => {
    const { score } = action.dataFields
    if (score === undefined) return []
    const known = action.channel === "users" ? userFields["score"] : undefined
    const code = "RequestFieldsTypesMismatched"
    if (known !== undefined) {
      if (fits(score, known)) return []
      if (behavior.bulkTypeMismatch !== "per-record") return [{ code, isCertain: true }]
      return listed("invalid-data", behavior.responseShape).map((one) => ({ code: one, isCertain: true }))
    }
    const others = scored.get(categoryOf(action)) ?? []
    const isInDoubt = others.some((other) => !fits(score, typeOf(other.action.dataFields["score"])))
    return isInDoubt ? [{ code, isCertain: false }] : []
  }

  const ofUser = ({ action }: ActionAccount): Cause[] => {
    const { channel, record } = action
    const isSingle = channel === "purchases"
    const causes: Cause[] = []
    const note = (bulk: string, single: string, isCertain: boolean): void => {
      const codes = isSingle ? [single] : listed(bulk, behavior.responseShape)
      causes.push(...codes.map((code) => ({ code, isCertain })))
    }
    const email = record.email?.toLowerCase()
    if (email !== undefined && !/^[a-z0-9]+@example\.com$/.test(email)) {
      note("invalid-identifier", "InvalidEmailAddressError", true)
      if (channel === "users") causes.push({ code: "InvalidEmailAddressError", isCertain: true })
    }
    const isForgotten =
      (email !== undefined && forgotten.emails?.includes(email) === true) ||
      (record.userId !== undefined && forgotten.userIds?.includes(record.userId) === true)
    if (isForgotten) {
      note("forgotten", "ForgottenUserError", true)
      note("invalid-identifier", "ForgottenUserError", true)
    }
    const person = people.get(action.identifiers[0] ?? "")
    const isSplit = record.email !== undefined && record.userId !== undefined && person?.isSplit === true
    const mayConflict = isSplit || action.isRename || person?.isRenamed === true
    const mayCreate = channel !== "events" || behavior.trackUnknownUser === "create"
    if (mayConflict && mayCreate) {
      note("identity-conflict", "ExternalKeyConflict", false)
      // Lists of what failed name the user that is in the way; only the old lists beside them name who failed.
      causes.push({ code: "user-refused", isCertain: false })
      causes.push({ code: "failed-without-reason", isCertain: false })
    }
    if (
      channel === "events" &&
      behavior.trackUnknownUser === "reject" &&
      (person?.isRenamed === true || !isKnown(action))
    )
      note("not-found", "", false)
    return causes
  }

  const accountOf = new Map(
    accounts.map((account) => [actionKey(account.action.channel, account.action.seq), account]),
  )

  /**
   * Where answers list userIds in lower case, and two that differ in case only fail in one request for two reasons, the answer has one
   * identifier under both, and nothing tells which reason is whose.
   */
  const ofTwins = ({ action, exchanges }: ActionAccount): Cause[] => {
    const { userId } = action.record
    if (userId === undefined || behavior.failedIdEcho !== "lower-case-all") return []
    const beside = new Set(
      exchanges.flatMap(({ carried, channel }) => carried.flat().map((seq) => actionKey(channel, seq))),
    )
    return [...beside].flatMap((key) => {
      const other = accountOf.get(key)
      const twin = other?.action.record.userId
      const isTwin = twin !== undefined && twin !== userId && twin.toLowerCase() === userId.toLowerCase()
      return isTwin && other !== undefined
        ? ofUser(other).map(({ code }) => ({ code, isCertain: false }))
        : []
    })
  }
  const ofUserOrTwins = (account: ActionAccount): Cause[] => {
    const own = ofUser(account)
    return own.length === 0 ? [] : [...own, ...ofTwins(account)]
  }

  return (account) => {
    const { action, exchanges } = account
    const bytes = bytesAlone(action)
    if (bytes > scenario.maxBytesPerRequest) return [{ code: "too-large", isCertain: true }]
    const hits = new Set(exchanges.filter(isAlone).map(faultOf))
    const limits = isLimited ? [{ code: "UniqueFieldsLimitExceeded", isCertain: false }] : []
    const isPoisoned = action.channel !== "purchases" && POISON in action.dataFields
    const poison = isPoisoned ? [{ code: "BadJsonBody", isCertain: true }] : []
    const ofFaults = [...CODES_OF_FAULTS].flatMap(([fault, codes]) =>
      hits.has(fault) ? codes.map((code) => ({ code, isCertain: false })) : [],
    )
    const blocked = BLOCKED in action.dataFields ? [{ code: "blocked-on-the-way", isCertain: true }] : []
    const causes = [...ofFaults, ...limits, ...poison, ...blocked]
    if (bytes > maxBodyBytes) {
      const code = behavior.oversizeReply === "400-batch-too-large" ? "BatchTooLarge" : "http-413"
      const own = behavior.oversizeReply === "reset" ? "never rejected" : code
      // What other answers told of types counts before it is sent, and found too large.
      const mayBeMisfit = typeMismatch(account).map(({ code: told }) => ({ code: told, isCertain: false }))
      // Merged with later ones, it may have lost what made it large.
      const isCertain = !exchanges.some(({ carried }) =>
        carried.some((seqs) => seqs.length > 1 && seqs.includes(action.seq)),
      )
      return [...causes, ...mayBeMisfit, { code: own, isCertain }]
    }
    if (action.channel === "events" && disallowedEventNames.includes(eventNameOf(action.record))) {
      const isSaid = behavior.responseShape !== "sparse-2017"
      const code = isSaid ? "disallowed-event-name" : "failed-without-reason"
      // Its user may be listed as failed for other events, which is as true of this one.
      return [...causes, ...ofUserOrTwins(account), { code, isCertain: true }]
    }
    return [...causes, ...typeMismatch(account), ...ofUserOrTwins(account)]
  }
}

const CODES_OF_FAULTS: ReadonlyMap<string, readonly string[]> = new Map([
  ["status", ["BadParams"]],
  // Half of an answer tells its status only.
  ["broken-json", ["http-400", "http-409"]],
  ["unlisted-failures", ["failed-without-reason"]],
  ["miscount", ["failed-without-reason"]],
  ["stranger", ["failed-without-reason", "user-refused"]],
])

/** How a failure is called, where older answers tell less of it. */
function listed(code: string, shape: string | undefined): readonly string[] {
  if (shape === "sparse-2017") return ["user-refused", "failed-without-reason"]
  return shape === "sparse-2022" ? ["user-refused"] : [code]
}

interface Person {
  /** Its records name it in different ways, so that the server may hold it as two users. */
  readonly isSplit: boolean
  /** It has two emails or two userIds. */
  readonly isRenamed: boolean
}

/** Whom each identifier belongs to, where all that ever stand in one record belong to one person. */
export function peopleIn(accounts: readonly ActionAccount[]): ReadonlyMap<string, Person> {
  const leader = new Map<string, string>()
  const find = (identifier: string): string => {
    let at = identifier
    for (let next = leader.get(at); next !== undefined && next !== at; next = leader.get(at)) at = next
    return at
  }
  for (const { action } of accounts) {
    const [first = ""] = action.identifiers
    for (const identifier of action.identifiers) {
      if (!leader.has(identifier)) leader.set(identifier, identifier)
      leader.set(find(identifier), find(first))
    }
  }
  const namings = new Map<string, Set<string>>()
  for (const { action } of accounts) {
    const [first = ""] = action.identifiers
    const own = namings.get(find(first)) ?? new Set()
    namings.set(find(first), own.add(action.identifiers.join()))
  }
  const identifiersOf = grouped(leader.keys(), find)
  return new Map(
    [...leader.keys()].map((identifier) => {
      const isSplit = (namings.get(find(identifier))?.size ?? 0) > 1
      const kinds = (identifiersOf.get(find(identifier)) ?? []).map((one) => one.split(" ")[0])
      return [identifier, { isSplit, isRenamed: new Set(kinds).size < kinds.length }]
    }),
  )
}

/** Whether an earlier record made the user of an event known. */
function knownUsers(accounts: readonly ActionAccount[]): (action: SimulatedAction) => boolean {
  const known = new Map<string, number>()
  for (const { action, outcome } of accounts) {
    if (action.channel !== "users" || outcome?.kind !== "accepted") continue
    for (const identifier of action.identifiers) if (!known.has(identifier)) known.set(identifier, action.seq)
  }
  return ({ identifiers, seq }) =>
    identifiers.some((identifier) => (known.get(identifier) ?? Infinity) <= seq)
}

function categoryOf({ channel, record }: SimulatedAction): string {
  return channel === "events" ? eventNameOf(record) : channel
}

function typeOf(value: unknown): string {
  if (typeof value === "number") return Number.isInteger(value) ? "long" : "double"
  return typeof value
}

function fits(value: unknown, type: string): boolean {
  if (type === "long") return Number.isInteger(value)
  return type === "double" ? typeof value === "number" : typeof value === type
}

/** The types of event fields are fixed by what comes first: whatever that was, it lets in all that are accepted, and nobody else was kept out. */
function typesAgree(accounts: readonly ActionAccount[]): string[] {
  const scored = accounts.filter(({ action }) => "score" in action.dataFields && action.channel !== "users")
  const wrong: string[] = []
  for (const [category, all] of grouped(scored, ({ action }) => categoryOf(action))) {
    const scoreOf = ({ action }: ActionAccount): unknown => action.dataFields["score"]
    const accepted = all.filter(({ outcome }) => outcome?.kind === "accepted")
    const types = new Set(all.map(scoreOf).map(typeOf))
    const possible = [...types].filter((type) => accepted.every((one) => fits(scoreOf(one), type)))
    if (possible.length === 0) wrong.push(`no type takes all scores of ${category} that are accepted`)
    for (const account of all) {
      const { action, exchanges, name, outcome } = account
      const isBlamed =
        outcome?.kind === "rejected" && outcome.rejection.code === "RequestFieldsTypesMismatched"
      if (!isBlamed || !possible.every((type) => fits(scoreOf(account), type))) continue
      // Within one request the first value is what the others are held against, though it need not stay so.
      const beside = new Set(exchanges.at(-1)?.carried.flat())
      const isHeldAgainst = all.some(
        (other) => beside.has(other.action.seq) && !fits(scoreOf(account), typeOf(scoreOf(other))),
      )
      if (!isHeldAgainst)
        wrong.push(`${name} (${String(action.dataFields["score"])}) is rejected for a score that fits`)
    }
  }
  return wrong
}
