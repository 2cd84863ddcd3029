import { type Answer, apiAnswer } from "../answers/answer.ts"
import type { DataFields } from "../project/data-fields.ts"
import type { Member } from "../checks/violation.ts"
import type { Project } from "../project/project.ts"

/**
 * The members of an event in a request.
 *
 * Source: Iterable's API documentation, `TrackRequest`.
 */
export const EVENT_MEMBERS: readonly Member[] = [
  { name: "eventName", kind: "string", required: true },
  { name: "email", kind: "string" },
  { name: "userId", kind: "string" },
  { name: "id", kind: "string" },
  { name: "createdAt", kind: "integer" },
  { name: "dataFields", kind: "object" },
  { name: "campaignId", kind: "integer" },
  { name: "templateId", kind: "integer" },
  { name: "createNewFields", kind: "boolean" },
]

/** What Iterable says to an event that names no user, as recorded. */
export const MISSING_EVENT_USER = "Either email or userId must be specified in a track call"

const MAX_ID_BYTES = 512

/** An event in a request, after its members were checked. */
export interface EventRecord {
  readonly eventName: string
  readonly email?: string | null
  readonly userId?: string | null
  readonly id?: string | null
  readonly createdAt?: number | null
  readonly dataFields?: DataFields | null
  readonly campaignId?: number | null
  readonly templateId?: number | null
  readonly createNewFields?: boolean | null
}

/** A record about an event, checked for the JSON types of its members. */
export interface EventWrite {
  readonly email: string | null
  readonly userId: string | null
  readonly id: string | null
  readonly eventName: string
  /** As sent. */
  readonly createdAt: number | null
  readonly dataFields: DataFields
  readonly campaignId: number | null
  readonly templateId: number | null
}

/** Reads a checked event; `dataFields` are those that the schema lets through. */
export function eventWriteOf(record: EventRecord, dataFields: DataFields): EventWrite {
  return {
    email: record.email ?? null,
    userId: record.userId ?? null,
    id: record.id ?? null,
    eventName: record.eventName,
    createdAt: record.createdAt ?? null,
    dataFields,
    campaignId: record.campaignId ?? null,
    templateId: record.templateId ?? null,
  }
}

/** Refuses an event with an id that is not allowed, where that is set. */
export function badIdAnswer({ options }: Project, event: EventRecord): Answer | null {
  const id = event.id ?? null
  if (id === null || options.behavior.badEventId === "accept" || isEventId(id)) return null
  return apiAnswer(400, "BadParams", `Invalid event id: ${id}`)
}

/**
 * Tells whether an id is one that the documentation allows: `A-Z a-z 0-9 -`, 1 to 512 bytes.
 *
 * Source: Iterable's API documentation, `TrackRequest.id`.
 */
function isEventId(id: string): boolean {
  return id.length <= MAX_ID_BYTES && /^[A-Za-z0-9-]+$/.test(id)
}
