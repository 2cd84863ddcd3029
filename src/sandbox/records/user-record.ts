import type { DataFields } from "../project/data-fields.ts"
import type { Member } from "../checks/violation.ts"

/**
 * The members of a user in a request.
 *
 * Source: Iterable's API documentation, `OptionalApiUser`.
 */
export const USER_MEMBERS: readonly Member[] = [
  { name: "email", kind: "string" },
  { name: "userId", kind: "string" },
  { name: "dataFields", kind: "object" },
  { name: "mergeNestedObjects", kind: "boolean" },
  { name: "preferUserId", kind: "boolean" },
]

/** The members of a user that is written alone. Source: Iterable's API documentation, `ApiUserUpdateRequest`. */
export const SINGLE_USER_MEMBERS: readonly Member[] = [
  ...USER_MEMBERS,
  { name: "createNewFields", kind: "boolean" },
]

/** What Iterable says to a write that names no user, as recorded. */
export const MISSING_USER = "Either email or userId must be set: ApiUserUpdateRequest(None,None,None,None)"

/** A user in a request, after its members were checked. */
export interface UserRecord {
  readonly email?: string | null
  readonly userId?: string | null
  readonly dataFields?: DataFields | null
  readonly mergeNestedObjects?: boolean | null
  readonly preferUserId?: boolean | null
  readonly createNewFields?: boolean | null
}

/** A record about a user, checked for the JSON types of its members. */
export interface UserWrite {
  /** `null` where it is not given; the empty string is given, and malformed. */
  readonly email: string | null
  readonly userId: string | null
  readonly dataFields: DataFields
  readonly isDeepMerge: boolean
  readonly preferUserId: boolean
}

/** Reads a checked user; `dataFields` are those that the schema lets through. */
export function userWriteOf(record: UserRecord, dataFields: DataFields): UserWrite {
  return {
    email: record.email ?? null,
    userId: record.userId ?? null,
    dataFields,
    isDeepMerge: record.mergeNestedObjects === true,
    preferUserId: record.preferUserId === true,
  }
}

/** Tells whether a record names no user at all. */
export function hasNoId(record: {
  readonly email?: string | null
  readonly userId?: string | null
}): boolean {
  return (record.email ?? null) === null && (record.userId ?? null) === null
}
