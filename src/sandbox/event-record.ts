import type { DataFields } from "./data-fields.ts"
import type { Member } from "./violation.ts"
import type { EventWrite } from "./write-event.ts"

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

/**
 * Tells whether an id is one that the documentation allows: `A-Z a-z 0-9 -`, 1 to 512 bytes.
 *
 * Source: Iterable's API documentation, `TrackRequest.id`.
 */
export function isEventId(id: string): boolean {
  return id.length <= MAX_ID_BYTES && /^[A-Za-z0-9-]+$/.test(id)
}
