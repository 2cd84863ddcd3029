import type { FieldType } from "../project/field-type.ts"
import type { KnownList } from "../project/stored-list.ts"
import type { Behavior } from "./behavior.ts"

/** How the users of a project are told apart: which of their ids are unique, and which may stand in requests. */
export type ProjectType = "email" | "userId" | "hybrid"

/** What the project that the sandbox plays is like, and how its API behaves: all that an endpoint may ask about. */
export interface ProjectOptions {
  /** @defaultValue "hybrid" */
  readonly projectType?: ProjectType
  /** The number of the project in error messages. @defaultValue 1 */
  readonly projectId?: number
  /** Users that Iterable has forgotten, and takes no data about. */
  readonly forgotten?: { readonly emails?: readonly string[]; readonly userIds?: readonly string[] }
  /** Whether unknown fields are added to the schema where a request does not say. @defaultValue "allow" */
  readonly newFieldsPolicy?: "allow" | "drop"
  /** User fields whose type is locked from the start, nested ones with dots. */
  readonly userFields?: Readonly<Record<string, FieldType>>
  /** Event fields whose type is locked from the start, by event name. */
  readonly eventFields?: Readonly<Record<string, Readonly<Record<string, FieldType>>>>
  /** Whether events of a new name are taken; else only the names in `eventFields` are. @defaultValue "allow" */
  readonly newEventsPolicy?: "allow" | "block"
  /** Event names that the project does not track. */
  readonly disallowedEventNames?: readonly string[]
  /** Lists that the project has from the start. @defaultValue none */
  readonly lists?: readonly KnownList[]
  /** What a request gets that adds to a list nobody created: a refusal, or the list. @defaultValue "refuse" */
  readonly unknownListsPolicy?: "refuse" | "create"
  /** How many user fields a project may have, nested ones too. @defaultValue 1000 */
  readonly maxUserFields?: number
  /** How many event names and event fields a project may have together. @defaultValue 8000 */
  readonly maxEventFields?: number
  /** @defaultValue 52 */
  readonly maxUserIdChars?: number
  /** @defaultValue 4,000,000 */
  readonly maxBodyBytes?: number
  /** How many records a request may have; Iterable documents no number. @defaultValue Infinity */
  readonly maxRecordsPerRequest?: number
  /** How long reads lag behind writes. @defaultValue 0 */
  readonly visibilityDelayMs?: number
  /** How long a new user stays unknown to the event endpoints. @defaultValue 0 */
  readonly newUserHiddenFromEventsMs?: number
  /**
   * How long a list that was just created is refused as invalid by `lists/subscribe` and `lists/unsubscribe`, which the tests
   * of Iterable's own client wait for.
   *
   * @defaultValue 0
   */
  readonly newListInvalidForMs?: number
  /** What all chance is drawn from. @defaultValue 1 */
  readonly seed?: number
  /**
   * A data field whose value the log of applied records keeps, so that a test can see in which order the versions of a
   * user were applied.
   */
  readonly traceField?: string
  /** The switches for what is unknown or differs. @defaultValue {@link DEFAULT_BEHAVIOR} */
  readonly behavior?: Partial<Behavior>
}

/** The same with all defaults filled in. */
export type ResolvedProjectOptions = Required<Omit<ProjectOptions, "traceField" | "behavior">> &
  Pick<ProjectOptions, "traceField"> & { readonly behavior: Behavior }
