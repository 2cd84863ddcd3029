import { ResourceError } from "../errors.ts"
import { createdAtSeconds } from "./created-at.ts"
import type { CreatedAt } from "./created-at.ts"
import { checkFieldNames, optionalBoolean, optionalInteger } from "./fields.ts"
import { requiredText } from "./fields.ts"
import type { DataFields } from "./fields.ts"
import { optionalDataFields } from "./optional-data-fields.ts"
import { optionalEventId } from "./optional-event-id.ts"
import { optionalEmail, optionalUserId } from "./user-profile.ts"
import { say } from "../messages/say.ts"

/** What a {@link CustomEvent} is made of. An empty string or null counts as not given. */
export interface CustomEventFields {
  readonly eventName: string
  /** At least one of `email` and `userId` is needed. */
  readonly email?: string | null | undefined
  readonly userId?: string | null | undefined
  /** Fields of the event; their types are fixed by the first event of this name. */
  readonly dataFields?: DataFields | null | undefined
  /**
   * Letters, digits and hyphens, at most 512 bytes, unique over all custom events of the project: an event of the
   * same id is updated, not doubled. Without one the importer derives one from where the record stands and what it says.
   */
  readonly id?: string | null | undefined
  /** When it happened: a `Date` or Unix seconds. Without it Iterable takes the moment of arrival. */
  readonly createdAt?: CreatedAt | null | undefined
  readonly campaignId?: number | null | undefined
  readonly templateId?: number | null | undefined
  /** Whether Iterable may add unknown fields to the project's schema, for good. Without it the project's setting counts. */
  readonly createNewFields?: boolean | null | undefined
}

const FIELDS = new Set([
  "eventName",
  "email",
  "userId",
  "dataFields",
  "id",
  "createdAt",
  "campaignId",
  "templateId",
  "createNewFields",
])

/**
 * Something that a user did.
 *
 * @throws {@link ResourceError} if `eventName` or both identifiers are missing, or a field is wrong.
 * @example
 * ```ts
 * import { CustomEvent } from "iterable-data-import"
 *
 * const event = new CustomEvent({
 *   eventName: "plan_upgraded",
 *   userId: "u1",
 *   createdAt: new Date("2026-01-01T00:00:00Z"),
 * })
 * console.log(event.createdAt) // 1767225600
 * ```
 */
export class CustomEvent {
  readonly eventName: string
  readonly email: string | undefined
  readonly userId: string | undefined
  readonly dataFields: DataFields | undefined
  readonly id: string | undefined
  /** Unix time in seconds. */
  readonly createdAt: number | undefined
  readonly campaignId: number | undefined
  readonly templateId: number | undefined
  readonly createNewFields: boolean | undefined

  constructor(fields: CustomEventFields) {
    checkFieldNames("CustomEvent", fields, FIELDS)
    this.eventName = requiredText(fields.eventName, "eventName")
    this.email = optionalEmail(fields.email)
    this.userId = optionalUserId(fields.userId)
    if (this.email === undefined && this.userId === undefined) {
      throw new ResourceError(say`an event needs an email or a userId, and both are missing`, "email")
    }
    this.dataFields = optionalDataFields(fields.dataFields, "dataFields")
    this.id = optionalEventId(fields.id)
    this.createdAt = createdAtSeconds(fields.createdAt)
    this.campaignId = optionalInteger(fields.campaignId, "campaignId")
    this.templateId = optionalInteger(fields.templateId, "templateId")
    this.createNewFields = optionalBoolean(fields.createNewFields, "createNewFields")
  }
}
