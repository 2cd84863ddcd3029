import { emailKey, userIdKey } from "../actions/identity.ts"
import type { Rejection } from "../actions/outcome.ts"
import { sentKeys } from "./answer.ts"
import type { Sent } from "./answer.ts"
import { isJsonObject, stringsIn } from "../json/json-object.ts"
import type { JsonObject } from "../json/json-object.ts"
import { withUserIdAlone } from "./user-id-alone.ts"
import type { Verdict } from "./verdict.ts"
import type { Message } from "../messages/message.ts"
import { asId, asQuoted, say } from "../messages/say.ts"

const CONFLICT = "identity-conflict"
/** What older answers say, whatever the reason was: an identifier, a value, a conflict. */
const REFUSED = "user-refused"

/** What the lists of a bulk answer mean. Source: Iterable's Swagger file, FailedUserUpdates and FailedEventUpdates. */
const CATEGORIES: readonly (readonly [list: string, code: string, message: Message])[] = [
  ["invalid", "invalid-identifier", say`Iterable refused the identifier as malformed`],
  ["notFound", "not-found", say`Iterable knows no such user`],
  ["invalidData", "invalid-data", say`Iterable refused a value in dataFields`],
  ["conflict", CONFLICT, say`email and userId belong to two different users`],
  ["forgotten", "forgotten", say`the user was forgotten (GDPR) and cannot be written to`],
]

type Processed = Extract<Verdict, { kind: "processed" }>

/** Those whom an answer lists as failed. */
interface Listed {
  readonly listed: ReadonlyMap<number, Rejection>
  /** A listed identifier is that of several actions, and perhaps not all of them failed. */
  readonly isShared: boolean
  /** All that it names was sent. */
  readonly areAllFound: boolean
  /** The answer has today's lists, and all that they name was sent: whoever failed is listed. */
  readonly isComplete: boolean
}

/**
 * Holds the answer to a bulk request against what was sent, record by record.
 *
 * Failures are listed by identifier only, so that the counts decide whether silence is success: what does not add up
 * is doubtful, never accepted. Where a listed identifier may mean one or another, nobody is guessed at: those whom it may
 * mean are doubtful, and candidates to be asked for alone. For a request of one action there is no doubt but where the counts
 * contradict it or themselves.
 */
export function reconcile(answer: JsonObject, sent: Sent): Verdict {
  const reasonOf = listedReasons(answer)
  const all = listedAmong(reasonOf, answer, sent)
  const { isShared, isComplete } = all
  const disallowed = disallowedAmong(answer, sent)
  const successCount = countOf(answer["successCount"])
  const failCount = countOf(answer["failCount"])
  const common = {
    kind: "processed",
    createdFields: stringsIn(answer["createdFields"]),
    filteredOutFields: stringsIn(answer["filteredOutFields"]),
  } as const
  if (sent.count > 1 && mayMeanAnother(all, reasonOf, sent, failCount))
    return { ...common, ...ofRivals(all, disallowed, sent, failCount) }
  const named = all.listed
  const rejected = new Map([...disallowed, ...named])
  const others = indexesWithout(sent, rejected)
  // To ask for users again is harmless, and surer than to conclude who else it can have been.
  const { isRepeatable } = sent.form
  // Whether discarded events count as failed is not known: with old answers, others may have failed in their place.
  const failuresAddUp =
    failCount === named.size
      ? !isShared || (isComplete && disallowed.size === 0 && !isRepeatable)
      : failCount === rejected.size && isComplete
  // Discarded events and unchanged users are not said to be counted as successes, nor not to be.
  const mostSuccesses = others.length + disallowed.size
  const successesAddUp =
    successCount !== undefined &&
    successCount >= others.length - countNoOps(answer) &&
    successCount <= mostSuccesses
  if (failuresAddUp && successesAddUp) return { ...common, rejected, doubtful: [] }
  const counted = (successCount ?? 0) + (failCount ?? 0)
  // An action that is listed as failed is counted as a success, or not at all; or more are counted than were sent.
  const isContradicted =
    (failCount ?? Infinity) < named.size ||
    (successCount ?? 0) > mostSuccesses ||
    counted > sent.count + disallowed.size
  if (sent.count === 1) {
    if (!isContradicted && rejected.size > 0) return { ...common, rejected, doubtful: [] }
    const isFailed = failCount === 1 && successCount === 0
    return isFailed
      ? {
          ...common,
          rejected: new Map([[0, withUserIdAlone(unlistedReason(reasonOf), sent, 0)]]),
          doubtful: [],
        }
      : { ...common, rejected: disallowed, doubtful: disallowed.size === 0 ? [0] : [] }
  }
  if (!isShared && !isContradicted) return { ...common, rejected, doubtful: others }
  const candidates = [...named.keys()].filter((index) => !disallowed.has(index))
  const isOnlyThem =
    !isRepeatable &&
    isComplete &&
    (failCount ?? Infinity) <= rejected.size &&
    others.length <= (successCount ?? 0)
  const doubtful = isOnlyThem ? candidates : [...candidates, ...others]
  return { ...common, rejected: disallowed, doubtful, candidates }
}

