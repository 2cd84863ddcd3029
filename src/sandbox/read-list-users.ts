import { type Answer, apiAnswer, textAnswer } from "./answer.ts"
import type { Call, Outcome } from "./call.ts"
import { versionAt } from "./keep-version.ts"
import { isOnList } from "./list-membership.ts"
import type { StoredList } from "./stored-list.ts"
import type { UserVersion } from "./stored-user.ts"

/**
 * Answers `GET /api/lists/getUsers` and `GET /api/lists/{listId}/size` as plain text: an id on each line, or a number.
 *
 * Source: recorded answers; Iterable's API documentation for `preferUserId`.
 */
export function readListUsers(call: Call): Outcome {
  const { endpoint, parameter, query } = call.route
  const listId = endpoint === "lists/getUsers" ? (query.get("listId") ?? "") : parameter
  const list = /^\d+$/.test(listId) ? call.project.lists.find(Number(listId)) : null
  return { answer: list === null ? invalidList(call, listId) : shown(call, list), records: 0 }
}

function shown(call: Call, list: StoredList): Answer {
  const { endpoint, query } = call.route
  const users = [...usersOn(call, list)]
  if (endpoint === "lists/{listId}/size") return textAnswer(200, String(users.length))
  const isUserIdFirst = call.project.type === "userId" || query.get("preferUserId") === "true"
  const lines = users.map(
    ({ email, userId }) => `${(isUserIdFirst ? (userId ?? email) : (email ?? userId)) ?? ""}\n`,
  )
  return textAnswer(200, lines.join(""))
}

function* usersOn({ project, receivedAtMs }: Call, list: StoredList): IterableIterator<UserVersion> {
  for (const user of project.users.all()) {
    const version = versionAt(user, receivedAtMs - project.options.visibilityDelayMs)
    if (version !== null && isOnList(project, version.dataFields, list)) yield version
  }
}

function invalidList({ project }: Call, listId: string): Answer {
  const params = { projectId: String(project.options.projectId), listId }
  return apiAnswer(400, "BadParams", "Invalid email list id", params)
}
