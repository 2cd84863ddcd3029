import { type Answer, htmlAnswer } from "./answer.ts"
import { answerCall } from "./answer-call.ts"
import type { Outcome } from "./call.ts"
import { apiKeyIdentifier, apiKeyOf, checkApiKey } from "./check-api-key.ts"
import { faultAnswer, miscounted } from "./fault-answer.ts"
import { type FaultHit, FaultPlan } from "./fault-plan.ts"
import {
  type AppliedRecord,
  type HeldEvent,
  type HeldPurchase,
  type HeldUser,
  type SandboxCounts,
  appliedRecords,
  heldEvents,
  heldPurchases,
  heldUser,
} from "./inspection.ts"
import { drawLatencyMs } from "./latency-model.ts"
import { type Route, matchRoute } from "./match-route.ts"
import { Project } from "./project.ts"
import { RateLimiter } from "./rate-limiter.ts"
import type { LoggedRequest } from "./request-log.ts"
import { type ResolvedOptions, resolveOptions } from "./resolve-options.ts"
import type { Sandbox } from "./sandbox.ts"
import type { SandboxOptions } from "./sandbox-options.ts"
import type { SandboxReply } from "./sandbox-reply.ts"
import type { SandboxRequest } from "./sandbox-request.ts"
import { type SeededRandom, seededRandom } from "./seeded-random.ts"
import { writeReply } from "./write-reply.ts"

/** What a reset throws away. */
interface State {
  readonly project: Project
  readonly limiter: RateLimiter
  readonly requests: LoggedRequest[]
  readonly disabledKeys: Set<string>
  readonly latencyRandom: SeededRandom
  readonly replyRandom: SeededRandom
  readonly startedAtMs: number
}

/** The one implementation of {@link Sandbox}. */
export class SandboxCore implements Sandbox {
  readonly #now: () => number
  #options: ResolvedOptions
  #plan: FaultPlan
  #state: State

  constructor(options: ResolvedOptions, now: () => number) {
    this.#now = now
    this.#options = options
    this.#plan = new FaultPlan(options.faults, options.seed)
    this.#state = freshState(options, now())
  }

  handle(request: SandboxRequest): SandboxReply {
    const nowMs = this.#now()
    const { project, requests, startedAtMs } = this.#state
    const route = matchRoute(request.method, request.path)
    const hit = route === null ? null : this.#plan.next(route.endpoint, nowMs - startedAtMs)
    const appliedBefore = project.applied.count
    const outcome = route === null ? NOT_FOUND : this.#outcome(route, request, hit, nowMs)
    const isBent =
      hit !== null && (hit.when === "before" || isTaken(outcome) || !STANDS_IN.has(hit.fault.kind))
    const answer =
      hit === null || !isBent ? outcome.answer : bent(outcome.answer, hit, this.#options, route, nowMs)
    const latencyMs =
      (route === null ? 0 : this.#latencyMs(route, request)) + (hit?.delayMs ?? 0) + faultDelayMs(hit)
    const reply = writeReply(answer, {
      request,
      requestNumber: requests.length + 1,
      latencyMs,
      nowMs,
      fault: isBent ? hit.fault : null,
      gzipReplies: this.#options.behavior.gzipReplies,
      random: this.#state.replyRandom,
    })
    requests.push(
      this.#logged(request, reply, {
        receivedAtMs: nowMs,
        endpoint: route?.endpoint ?? null,
        records: outcome.records,
        appliedRecords: project.applied.count - appliedBefore,
        fault: isBent ? hit.fault.kind : null,
      }),
    )
    return reply
  }

  maxBodyBytes(): number {
    return this.#options.maxBodyBytes
  }

  counts(): SandboxCounts {
    const { project, requests } = this.#state
    return {
      users: project.users.count,
      events: project.events.count,
      purchases: project.purchases.count,
      requests: requests.length,
      appliedRecords: project.applied.count,
      forgottenUsers: project.forgottenEmails.size + project.forgottenUserIds.size,
    }
  }

