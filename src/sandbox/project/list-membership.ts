import type { DataFields } from "./data-fields.ts"
import type { Project } from "./project.ts"
import type { StoredList } from "./stored-list.ts"

const EMPTY_SUBSCRIPTIONS = [
  "subscribedMessageTypeIds",
  "unsubscribedChannelIds",
  "unsubscribedMessageTypeIds",
]

/**
 * The profile field that says on which lists a user is; there is no other record of it, so that a user who is written with
 * this field is on these lists.
 *
 * Source: Iterable support, article 9216719179796; Iterable's API documentation, `users/bulkUpdate`.
 */
export function listMembershipField({ type }: Pick<Project, "type">): "emailListIds" | "userListIds" {
  return type === "email" ? "emailListIds" : "userListIds"
}

/** Tells whether a user with these fields is on a list. */
export function isOnList(project: Project, fields: DataFields, list: StoredList): boolean {
  return idsIn(fields, listMembershipField(project)).includes(list.id)
}

/**
 * The fields that put a user on a list: its id after those of the other lists. The first time, fields about other
 * subscriptions appear as well, empty.
 *
 * Source: recorded answers.
 */
export function joiningFields(project: Project, fields: DataFields, list: StoredList): DataFields {
  const name = listMembershipField(project)
  const ids = idsIn(fields, name)
  const missing = EMPTY_SUBSCRIPTIONS.filter((field) => !Object.hasOwn(fields, field))
  return {
    [name]: ids.includes(list.id) ? ids : [...ids, list.id],
    ...Object.fromEntries(missing.map((field) => [field, []])),
  }
}

/** The fields that take a user off a list, and close the list's channel to it where that is asked for. */
export function leavingFields(
  project: Project,
  fields: DataFields,
  list: StoredList,
  isChannelClosed: boolean,
): DataFields {
  const name = listMembershipField(project)
  const closed = idsIn(fields, "unsubscribedChannelIds")
  return {
    ...(isOnList(project, fields, list)
      ? { [name]: idsIn(fields, name).filter((id) => id !== list.id) }
      : {}),
    ...(isChannelClosed && !closed.includes(list.channelId)
      ? { unsubscribedChannelIds: [...closed, list.channelId] }
      : {}),
  }
}

function idsIn(fields: DataFields, name: string): readonly unknown[] {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  return Array.isArray(value) ? (value as readonly unknown[]) : []
}
