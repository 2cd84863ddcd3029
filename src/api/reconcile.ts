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

/** Those whom an answer lists as failed. */
interface Listed {
  readonly listed: ReadonlyMap<number, Rejection>
  /** Several actions share a listed identifier, and perhaps not all of them failed. */
  readonly isShared: boolean
  /** The answer has today's lists, and all that they name was sent: whoever failed is listed. */
  readonly isComplete: boolean
}

/**
 * Holds the answer to a bulk request against what was sent, record by record.
 *
 * Failures are listed by identifier only, so that the counts decide whether silence is success: what does not add up
 * is doubtful, never accepted. For a request of one action there is no doubt but where the counts are empty.
 */
export function reconcile(answer: JsonObject, sent: Sent): Verdict {
  const reasonOf = listedReasons(answer)
  const { listed, isShared, isComplete } = listedAmong(reasonOf, answer, sent)
  const disallowed = disallowedAmong(answer, sent)
  const rejected = new Map([...disallowed, ...listed])
  const others = indexesWithout(sent, rejected)
  const successCount = countOf(answer["successCount"])
  const failCount = countOf(answer["failCount"])
  const noOps = countNoOps(answer)
  // Whether discarded events count as failed is not known: with old answers, others may have failed in their place.
  const failuresAddUp =
    failCount === listed.size
      ? !isShared || (isComplete && disallowed.size === 0)
      : failCount === rejected.size && isComplete
  // Discarded events and unchanged users are not said to be counted as successes, nor not to be.
  const successesAddUp =
    successCount !== undefined &&
    successCount >= others.length - noOps &&
    successCount <= others.length + disallowed.size
  const common = {
    kind: "processed",
    createdFields: stringsIn(answer["createdFields"]),
    filteredOutFields: stringsIn(answer["filteredOutFields"]),
  } as const
  if (failuresAddUp && successesAddUp) return { ...common, rejected, doubtful: [] }
  if (sent.count === 1) return { ...common, ...ofOne(rejected, failCount, reasonOf) }
  if (!isShared) return { ...common, rejected, doubtful: others }
  const sharing = [...listed.keys()].filter((index) => !disallowed.has(index))
  const isOnlySharing =
    isComplete && (failCount ?? Infinity) <= rejected.size && others.length <= (successCount ?? 0)
  return { ...common, rejected: disallowed, doubtful: isOnlySharing ? sharing : [...sharing, ...others] }
}

function ofOne(
  rejected: Map<number, Rejection>,
  failCount: number | undefined,
  reasonOf: ReadonlyMap<string, Rejection>,
): { rejected: Map<number, Rejection>; doubtful: readonly number[] } {
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
    for (const key of keys) {
      const reason = reasonOf.get(key)
      if (reason === undefined) continue
      // A conflict may name the user who is in the way; who brings one identifier only is not the one who conflicts.
      if (reason.code === CONFLICT && keys.size === 1) continue
      if (found.has(key)) isShared = true
      found.add(key)
      if (!listed.has(index)) listed.set(index, reason)
    }
  }
  const isComplete = isJsonObject(answer["failedUpdates"]) && found.size === reasonOf.size
  return { listed, isShared, isComplete }
}

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