/** Whether a reason may come with the identifier of another user, who is in the way; only users are given identifiers. */
function mayNameAnother({ code }: Rejection, { form }: Sent): boolean {
  return code === CONFLICT || (code === REFUSED && form.givesIdentifiers)
}

/** Those of some actions that bring several identifiers, and may so bring those of different users. */
function withSeveralKeys(indexes: readonly number[], sent: Sent): number[] {
  return indexes.filter((index) => sentKeys(sent, index).length > 1)
}

/**
 * Whether others may have failed than those who are listed, since an identifier may be that of a user who is in the way.
 *
 * A conflict may be anybody's, also of who brings one identifier only: what is stored of its user is not known here. Old answers
 * list who failed, but where somebody brings several identifiers.
 */
function mayMeanAnother(
  { areAllFound, listed }: Listed,
  reasonOf: ReadonlyMap<string, Rejection>,
  sent: Sent,
  failCount: number | undefined,
): boolean {
  const doubted = [...reasonOf.values()].filter((reason) => mayNameAnother(reason, sent))
  if (doubted.length === 0) return false
  const own = new Map([...listed].filter(([, reason]) => !mayNameAnother(reason, sent)))
  const others = indexesWithout(sent, own)
  const isConflict = doubted.some(({ code }) => code === CONFLICT)
  const rivals = isConflict ? others : withSeveralKeys(others, sent)
  if (rivals.length === 0) return false
  const isEachListed = rivals.every((index) => listed.has(index))
  return !(isEachListed && areAllFound && failCount === listed.size)
}

/** What is known where one or another may have failed: no record is accepted, and only those are rejected that are listed with a fault of their own. */
function ofRivals(
  { isShared, listed }: Listed,
  disallowed: ReadonlyMap<number, Rejection>,
  sent: Sent,
  failCount: number | undefined,
): Pick<Processed, "rejected" | "doubtful" | "candidates"> {
  const own = [...listed].filter(([, reason]) => !mayNameAnother(reason, sent))
  // At least one more failed, whoever that is.
  const isBelievable = !isShared && own.length < (failCount ?? 0)
  const rejected = new Map([...disallowed, ...(isBelievable ? own : [])])
  const doubtful = indexesWithout(sent, rejected)
  const carriers = [...listed.keys()].filter((index) => !rejected.has(index))
  return { rejected, doubtful, candidates: carriers.length > 0 ? carriers : withSeveralKeys(doubtful, sent) }
}

/** Why an action failed that was sent alone and is not listed: a conflict names the stored identifier, which need not be the one that was sent. */
function unlistedReason(reasonOf: ReadonlyMap<string, Rejection>): Rejection {
  const listed = [...reasonOf.values()].find(({ code }) => code === CONFLICT || code === REFUSED)
  const message = say`Iterable counted it as failed and did not say why`
  return listed ?? { stage: "api", code: "failed-without-reason", ...message }
}

