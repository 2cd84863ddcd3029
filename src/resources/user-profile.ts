import { ResourceError } from "../errors.ts"
import { checkFieldNames, optionalBoolean, optionalText } from "./fields.ts"
import type { DataFields } from "./fields.ts"
import { optionalDataFields } from "./optional-data-fields.ts"
import { say } from "../messages/say.ts"
import { isPlainText, refuseUnseen } from "./unseen.ts"

/** What a {@link UserProfile} is made of. An empty string or null counts as not given. */
export interface UserProfileFields {
  /**
   * At least one of `email` and `userId` is needed. Blanks around it are dropped, blanks and invisible characters in it refused; Iterable
   * stores it in lower case.
   */
  readonly email?: string | null | undefined
  /** Exact: upper and lower case differ. Invisible characters, and blanks at its ends, are refused. */
  readonly userId?: string | null | undefined
  /** Profile fields to set. `null` deletes a field. A field's type is fixed by the first value that it ever got. */
  readonly dataFields?: DataFields | null | undefined
  /**
   * In email-based projects: create the user under a placeholder address where `userId` is not known.
   *
   * @defaultValue false
   */
  readonly preferUserId?: boolean | null | undefined
  /**
   * Merge objects in `dataFields` into the stored ones, at any depth, instead of replacing them.
   *
   * @defaultValue false
   */
  readonly mergeNestedObjects?: boolean | null | undefined
}

const FIELDS = new Set(["email", "userId", "dataFields", "preferUserId", "mergeNestedObjects"])

/**
 * A user, or what is to change in one.
 *
 * @throws {@link ResourceError} if neither `email` nor `userId` is given, or a field has the wrong type or an unknown name.
 * @example
 * ```ts
 * import { UserProfile } from "iterable-data-import"
 *
 * const user = new UserProfile({ email: "ada@example.com", dataFields: { ltv: 12.5 } })
 * console.log(user.email) // ada@example.com
 * ```
 */
export class UserProfile {
  readonly email: string | undefined
  readonly userId: string | undefined
  readonly dataFields: DataFields | undefined
  readonly preferUserId: boolean
  readonly mergeNestedObjects: boolean

  constructor(fields: UserProfileFields) {
    checkFieldNames("UserProfile", fields, FIELDS)
    this.email = optionalEmail(fields.email)
    this.userId = optionalUserId(fields.userId)
    if (this.email === undefined && this.userId === undefined) {
      throw new ResourceError(say`a user needs an email or a userId, and both are missing`, "email")
    }
    this.dataFields = optionalDataFields(fields.dataFields, "dataFields")
    if (this.dataFields !== undefined) refuseUnseenIdentifiers(this.dataFields)
    this.preferUserId = optionalBoolean(fields.preferUserId, "preferUserId") ?? false
    this.mergeNestedObjects = optionalBoolean(fields.mergeNestedObjects, "mergeNestedObjects") ?? false
  }
}

/**
 * An email address without the blanks around it, or undefined where nothing is left. What cannot be seen in it is refused; whether it is
 * valid otherwise is Iterable's to say.
 */
export function optionalEmail(value: unknown): string | undefined {
  const text = optionalText(value, "email")
  if (text === undefined) return undefined
  const email = text.trim()
  if (email === "") return undefined
  refuseUnseenInEmail(email, "email")
  return email
}

/** A userId, or undefined where none was given; it is to be found again just as it is. */
export function optionalUserId(value: unknown): string | undefined {
  const userId = optionalText(value, "userId")
  if (userId !== undefined) refuseUnseen(userId, "userId", "all-but-inner-spaces")
  return userId
}

/** Whether identifiers that an update gives its user can have passed as they are. */
export function areIdentifiersPlain({ email, userId }: DataFields): boolean {
  return [email, userId].every((given) => typeof given !== "string" || isPlainText(given))
}

/** Those that an update gives its user are sent as they are. */
function refuseUnseenIdentifiers({ email, userId }: DataFields): void {
  if (typeof email === "string") refuseUnseenInEmail(email, "dataFields.email")
  if (typeof userId === "string") refuseUnseen(userId, "dataFields.userId", "all-but-inner-spaces")
}

/** What stands in quotes may hold blanks. */
function refuseUnseenInEmail(email: string, field: string): void {
  if (!isPlainText(email)) refuseUnseen(email, field, email.includes('"') ? "at-ends" : "all")
}
