import { type Answer, htmlAnswer } from "./answer.ts"
import { answerCall } from "./answer-call.ts"
import { blockedRecordAnswer } from "./blocked-record-answer.ts"
import type { Outcome } from "./call.ts"
import { apiKeyIdentifier, apiKeyOf, checkApiKey } from "./check-api-key.ts"
import { checkJwt } from "./check-jwt.ts"
import { faultAnswer, miscounted } from "./fault-answer.ts"
import type { FaultHit } from "./fault-plan.ts"
import { drawLatencyMs } from "./latency-model.ts"
import { type Route, matchRoute } from "./match-route.ts"
import type { LoggedRequest } from "./logged-request.ts"
import type { SandboxReply } from "./sandbox-reply.ts"
import type { SandboxRequest } from "./sandbox-request.ts"
import type { SandboxState } from "./sandbox-state.ts"
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
  const route = matchRoute(request.method, request.path)
  const hit = route === null ? null : state.faultPlan.next(route.endpoint, nowMs - state.startedAtMs)
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
  requests.push({
    number: reply.requestNumber,
    receivedAtMs: nowMs,
    endpoint: route?.endpoint ?? null,
    method: request.method,
    path: request.path.replaceAll(/([?&]api[_-]?key=)[^&]*/gi, "$1"),
    status: "status" in reply ? reply.status : null,
    endedAtMs: endedAtMs(reply, nowMs),
    records: outcome.records,
    appliedRecords: project.applied.count - appliedBefore,
    bodyBytes: request.bodyBytes ?? request.body.length,
    fault: effective?.fault.kind ?? null,
    ...keptBody(state, request),
  })
  return reply
}

interface Moment {
  readonly hit: FaultHit | null
  readonly nowMs: number
}

function outcomeOf(
  state: SandboxState,
  route: Route,
  request: SandboxRequest,
  { hit, nowMs }: Moment,
): Outcome {
  const { project, limiter, disabledKeys } = state
  const { options } = project
  const isBefore = hit !== null && (hit.when === "before" || hit.fault.kind === "rate-limited")
  const standIn = isBefore ? faultAnswer(hit.fault, options, route.endpoint, nowMs) : null
  if (standIn !== null) return { answer: standIn, records: 0 }
  const blocked = hit?.fault.kind === "blocked-record" ? blockedRecordAnswer(hit.fault, request) : null
  if (blocked !== null) return { answer: blocked, records: 0 }
  if (hit?.fault.kind === "disable-key") disabledKeys.add(apiKeyIdentifier(apiKeyOf(request)))
  if (hit?.fault.kind === "schema-limit") project.isSchemaFull = true
  const refused =
    checkApiKey(options, request, route, disabledKeys) ??
    checkJwt(options, request, route, nowMs) ??
    limiter.check(options, route.endpoint, nowMs)
  if (refused !== null) return { answer: refused, records: 0 }
  const lostRecords = hit?.fault.kind === "unlisted-failures" ? hit.fault.records : 0
  return answerCall({
    project,
    route,
    request,
    requestNumber: state.requests.length + 1,
    receivedAtMs: nowMs,
    lostRecords,
    isListHidden: hit?.fault.kind === "invalid-list-id",
    pointerFault: hit?.fault.kind === "misplaced-pointer" ? hit.fault : null,
  })
}

/** A fault that stands in afterwards leaves a refused request with its refusal. */
function takesEffect({ when, fault }: FaultHit, { answer }: Outcome): boolean {
  const isTaken = answer.status >= 200 && answer.status < 300
  return when === "before" || isTaken || !STANDS_IN.has(fault.kind)
}

function bent(
  { project }: SandboxState,
  answer: Answer,
  { fault, when }: FaultHit,
  { route, nowMs }: { readonly route: Route; readonly nowMs: number },
): Answer {
  const isStandIn = when === "after" && STANDS_IN.has(fault.kind)
  const standIn = isStandIn ? faultAnswer(fault, project.options, route.endpoint, nowMs) : null
  return standIn ?? miscounted(answer, fault)
}

function drawnLatencyMs(
  { project, latencyRandom }: SandboxState,
  route: Route,
  request: SandboxRequest,
): number {
  const { endpointLatency, latency } = project.options
  const model = endpointLatency[route.endpoint] ?? latency
  return model === undefined
    ? 0
    : drawLatencyMs(model, request.bodyBytes ?? request.body.length, latencyRandom)
}

function faultDelayMs(hit: FaultHit | null): number {
  if (hit === null) return 0
  return hit.delayMs + (hit.fault.kind === "delay" ? hit.fault.delayMs : 0)
}

function keptBody({ project }: SandboxState, { body }: SandboxRequest): Pick<LoggedRequest, "body"> {
  if (!project.options.keepBodies) return {}
  return { body: Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString() }
}

function endedAtMs(reply: SandboxReply, receivedAtMs: number): number | null {
  const firstByteAtMs = receivedAtMs + reply.latencyMs
  switch (reply.kind) {
    case "silent":
      return null
    case "reset":
    case "whole":
      return firstByteAtMs
    case "truncated":
      return reply.ending === "stall" ? null : firstByteAtMs
    case "slow": {
      const chunks = Math.max(1, Math.ceil(reply.body.length / reply.chunkBytes))
      return firstByteAtMs + (chunks - 1) * reply.chunkIntervalMs
    }
  }
}
