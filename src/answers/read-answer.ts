import type { Rejection } from "../actions/outcome.ts"
import type { Answer, Sent } from "./answer.ts"
import { NOBODY } from "./culprits.ts"
import { readErrorBody } from "./error-body.ts"
import type { ErrorBody } from "./error-body.ts"
import { fieldMismatches } from "./field-mismatch.ts"
import { findCulprits } from "./find-culprits.ts"
import { isJsonObject, parseJson } from "../json/json-object.ts"
import type { JsonObject } from "../json/json-object.ts"
import { waitAskedMs } from "./retry-after.ts"
import { withUserIdAlone } from "./user-id-alone.ts"
import type { Verdict } from "./verdict.ts"
import { asOthers, say } from "../messages/say.ts"

/** What the body of a good answer says of each action; undefined: it is not one of the endpoint's. */
export type ReadSuccess = (body: JsonObject, sent: Sent) => Verdict | undefined

/**
 * Says what an answer means for what was sent. Total: whatever comes, there is a verdict, and it never takes silence for success.
 *
 * The status goes before the code in the body, since refusals with the code `Success` have been recorded.
 */
export function readAnswer(answer: Answer, sent: Sent, readSuccess: ReadSuccess, nowMs: number): Verdict {
  if (answer.status >= 200 && answer.status < 300) return readGood(answer, sent, readSuccess)
  const error = readErrorBody(answer.body)
  if (namesDataFault(answer.status, error)) return refused(answer.status, error, sent)
  const rejection = rejectionOf(answer.status, error)
  if (answer.status === 429) {
    const waitMs = waitAskedMs(error, answer.headers["retry-after"], nowMs)
    return { kind: "try-again", applied: "never", throttled: true, waitMs, rejection }
  }
  const stop = reasonToStop(answer.status, error)
  if (stop !== undefined) return stop
  if (answer.status === 413 || error.code === "BatchTooLarge") return { kind: "too-large", rejection }
  if (answer.status >= 500 || answer.status === 408 || answer.status < 200) {
    const waitMs = waitAskedMs(error, answer.headers["retry-after"], nowMs)
    return { kind: "try-again", applied: "maybe", throttled: false, waitMs, rejection }
  }
  if (answer.status >= 300 && answer.status < 400) return redirected(answer.status, error)
  return refused(answer.status, error, sent)
}

function refused(status: number, error: ErrorBody, sent: Sent): Verdict {
  if (sent.form.refusesAll?.(error) === true) return refusedAll(rejectionOf(status, error), sent)
  const culprits = sent.count === 1 ? NOBODY : findCulprits(error, sent)
  const mismatches = fieldMismatches(error)
  const named = mismatches.length === 0 ? {} : { mismatches }
  const reason = alone(error, sent) ?? rejectionOf(status, error)
  const rejection = sent.count === 1 ? withUserIdAlone(reason, sent, 0) : reason
  return { kind: "refused", ...culprits, rejection, ...named }
}

function refusedAll(rejection: Rejection, { count }: Sent): Verdict {
  const rejected = new Map(Array.from({ length: count }, (_, index) => [index, rejection]))
  return { kind: "refused", rejected, suspects: [], rejection }
}

function rejectionOf(status: number, { code, message }: ErrorBody): Rejection {
  const said = message === "" ? say`` : say`: ${asOthers(message)}`
  return {
    stage: "api",
    code: code === undefined || code === "Success" ? `http-${status}` : code,
    ...say`Iterable answered ${status}${said}`,
  }
}

function readGood(answer: Answer, sent: Sent, readSuccess: ReadSuccess): Verdict {
  const json = parseJson(answer.body)
  if (isJsonObject(json) && typeof json["code"] === "string" && !countsAny(json)) {
    const error = readErrorBody(answer.body)
    if (namesDataFault(answer.status, error)) return refused(answer.status, error, sent)
  }
  const success = isJsonObject(json) ? readSuccess(json, sent) : undefined
  if (success !== undefined) return success
  // A truncated or foreign answer with a good status: it may well have been applied.
  const message = say`Iterable answered ${answer.status} with a body that is not the expected JSON`
  return {
    kind: "try-again",
    applied: "maybe",
    throttled: false,
    waitMs: undefined,
    rejection: { stage: "api", code: "answer-not-understood", ...message },
  }
}