  *users(): IterableIterator<HeldUser> {
    for (const user of this.#state.project.users.all()) yield heldUser(user)
  }

  user(id: { readonly email: string } | { readonly userId: string }): HeldUser | null {
    const { users } = this.#state.project
    const found = "email" in id ? users.byEmail.find(id.email.toLowerCase()) : users.byUserId.find(id.userId)
    return found === null ? null : heldUser(found)
  }

  events(): IterableIterator<HeldEvent> {
    return heldEvents(this.#state.project)
  }

  purchases(): IterableIterator<HeldPurchase> {
    return heldPurchases(this.#state.project)
  }

  requests(): IterableIterator<LoggedRequest> {
    return this.#state.requests.values()
  }

  applied(): IterableIterator<AppliedRecord> {
    return appliedRecords(this.#state.project)
  }

  forget(ids: { readonly emails?: readonly string[]; readonly userIds?: readonly string[] }): void {
    const { users, forgottenEmails, forgottenUserIds } = this.#state.project
    for (const email of ids.emails ?? []) {
      forgottenEmails.add(email.toLowerCase())
      const user = users.byEmail.find(email.toLowerCase())
      if (user !== null) users.remove(user)
    }
    for (const userId of ids.userIds ?? []) {
      forgottenUserIds.add(userId)
      const user = users.byUserId.find(userId)
      if (user !== null) users.remove(user)
    }
  }

  setApiKeyDisabled(key: string, isDisabled: boolean): void {
    const { disabledKeys } = this.#state
    if (isDisabled) disabledKeys.add(apiKeyIdentifier(key))
    else disabledKeys.delete(apiKeyIdentifier(key))
  }

  configure(options: SandboxOptions): void {
    this.#options = resolveOptions(options, this.#options)
    this.#state.project.options = this.#options
    if (options.faults !== undefined) this.#plan = new FaultPlan(this.#options.faults, this.#options.seed)
  }

  reset(): void {
    this.#plan = new FaultPlan(this.#options.faults, this.#options.seed)
    this.#state = freshState(this.#options, this.#now())
  }

  #outcome(route: Route, request: SandboxRequest, hit: FaultHit | null, nowMs: number): Outcome {
    const { project, limiter, requests, disabledKeys } = this.#state
    const isBefore = hit !== null && (hit.when === "before" || hit.fault.kind === "rate-limited")
    const standIn = isBefore ? faultAnswer(hit.fault, this.#options, route.endpoint, nowMs) : null
    if (standIn !== null) return { answer: standIn, records: 0 }
    if (hit?.fault.kind === "disable-key") disabledKeys.add(apiKeyIdentifier(apiKeyOf(request)))
    if (hit?.fault.kind === "schema-limit") project.isSchemaFull = true
    const refused =
      checkApiKey(this.#options, request, route, disabledKeys) ??
      limiter.check(this.#options, route.endpoint, nowMs)
    if (refused !== null) return { answer: refused, records: 0 }
    const lostRecords = hit?.fault.kind === "unlisted-failures" ? hit.fault.records : 0
    const requestNumber = requests.length + 1
    return answerCall({ project, route, request, requestNumber, receivedAtMs: nowMs, lostRecords })
  }

  #latencyMs(route: Route, request: SandboxRequest): number {
    const model = this.#options.endpointLatency[route.endpoint] ?? this.#options.latency
    const bodyBytes = request.bodyBytes ?? request.body.length
    return model === undefined ? 0 : drawLatencyMs(model, bodyBytes, this.#state.latencyRandom)
  }

  #logged(
    request: SandboxRequest,
    reply: SandboxReply,
    known: Pick<LoggedRequest, "receivedAtMs" | "endpoint" | "records" | "appliedRecords" | "fault">,
  ): LoggedRequest {
    return {
      number: reply.requestNumber,
      method: request.method,
      path: request.path,
      status: "status" in reply ? reply.status : null,
      answeredAtMs: answeredAtMs(reply, known.receivedAtMs),
      bodyBytes: request.bodyBytes ?? request.body.length,
      ...known,
      ...(this.#options.keepBodies ? { body: Buffer.from(request.body).toString() } : {}),
    }
  }
}

const NOT_FOUND: Outcome = { answer: htmlAnswer(404, "Action not found"), records: 0 }
/** Faults that take the place of an answer, rather than bending it. */
const STANDS_IN: ReadonlySet<string> = new Set(["status", "reset", "silent", "html-200"])

function freshState(options: ResolvedOptions, nowMs: number): State {
  return {
    project: new Project(options),
    limiter: new RateLimiter(),
    requests: [],
    disabledKeys: new Set(),
    latencyRandom: seededRandom(options.seed, "latency"),
    replyRandom: seededRandom(options.seed, "reply"),
    startedAtMs: nowMs,
  }
}

function isTaken({ answer }: Outcome): boolean {
  return answer.status >= 200 && answer.status < 300
}

function bent(
  answer: Answer,
  hit: FaultHit,
  options: ResolvedOptions,
  route: Route | null,
  nowMs: number,
): Answer {
  const isStandIn = hit.when === "after" && STANDS_IN.has(hit.fault.kind) && route !== null
  const standIn = isStandIn ? faultAnswer(hit.fault, options, route.endpoint, nowMs) : null
  return standIn ?? miscounted(answer, hit.fault)
}

function faultDelayMs(hit: FaultHit | null): number {
  return hit?.fault.kind === "delay" ? hit.fault.delayMs : 0
}

function answeredAtMs(reply: SandboxReply, receivedAtMs: number): number | null {
  switch (reply.kind) {
    case "silent":
    case "reset":
      return null
    case "truncated":
    case "whole":
      return receivedAtMs + reply.latencyMs
    case "slow": {
      const chunks = Math.max(1, Math.ceil(reply.body.length / reply.chunkBytes))
      return receivedAtMs + reply.latencyMs + (chunks - 1) * reply.chunkIntervalMs
    }
  }
}
