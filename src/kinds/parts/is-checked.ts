import type { CustomEvent } from "../../resources/custom-event.ts"
import { areIdentifiersPlain } from "../../resources/user-profile.ts"
import type { UserProfile } from "../../resources/user-profile.ts"
import { isPlainText } from "../../resources/unseen.ts"

/** Whether the members that users and events share can have passed the checks as they are; what only a closer look tells has not. */
export function isChecked({ dataFields, email, userId }: UserProfile | CustomEvent): boolean {
  return (
    (email === undefined ? userId !== undefined : isCheckedText(email) && isPlainText(email)) &&
    (userId === undefined || (isCheckedText(userId) && isPlainText(userId))) &&
    (dataFields === undefined || Object.getPrototypeOf(dataFields) === Object.prototype)
  )
}

/** Whether the identifiers that an update gives its user can have passed as they are. */
export function areNewIdentifiersChecked({ dataFields }: UserProfile): boolean {
  return dataFields === undefined || areIdentifiersPlain(dataFields)
}

/** Whether a value can have passed as a text that must not be empty. */
export function isCheckedText(value: unknown): value is string {
  return typeof value === "string" && value !== ""
}