/** Whether an answer counts anything, as a success or as a failure. */
function countsAny({ failCount, successCount }: JsonObject): boolean {
  return [failCount, successCount].some((count) => typeof count === "number" && count > 0)
}

/** Whether an answer names a fault of what was sent, so that it is a refusal whatever its status. */
function namesDataFault(status: number, { code, params }: ErrorBody): boolean {
  if (code === undefined || !DEFINITE_FAULTS.has(code)) return false
  if (!TELLING_STATUSES.has(status)) return true
  if (code === "BadJsonBody") return Object.keys(params).some((pointer) => pointer.startsWith("obj"))
  return !GENERAL_FAULTS.has(code)
}

/** Statuses that say more than a code of {@link GENERAL_FAULTS}: of the key, of pace, of a request that broke off or is too large. */
const TELLING_STATUSES: ReadonlySet<number> = new Set([401, 403, 408, 413, 429])

/** Those of {@link DEFINITE_FAULTS} that may also be about the key, or about the request as a whole. */
const GENERAL_FAULTS: ReadonlySet<string> = new Set(["BadParams", "Conflict", "JwtUserIdentifiersMismatched"])

/**
 * Codes that name a fault of what was sent: whatever the status, the same request would meet the same refusal.
 *
 * Not among them: what is about the key or the endpoint and no record's fault (`BadApiKey`, `Forbidden`, `NotFound`), and what passes
 * (`GenericError`, `DatabaseError`).
 *
 * Source: Iterable's support article "API Response Codes", which has each of them with a status of 400 or 409. Client libraries' tests have
 * `RequestFieldsTypesMismatched` and `error.users.noUserWithIdExists` with 500.
 */
const DEFINITE_FAULTS: ReadonlySet<string> = new Set([
  "BadJsonBody",
  "BadParams",
  "Conflict",
  "EmailAlreadyExists",
  "ExternalKeyConflict",
  "ForgottenUserError",
  "InvalidEmailAddressError",
  "InvalidUserIdError",
  "JwtUserIdentifiersMismatched",
  "RequestFieldsTypesMismatched",
  "UniqueFieldsLimitExceeded",
  "UnknownEmailError",
  "UnknownUserIdError",
  "UserIdAlreadyExists",
  "error.users.noUserWithIdExists",
])

/** A refusal of a single action says more if its value is looked at. */
function alone(error: ErrorBody, sent: Sent): Rejection | undefined {
  return sent.count === 1 ? findCulprits(error, sent).rejected.get(0) : undefined
}

type Stop = Extract<Verdict, { kind: "stop" }>

function reasonToStop(status: number, error: ErrorBody): Stop | undefined {
  const said = error.message === "" ? "" : ` ("${error.message}")`
  if (status === 401) {
    const check =
      'Check that the key is right, of the kind Server-side, enabled, and of a project in the chosen data center (region: "us" or region: "eu").'
    return {
      kind: "stop",
      code: "API_UNAUTHORIZED",
      message: `Iterable refused the API key${said}. ${check}`,
    }
  }
  if (status === 403) {
    const check =
      "Check that the key is of the kind Server-side, that the project may use this endpoint, and that no firewall on the way answered instead."
    const message = `Iterable does not allow this operation${said}. ${check}`
    return { kind: "stop", code: "API_FORBIDDEN", message, ...perhapsBlocked(status, error) }
  }
  if (status === 404 && error.code === undefined) {
    const message = `Iterable answered 404${said}. Check baseUrl: there is no such endpoint.`
    return { kind: "stop", code: "API_FORBIDDEN", message, ...perhapsBlocked(status, error) }
  }
  return undefined
}

function redirected(status: number, error: ErrorBody): Stop {
  const message = `The server answered ${status}, a redirection, which Iterable never does. Check baseUrl.`
  return { kind: "stop", code: "API_FORBIDDEN", message, ...perhapsBlocked(status, error) }
}

/** Firewalls and proxies answer with a page of their own; a refusal of Iterable's has a code. */
function perhapsBlocked(status: number, { code, message: said }: ErrorBody): Pick<Stop, "blocked"> {
  if (code !== undefined) return {}
  const words = said === "" ? say`` : say` ("${asOthers(said)}")`
  const message = say`Something between here and Iterable, a firewall or a proxy, refuses this record: it was answered with ${status}${words} even when it was sent alone, while other requests got through`
  return { blocked: { stage: "api", code: "blocked-on-the-way", ...message } }
}
