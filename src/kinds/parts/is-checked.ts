import type { CustomEvent } from "../../resources/custom-event.ts"
import type { UserProfile } from "../../resources/user-profile.ts"

/** Whether the members that users and events share can have passed the checks as they are. */
export function isChecked({ dataFields, email, userId }: UserProfile | CustomEvent): boolean {
  return (
    (email === undefined ? userId !== undefined : isCheckedText(email) && email.trim() === email) &&
    (userId === undefined || isCheckedText(userId)) &&
    (dataFields === undefined || Object.getPrototypeOf(dataFields) === Object.prototype)
  )
}

/** Whether a value can have passed as a text that must not be empty. */
export function isCheckedText(value: unknown): boolean {
  return typeof value === "string" && value !== ""
}
