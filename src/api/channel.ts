import type { ImportActionKind } from "../actions/import-action.ts"

/** The names of the channels. */
export type ChannelName = "users" | "events" | "purchases"

/** One endpoint through which one kind of action is delivered, with what is documented of it. */
export interface Channel {
  readonly name: ChannelName
  readonly kind: ImportActionKind
  readonly path: string
  /**
   * The documented limit, for the whole project: other senders draw on it too. Undefined where none is published.
   *
   * Source: Iterable's Swagger file.
   */
  readonly requestsPerSecond: number | undefined
  /** What stands around the actions in a request's body; undefined where a request carries one action and nothing else. */
  readonly envelope:
    | { readonly array: string; readonly opening: string; readonly closing: string }
    | undefined
  /** Whether two actions of one user may stand in one request. Bulk updates of users have no known order within a request. */
  readonly repeatsIdentity: boolean
}

const bulk = (array: string): Channel["envelope"] => ({ array, opening: `{"${array}":[`, closing: "]}" })

/** All channels by name. */
export const CHANNELS: Readonly<Record<ChannelName, Channel>> = {
  users: {
    name: "users",
    kind: "update-user-profile",
    path: "/api/users/bulkUpdate",
    requestsPerSecond: 5,
    envelope: bulk("users"),
    repeatsIdentity: false,
  },
  events: {
    name: "events",
    kind: "track-custom-event",
    path: "/api/events/trackBulk",
    requestsPerSecond: 10,
    envelope: bulk("events"),
    repeatsIdentity: true,
  },
  purchases: {
    name: "purchases",
    kind: "track-purchase",
    path: "/api/commerce/trackPurchase",
    requestsPerSecond: undefined,
    envelope: undefined,
    repeatsIdentity: false,
  },
}

/** The channel of an action. */
export const CHANNEL_OF: Readonly<Record<ImportActionKind, ChannelName>> = {
  "update-user-profile": "users",
  "track-custom-event": "events",
  "track-purchase": "purchases",
}

/**
 * The largest body that is sent, in bytes, its envelope included: safely under Iterable's limit.
 *
 * Source: Iterable's Swagger file, users/bulkUpdate: "Max size of request body: 4MB". Other endpoints are said to have the same.
 */
export const MAX_BODY_BYTES = 3_900_000
