/**
 * A local stand-in for Iterable's API, to try map functions and imports against.
 *
 * @packageDocumentation
 */
export { type Activity, type StoredEvent, type StoredPurchase } from "./project/activity-store.ts"
export { type ApiKey, type ApiKeyKind } from "./access/api-key.ts"
export { type Behavior } from "./options/behavior.ts"
export { BEHAVIOR_VALUES, DEFAULT_BEHAVIOR } from "./options/behavior-values.ts"
export { type SandboxClock, createSandbox } from "./create-sandbox.ts"
export { type DataFields } from "./project/data-fields.ts"
export { type Endpoint, ENDPOINTS } from "./endpoints/all-endpoints.ts"
export { type Fault } from "./faults/fault.ts"
export { type FaultRule } from "./faults/fault-rule.ts"
export { type FieldType } from "./project/field-type.ts"
export { type IdentityOverlap, identityOverlaps } from "./inspection/identity-overlaps.ts"
export { type AppliedEntry, type AppliedKind, type AppliedRecord } from "./inspection/applied-record.ts"
export { type HeldEvent, type HeldPurchase } from "./inspection/held-event.ts"
export { type HeldList } from "./inspection/held-list.ts"
export { type HeldOwner } from "./inspection/held-owner.ts"
export { type HeldUser } from "./inspection/held-user.ts"
export { type LatencyModel } from "./faults/latency-model.ts"
export { DOCUMENTED_RATE_LIMITS } from "./access/documented-rate-limits.ts"
export { type RateLimit } from "./access/rate-limit.ts"
export { type DateNoMillis } from "./checks/parse-iterable-date.ts"
export { type LoggedRequest } from "./inspection/logged-request.ts"
export { maxRequestsInWindow } from "./inspection/max-requests-in-window.ts"
export { type Sandbox, type SandboxCounts } from "./sandbox.ts"
export { type ProjectOptions, type ProjectType } from "./options/project-options.ts"
export { type SandboxOptions } from "./options/sandbox-options.ts"
export {
  type ResetReply,
  type SandboxReply,
  type SilentReply,
  type SlowReply,
  type TruncatedReply,
  type WholeReply,
} from "./calls/sandbox-reply.ts"
export { type SandboxRequest } from "./calls/sandbox-request.ts"
export { type KnownList, type ListType } from "./project/stored-list.ts"
export { type RunningSandbox } from "./server/serve-sandbox.ts"
export { type StartSandboxOptions, startSandbox } from "./server/start-sandbox.ts"
