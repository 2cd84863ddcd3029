import type { Holding } from "./holding.ts"
import { type HeldOwner, heldOwner } from "./held-owner.ts"
import { listMembershipField } from "../project/list-membership.ts"
import type { Project } from "../project/project.ts"
import type { ListType, StoredList } from "../project/stored-list.ts"

/** A list that the sandbox holds. */
export interface HeldList {
  /** From 1, in the order in which lists appeared. */
  readonly number: number
  readonly id: number
  readonly name: string
  readonly description: string | null
  readonly listType: ListType
  readonly channelId: number
  /** Epoch milliseconds. */
  readonly createdAtMs: number
  /** Who is on it, in the order in which the users appeared. */
  readonly subscribers: readonly HeldOwner[]
}

/** Shows all lists in the order in which they appeared. */
export function* heldLists(project: Project): IterableIterator<HeldList> {
  const subscribers = subscribersByList(project)
  for (const list of project.lists.all()) yield heldListOf(list, subscribers.get(list.id) ?? [])
}

/** Shows one list, or `null` if there is none with this id. */
export function heldList(project: Project, id: number): HeldList | null {
  const list = project.lists.find(id)
  return list === null ? null : heldListOf(list, subscribersByList(project).get(id) ?? [])
}

/** All lists. */
export const HELD_LISTS: Holding = { name: "lists", count: ({ lists }) => lists.count, all: heldLists }

function heldListOf(list: StoredList, subscribers: readonly HeldOwner[]): HeldList {
  const { number, id, name, description, listType, channelId, createdAtMs } = list
  return { number, id, name, description, listType, channelId, createdAtMs, subscribers }
}

function subscribersByList(project: Project): ReadonlyMap<unknown, readonly HeldOwner[]> {
  const field = listMembershipField(project)
  const subscribers = new Map<unknown, HeldOwner[]>()
  for (const user of project.users.all()) {
    const ids = user.dataFields[field]
    if (!Array.isArray(ids)) continue
    for (const id of new Set<unknown>(ids)) {
      const owners = subscribers.get(id) ?? []
      owners.push(heldOwner(project, user.number))
      subscribers.set(id, owners)
    }
  }
  return subscribers
}
