import { emailKey, userIdKey } from "../actions/identity.ts"
import type { Rejection } from "../actions/outcome.ts"
import { sentKeys } from "./answer.ts"
import type { Sent } from "./answer.ts"
import { isJsonObject, stringsIn } from "./json-object.ts"
import type { JsonObject } from "./json-object.ts"
import type { Verdict } from "./verdict.ts"

const CONFLICT = "identity-conflict"
/** What older answers say, whatever the reason was: an identifier, a value, a conflict. */
const REFUSED = "user-refused"

/** What the lists of a bulk answer mean. Source: Iterable's Swagger file, FailedUserUpdates and FailedEventUpdates. */
const CATEGORIES: readonly (readonly [list: string, code: string, message: string])[] = [
  ["invalid", "invalid-identifier", "Iterable refused the identifier as malformed"],
  ["notFound", "not-found", "Iterable knows no such user"],
  ["invalidData", "invalid-data", "Iterable refused a value in dataFields"],
  ["conflict", CONFLICT, "email and userId belong to two different users"],
  ["forgotten", "forgotten", "the user was forgotten (GDPR) and cannot be written to"],
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
 * mean are doubtful, and candidates to be asked for alone. For a request of one action there is no doubt but where the counts are empty.
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
  const named = sent.count === 1 ? all.listed : withoutRivals(all, reasonOf, sent, failCount)
  if (named === undefined) return { ...common, ...ofRivals(all, disallowed, sent, failCount) }
  const rejected = new Map([...disallowed, ...named])
  const others = indexesWithout(sent, rejected)
  // To ask for users again harms nobody, and is surer than to conclude who else it can have been.
  const isRepeatable = sent.kind === "update-user-profile"
  // Whether discarded events count as failed is not known: with old answers, others may have failed in their place.
  const failuresAddUp =
    failCount === named.size
      ? !isShared || (isComplete && disallowed.size === 0 && !isRepeatable)
      : failCount === rejected.size && isComplete
  // Discarded events and unchanged users are not said to be counted as successes, nor not to be.
  const successesAddUp =
    successCount !== undefined &&
    successCount >= others.length - countNoOps(answer) &&
    successCount <= others.length + disallowed.size
  if (failuresAddUp && successesAddUp) return { ...common, rejected, doubtful: [] }
  if (sent.count === 1) return { ...common, ...ofOne(rejected, { failCount, successCount }, reasonOf) }
  const isTooMany = failCount !== undefined && failCount < named.size
  if (!isShared && !isTooMany) return { ...common, rejected, doubtful: others }
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
function mayNameAnother({ code }: Rejection, { kind }: Sent): boolean {
  return code === CONFLICT || (code === REFUSED && kind === "update-user-profile")
}

/** Those of some actions that may be in conflict: who brings one identifier cannot bring two of different users. */
function rivalsAmong(indexes: readonly number[], sent: Sent): number[] {
  return indexes.filter((index) => sentKeys(sent, index).length > 1)
}

/**
 * Those who are listed, with whoever must be in conflict with one who was listed in its place; undefined where that may be one or
 * another.
 */
function withoutRivals(
  { areAllFound, listed }: Listed,
  reasonOf: ReadonlyMap<string, Rejection>,
  sent: Sent,
  failCount: number | undefined,
): ReadonlyMap<number, Rejection> | undefined {
  if (![...reasonOf.values()].some((reason) => mayNameAnother(reason, sent))) return listed
  const own = new Map([...listed].filter(([, reason]) => !mayNameAnother(reason, sent)))
  const rivals = rivalsAmong(indexesWithout(sent, own), sent)
  const [only] = rivals
  if (only === undefined) return listed
  const conflict = [...reasonOf.values()].find(({ code }) => code === CONFLICT)
  // Nobody else can have failed for it, whosever identifier is listed.
  if (conflict !== undefined && rivals.length === 1) return new Map([...listed, [only, conflict]])
  const isEachListed = rivals.every((index) => listed.get(index)?.code === (conflict?.code ?? REFUSED))
  return isEachListed && areAllFound && failCount === listed.size ? listed : undefined
}

/** What is known where one or another may have failed: nobody is accepted, and nobody rejected but who is listed for what is his own. */
function ofRivals(
  { isShared, listed }: Listed,
  disallowed: ReadonlyMap<number, Rejection>,
  sent: Sent,
  failCount: number | undefined,
): Pick<Processed, "rejected" | "doubtful" | "candidates"> {
  const own = [...listed].filter(([, reason]) => !mayNameAnother(reason, sent))
  const isBelievable = !isShared && own.length <= (failCount ?? 0)
  const rejected = new Map([...disallowed, ...(isBelievable ? own : [])])
  const doubtful = indexesWithout(sent, rejected)
  const carriers = [...listed.keys()].filter((index) => !rejected.has(index))
  return { rejected, doubtful, candidates: carriers.length > 0 ? carriers : rivalsAmong(doubtful, sent) }
}

function ofOne(
  rejected: Map<number, Rejection>,
  { failCount, successCount }: Readonly<Record<"failCount" | "successCount", number | undefined>>,
  reasonOf: ReadonlyMap<string, Rejection>,
): { rejected: Map<number, Rejection>; doubtful: readonly number[] } {
  // It is listed as failed and counted as a success.
  if (rejected.size > 0 && failCount === 0 && successCount === 1)
    return { rejected: new Map(), doubtful: [0] }
  if (rejected.size > 0) return { rejected, doubtful: [] }
  if (failCount === undefined || failCount === 0) return { rejected, doubtful: [0] }
  // A conflict names the stored identifier, which need not be the one that was sent.
  const listed = [...reasonOf.values()].find(({ code }) => code === CONFLICT || code === REFUSED)
  const message = "Iterable counted it as failed and did not say why"
  const reason = listed ?? { stage: "api", code: "failed-without-reason", message }
  return { rejected: new Map([[0, reason]]), doubtful: [] }
}

/** Why Iterable refused the users that its answer lists, by identity key. */
function listedReasons(answer: JsonObject): Map<string, Rejection> {
  const reasonOf = new Map<string, Rejection>()
  const details = isJsonObject(answer["failedUpdates"]) ? answer["failedUpdates"] : {}
  const note = (key: string, shown: string, code: string, message: string): void => {
    if (!reasonOf.has(key)) reasonOf.set(key, { stage: "api", code, message: `${message}: ${shown}` })
  }
  const noteLists = (lists: JsonObject, list: string, code: string, message: string): void => {
    for (const email of stringsIn(lists[`${list}Emails`])) note(emailKey(email), email, code, message)
    for (const userId of stringsIn(lists[`${list}UserIds`])) note(userIdKey(userId), userId, code, message)
  }
  for (const [list, code, message] of CATEGORIES) noteLists(details, list, code, message)
  // The deprecated lists repeat what failedUpdates says; older answers have nothing else.
  noteLists(answer, "invalid", REFUSED, "Iterable refused the user, and did not say why")
  return reasonOf
}

function listedAmong(reasonOf: ReadonlyMap<string, Rejection>, answer: JsonObject, sent: Sent): Listed {
  const listed = new Map<number, Rejection>()
  const found = new Set<string>()
  let isShared = false
  for (let index = 0; reasonOf.size > 0 && index < sent.count; index += 1) {
    const keys = new Set(sentKeys(sent, index))
    for (const key of new Set([...keys].map((own) => (reasonOf.has(own) ? own : inLowerCase(own))))) {
      const reason = reasonOf.get(key)
      if (reason === undefined) continue
      // A conflict may name the user who is in the way; who brings one identifier only is not the one who conflicts.
      if (reason.code === CONFLICT && keys.size === 1) continue
      if (found.has(key)) isShared = true
      found.add(key)
      if (!listed.has(index)) listed.set(index, reason)
    }
  }
  const areAllFound = found.size === reasonOf.size
  return { listed, isShared, areAllFound, isComplete: areAllFound && isJsonObject(answer["failedUpdates"]) }
}

/** How a userId may be listed: in lower case too, where it then may be that of another user. */
function inLowerCase(key: string): string {
  return key.startsWith(USER_ID) ? userIdKey(key.slice(USER_ID.length).toLowerCase()) : key
}

const USER_ID = userIdKey("")

/** Events whose name the project does not take. */
function disallowedAmong(answer: JsonObject, sent: Sent): Map<number, Rejection> {
  const disallowed = new Map<number, Rejection>()
  const names = new Set(stringsIn(answer["disallowedEventNames"]))
  for (let index = 0; names.size > 0 && index < sent.count; index += 1) {
    const { eventName } = sent.wireAt(index)
    if (typeof eventName !== "string" || !names.has(eventName)) continue
    const message = `the project does not take events named ${JSON.stringify(eventName)}`
    disallowed.set(index, { stage: "api", code: "disallowed-event-name", message })
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
