import { type Answer, apiAnswer } from "../answers/answer.ts"
import type { Call } from "../calls/call.ts"
import { versionAt } from "../project/keep-version.ts"
import { isOnList } from "../project/list-membership.ts"
import type { UserVersion } from "../project/stored-user.ts"
import { LIST_ID_PATTERN, type StoredList } from "../project/stored-list.ts"

/** Finds the list that a read names. */
export function readList({ project }: Call, listId: string): StoredList | null {
  return LIST_ID_PATTERN.test(listId) ? project.lists.find(Number(listId)) : null
}

/** The users on a list, as a read sees them. */
export function usersOn({ project, receivedAtMs }: Call, list: StoredList): readonly UserVersion[] {
  const users: UserVersion[] = []
  for (const user of project.users.all()) {
    const version = versionAt(user, receivedAtMs - project.options.visibilityDelayMs)
    if (version !== null && isOnList(project, version.dataFields, list)) users.push(version)
  }
  return users
}

/**
 * The ids of users, one on each line.
 *
 * Source: recorded answers; Iterable's API documentation for `preferUserId`.
 */
export function idLines({ project, query }: Call, users: readonly UserVersion[]): string {
  const isUserIdFirst = project.type === "userId" || query.get("preferUserId") === "true"
  const lines = users.map(
    ({ email, userId }) => `${(isUserIdFirst ? (userId ?? email) : (email ?? userId)) ?? ""}\n`,
  )
  return lines.join("")
}

/**
 * Refuses a read of a list that is not there.
 *
 * Source: recorded answer.
 */
export function invalidListAnswer({ project }: Call, listId: string): Answer {
  const params = { projectId: String(project.options.projectId), listId }
  return apiAnswer(400, "BadParams", "Invalid email list id", params)
}
