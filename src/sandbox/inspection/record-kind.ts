import type { Project } from "../project/project.ts"

/** What records are that an endpoint applies, as the log of applied records tells it. */
export interface RecordKind {
  /** For example `event`. */
  readonly name: string
  /** The id of what a record wrote, by its number; `null` where it has none. */
  readonly idOf: (project: Project, subjectNumber: number) => string | null
}

/** Users, whose ids are told of every record anyway. */
export const USER_RECORD: RecordKind = { name: "user", idOf: () => null }
/** Events. */
export const EVENT_RECORD: RecordKind = {
  name: "event",
  idOf: ({ events }, number) => events.byNumber(number)?.id ?? null,
}
/** The id of a list that a record put its user on or took it off. */
export function listIdOf({ lists }: Project, listNumber: number): string | null {
  return lists.byNumber(listNumber)?.id.toString() ?? null
}
