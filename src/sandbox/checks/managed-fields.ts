import type { FieldType } from "../project/field-type.ts"

/**
 * The user fields that Iterable has of its own, with their types; they do not count towards the limit of fields.
 *
 * Source: Iterable support, "User Profile Fields Used by Iterable" (article 217744303); recorded answers.
 */
export const MANAGED_FIELDS: ReadonlyMap<string, FieldType> = new Map<string, FieldType>([
  ["email", "string"],
  ["userId", "string"],
  ["signupDate", "date"],
  ["signupSource", "string"],
  ["profileUpdatedAt", "date"],
  ["phoneNumber", "string"],
  ["emailListIds", "long"],
  ["userListIds", "long"],
  ["subscribedMessageTypeIds", "long"],
  ["unsubscribedChannelIds", "long"],
  ["unsubscribedMessageTypeIds", "long"],
  ["itblInternal", "object"],
  ["itblInternal.documentCreatedAt", "date"],
  ["itblInternal.documentUpdatedAt", "date"],
  ["itblInternal.emailDomain", "string"],
])
