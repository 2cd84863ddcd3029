/**
 * A local stand-in for Iterable's API, to try map functions and imports against.
 *
 * @packageDocumentation
 */
export { type Activity, type StoredEvent, type StoredPurchase } from "./activity-store.ts"
export { type ApiKey, type ApiKeyKind } from "./api-key.ts"
export { type AppliedEntry, type AppliedKind } from "./applied-log.ts"
export { type Behavior } from "./behavior.ts"
export { BEHAVIOR_VALUES, DEFAULT_BEHAVIOR } from "./behavior-values.ts"
export { type SandboxClock, createSandbox } from "./create-sandbox.ts"
export { type DataFields } from "./data-fields.ts"
export { type Endpoint, ENDPOINTS } from "./endpoint.ts"
export { type Fault, type FaultRule } from "./fault.ts"
export { type FieldType } from "./field-type.ts"
export { type IdentityOverlap, identityOverlaps } from "./identity-overlaps.ts"
export { type AppliedRecord } from "./applied-record.ts"
export { type HeldEvent, type HeldPurchase } from "./held-event.ts"
export { type HeldList } from "./held-list.ts"
export { type HeldOwner } from "./held-owner.ts"
export { type HeldUser } from "./held-user.ts"
export { type LatencyModel } from "./latency-model.ts"
export { DOCUMENTED_RATE_LIMITS, type RateLimit } from "./rate-limit.ts"
export { type DateNoMillis } from "./parse-iterable-date.ts"
export { type LoggedRequest } from "./logged-request.ts"
export { maxRequestsInWindow } from "./max-requests-in-window.ts"
export { type Sandbox, type SandboxCounts } from "./sandbox.ts"
export { type ProjectType, type SandboxOptions } from "./sandbox-options.ts"
export {
  type ResetReply,
  type SandboxReply,
  type SilentReply,
  type SlowReply,
  type TruncatedReply,
  type WholeReply,
} from "./sandbox-reply.ts"
export { type SandboxRequest } from "./sandbox-request.ts"
export { type KnownList, type ListType } from "./stored-list.ts"
export { type RunningSandbox, type StartSandboxOptions, startSandbox } from "./start-sandbox.ts"
