import { apiKeyIdentifier, apiKeyOf, checkApiKey } from "../access/check-api-key.ts"
import { checkJwt } from "../access/check-jwt.ts"
import { type Answer, htmlAnswer } from "../answers/answer.ts"
import { blockedRecordAnswer } from "../faults/blocked-record-answer.ts"
import { faultAnswer } from "../faults/fault-answer.ts"
import type { FaultHit } from "../faults/fault-plan.ts"
import { type LatencyModel, drawLatencyMs } from "../faults/latency-model.ts"
import { miscountedAnswer } from "../faults/miscounted-answer.ts"
import { logRequest } from "../inspection/log-request.ts"
import type { SandboxState } from "../sandbox-state.ts"
import { type Outcome, answerCall } from "./answer-call.ts"
import type { Route } from "./router.ts"
import type { SandboxReply } from "./sandbox-reply.ts"
import type { SandboxRequest } from "./sandbox-request.ts"
import { writeReply } from "./write-reply.ts"

const NOT_FOUND: Outcome = { answer: htmlAnswer(404, "Action not found"), records: 0 }
/** Faults that take the place of an answer, rather than bending it. */
const STANDS_IN: ReadonlySet<string> = new Set(["status", "reset", "silent", "html-200"])

/**
 * Answers one request and logs it: route, faults that come before all else, key, token, rate limit, endpoint, faults that come
 * after.
 */
export function answerRequest(state: SandboxState, request: SandboxRequest, nowMs: number): SandboxReply {
  const { project, requests } = state
  const route = state.router.match(request.method, request.path)
  const hit = route === null ? null : state.faultPlan.next(route.endpoint.name, nowMs - state.startedAtMs)
  const appliedBefore = project.applied.count
  const outcome = route === null ? NOT_FOUND : outcomeOf(state, route, request, { hit, nowMs })
  const effective = hit !== null && takesEffect(hit, outcome) ? hit : null
  const answer =
    effective === null || route === null
      ? outcome.answer
      : bent(state, outcome.answer, effective, { route, nowMs })
  const latencyMs = (route === null ? 0 : drawnLatencyMs(state, route, request)) + faultDelayMs(hit)
  const reply = writeReply(answer, {
    request,
    requestNumber: requests.length + 1,
    latencyMs,
    nowMs,
    fault: effective?.fault ?? null,
    gzipReplies: project.options.behavior.gzipReplies,
    random: state.replyRandom,
  })
  const logged = logRequest(request, reply, {
    receivedAtMs: nowMs,
    endpoint: route?.endpoint.name ?? null,
    records: outcome.records,
    appliedRecords: project.applied.count - appliedBefore,
    fault: effective?.fault.kind ?? null,
    keepBodies: state.options.keepBodies,
  })
  requests.push(logged)
  return reply
}

interface Moment {
  readonly hit: FaultHit | null
  readonly nowMs: number
}

function outcomeOf(
  state: SandboxState,
  { endpoint, ...called }: Route,
  request: SandboxRequest,
  { hit, nowMs }: Moment,
): Outcome {
  const { project, options, limiter, disabledKeys } = state
  const fault = hit?.fault ?? null
  const isBefore = hit !== null && (hit.when === "before" || hit.fault.kind === "rate-limited")
  const standIn = isBefore ? faultAnswer(hit.fault, options, endpoint, nowMs) : null
  if (standIn !== null) return { answer: standIn, records: 0 }
  const blocked = fault?.kind === "blocked-record" ? blockedRecordAnswer(fault, endpoint, request) : null
  if (blocked !== null) return { answer: blocked, records: 0 }
  if (fault?.kind === "disable-key") disabledKeys.add(apiKeyIdentifier(apiKeyOf(request)))
  if (fault?.kind === "schema-limit") project.isSchemaFull = true
  const refused =
    checkApiKey(options, request, { endpoint, path: called.path }, disabledKeys) ??
    checkJwt(options, request, called, nowMs) ??
    limiter.check(options, endpoint, nowMs)
  if (refused !== null) return { answer: refused, records: 0 }
  const requestNumber = state.requests.length + 1
  return answerCall(endpoint, { ...called, project, request, requestNumber, receivedAtMs: nowMs, fault })
}

/** A fault that stands in afterwards leaves a refused request with its refusal. */
function takesEffect({ when, fault }: FaultHit, { answer }: Outcome): boolean {
  const isTaken = answer.status >= 200 && answer.status < 300
  return when === "before" || isTaken || !STANDS_IN.has(fault.kind)
}

function bent(
  { options }: SandboxState,
  answer: Answer,
  { fault, when }: FaultHit,
  { route: { endpoint }, nowMs }: { readonly route: Route; readonly nowMs: number },
): Answer {
  const isStandIn = when === "after" && STANDS_IN.has(fault.kind)
  const standIn = isStandIn ? faultAnswer(fault, options, endpoint, nowMs) : null
  return standIn ?? miscountedAnswer(endpoint, answer, fault)
}

function drawnLatencyMs(
  { options, latencyRandom }: SandboxState,
  { endpoint }: Route,
  request: SandboxRequest,
): number {
  const byEndpoint: Readonly<Partial<Record<string, LatencyModel>>> = options.endpointLatency
  const model = byEndpoint[endpoint.name] ?? options.latency
  return model === undefined
    ? 0
    : drawLatencyMs(model, request.bodyBytes ?? request.body.length, latencyRandom)
}

function faultDelayMs(hit: FaultHit | null): number {
  if (hit === null) return 0
  return hit.delayMs + (hit.fault.kind === "delay" ? hit.fault.delayMs : 0)
}
