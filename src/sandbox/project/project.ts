import { ActivityStore, type StoredEvent, type StoredPurchase } from "./activity-store.ts"
import { AppliedLog } from "./applied-log.ts"
import { EventSchemas, FieldSchema } from "./field-schema.ts"
import { ListStore } from "./list-store.ts"
import { MANAGED_FIELDS } from "../checks/managed-fields.ts"
import type { ProjectType, ResolvedProjectOptions } from "../options/project-options.ts"
import { type SeededRandom, seededRandom } from "../seeded-random.ts"
import { UserStore } from "./user-store.ts"

/** Everything that an Iterable project holds. */
export class Project {
  /** Replaced as a whole when options are set at run time. */
  options: ResolvedProjectOptions
  /** Whether a fault keeps new fields out. */
  isSchemaFull = false
  readonly type: ProjectType
  readonly users: UserStore
  readonly events: ActivityStore<StoredEvent> = new ActivityStore()
  readonly purchases: ActivityStore<StoredPurchase> = new ActivityStore()
  readonly lists: ListStore
  readonly userSchema: FieldSchema
  readonly eventSchemas: EventSchemas
  readonly forgottenEmails: Set<string>
  readonly forgottenUserIds: Set<string>
  readonly applied: AppliedLog
  /** Draws generated ids. */
  readonly random: SeededRandom

  constructor(options: ResolvedProjectOptions, nowMs: number) {
    this.options = options
    this.type = options.projectType
    this.users = new UserStore(options.projectType)
    this.lists = new ListStore(options.lists, nowMs)
    this.userSchema = new FieldSchema("user", MANAGED_FIELDS, options.userFields)
    this.eventSchemas = new EventSchemas(options.eventFields)
    this.forgottenEmails = new Set(options.forgotten.emails?.map((email) => email.toLowerCase()))
    this.forgottenUserIds = new Set(options.forgotten.userIds)
    this.applied = new AppliedLog(options.traceField !== undefined)
    this.random = seededRandom(options.seed, "ids")
  }
}
