/**
 * What a list is for: imports add to and take from `Standard` ones.
 *
 * Source: Iterable's API documentation, `ListDetails`.
 */
export type ListType = "Standard" | "Dynamic" | "Suppression" | "Internal"

/** What ids of lists look like in paths and queries. */
export const LIST_ID_PATTERN: RegExp = /^\d+$/

/** A list that a project has from the start. */
export interface KnownList {
  readonly id: number
  readonly name: string
  readonly description?: string
  /** @defaultValue "Standard" */
  readonly listType?: ListType
  /** The message channel that an unsubscription with `channelUnsubscribe` closes. @defaultValue 1 */
  readonly channelId?: number
  /** Whether something uses it, so that it cannot be deleted. @defaultValue false */
  readonly isInUse?: boolean
  /** Of a `Suppression` list: whether it is global. @defaultValue false */
  readonly isGlobalSuppressionEnabled?: boolean
}

/** A list as the sandbox holds it; who is on it stands in the profiles, see `list-membership.ts`. */
export interface StoredList {
  /** From 1, in the order in which lists appeared. */
  readonly number: number
  readonly id: number
  readonly name: string
  readonly description: string | null
  readonly listType: ListType
  readonly channelId: number
  readonly isInUse: boolean
  readonly isGlobalSuppressionEnabled: boolean
  readonly createdAtMs: number
  /** From when on users can be added and removed. */
  readonly validFromMs: number
}