/** Why Iterable refused the users that its answer lists, by identity key. */
function listedReasons(answer: JsonObject): Map<string, Rejection> {
  const reasonOf = new Map<string, Rejection>()
  const details = isJsonObject(answer["failedUpdates"]) ? answer["failedUpdates"] : {}
  const note = (key: string, shown: string, code: string, message: Message): void => {
    if (!reasonOf.has(key)) reasonOf.set(key, { stage: "api", code, ...say`${message}: ${asId(shown)}` })
  }
  const noteLists = (lists: JsonObject, list: string, code: string, message: Message): void => {
    for (const email of stringsIn(lists[`${list}Emails`])) note(emailKey(email), email, code, message)
    for (const userId of stringsIn(lists[`${list}UserIds`])) note(userIdKey(userId), userId, code, message)
  }
  for (const [list, code, message] of CATEGORIES) noteLists(details, list, code, message)
  // The deprecated lists repeat what failedUpdates says; older answers have nothing else.
  noteLists(answer, "invalid", REFUSED, say`Iterable refused the user, and did not say why`)
  return reasonOf
}

function listedAmong(reasonOf: ReadonlyMap<string, Rejection>, answer: JsonObject, sent: Sent): Listed {
  const listed = new Map<number, Rejection>()
  const found = new Set<string>()
  let isShared = false
  for (let index = 0; reasonOf.size > 0 && index < sent.count; index += 1) {
    const keys = new Set(sentKeys(sent, index))
    for (const key of new Set([...keys].map((own) => waysToList(own).find((way) => reasonOf.has(way))))) {
      const reason = key === undefined ? undefined : reasonOf.get(key)
      if (key === undefined || reason === undefined) continue
      if (found.has(key)) isShared = true
      found.add(key)
      if (!listed.has(index)) listed.set(index, withUserIdAlone(reason, sent, index))
    }
  }
  const areAllFound = found.size === reasonOf.size
  return { listed, isShared, areAllFound, isComplete: areAllFound && isJsonObject(answer["failedUpdates"]) }
}

/**
 * How an identifier may be listed. UserIds may come in lower case, and may be addresses, so that each may then be the identifier of
 * another user, too.
 */
function waysToList(key: string): string[] {
  if (!key.startsWith(USER_ID)) return [key, userIdKey(key.slice(EMAIL.length))]
  const userId = key.slice(USER_ID.length)
  return [key, userIdKey(userId.toLowerCase()), emailKey(userId)]
}

const EMAIL = emailKey("")
const USER_ID = userIdKey("")

/** Events whose name the project does not take. */
function disallowedAmong(answer: JsonObject, sent: Sent): Map<number, Rejection> {
  const disallowed = new Map<number, Rejection>()
  const names = new Set(stringsIn(answer["disallowedEventNames"]))
  for (let index = 0; names.size > 0 && index < sent.count; index += 1) {
    const { eventName } = sent.wireAt(index)
    if (typeof eventName !== "string" || !names.has(eventName)) continue
    const message = say`the project does not take events named ${asQuoted(JSON.stringify(eventName))}`
    disallowed.set(index, { stage: "api", code: "disallowed-event-name", ...message })
  }
  return disallowed
}

function indexesWithout(sent: Sent, rejected: ReadonlyMap<number, Rejection>): number[] {
  const others: number[] = []
  for (let index = 0; index < sent.count; index += 1) if (!rejected.has(index)) others.push(index)
  return others
}

/** How many users' updates changed nothing, at most; not documented, seen in recorded answers. */
function countNoOps(answer: JsonObject): number {
  return stringsIn(answer["noOpEmails"]).length + stringsIn(answer["noOpUserIds"]).length
}

function countOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined
}
