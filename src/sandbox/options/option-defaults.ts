import { DEFAULT_BEHAVIOR } from "./behavior-values.ts"
import type { ResolvedProjectOptions } from "./project-options.ts"
import type { SandboxOptions } from "./sandbox-options.ts"

/** Options with all defaults filled in. */
export type ResolvedOptions = ResolvedProjectOptions &
  Required<Pick<SandboxOptions, "rateLimits" | "endpointLatency" | "faults" | "keepBodies">> &
  Pick<SandboxOptions, "apiKeys" | "latency">

/** What each option is where it is not given. */
export const OPTION_DEFAULTS: ResolvedOptions = {
  projectType: "hybrid",
  projectId: 1,
  forgotten: {},
  newFieldsPolicy: "allow",
  userFields: {},
  eventFields: {},
  newEventsPolicy: "allow",
  disallowedEventNames: [],
  lists: [],
  unknownListsPolicy: "refuse",
  maxUserFields: 1000,
  maxEventFields: 8000,
  maxUserIdChars: 52,
  maxBodyBytes: 4_000_000,
  maxRecordsPerRequest: Number.POSITIVE_INFINITY,
  rateLimits: {},
  endpointLatency: {},
  visibilityDelayMs: 0,
  newUserHiddenFromEventsMs: 0,
  newListInvalidForMs: 0,
  faults: [],
  seed: 1,
  keepBodies: false,
  behavior: DEFAULT_BEHAVIOR,
}
