import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import { commerceTrackPurchase } from "./commerce-track-purchase.ts"
import { eventsByUserId } from "./events-by-user-id.ts"
import { eventsEmail } from "./events-email.ts"
import { eventsTrack } from "./events-track.ts"
import { eventsTrackBulk } from "./events-track-bulk.ts"
import { listsCreate } from "./lists-create.ts"
import { listsDelete } from "./lists-delete.ts"
import { listsGet } from "./lists-get.ts"
import { listsGetUsers } from "./lists-get-users.ts"
import { listsPreviewUsers } from "./lists-preview-users.ts"
import { listsSize } from "./lists-size.ts"
import { listsSubscribe } from "./lists-subscribe.ts"
import { listsUnsubscribe } from "./lists-unsubscribe.ts"
import { usersBulkUpdate } from "./users-bulk-update.ts"
import { usersByUserId } from "./users-by-user-id.ts"
import { usersByUserIdPath } from "./users-by-user-id-path.ts"
import { usersEmail } from "./users-email.ts"
import { usersGetByEmail } from "./users-get-by-email.ts"
import { usersGetFields } from "./users-get-fields.ts"
import { usersUpdate } from "./users-update.ts"

/** The registry, in the order in which its endpoints are listed; a class, so that a line gives both the value and its type. */
class Registry {
  readonly usersBulkUpdate: typeof usersBulkUpdate = usersBulkUpdate
  readonly usersUpdate: typeof usersUpdate = usersUpdate
  readonly eventsTrackBulk: typeof eventsTrackBulk = eventsTrackBulk
  readonly eventsTrack: typeof eventsTrack = eventsTrack
  readonly commerceTrackPurchase: typeof commerceTrackPurchase = commerceTrackPurchase
  readonly listsSubscribe: typeof listsSubscribe = listsSubscribe
  readonly listsUnsubscribe: typeof listsUnsubscribe = listsUnsubscribe
  readonly listsCreate: typeof listsCreate = listsCreate
  readonly listsGet: typeof listsGet = listsGet
  readonly listsDelete: typeof listsDelete = listsDelete
  readonly listsGetUsers: typeof listsGetUsers = listsGetUsers
  readonly listsPreviewUsers: typeof listsPreviewUsers = listsPreviewUsers
  readonly listsSize: typeof listsSize = listsSize
  readonly usersGetByEmail: typeof usersGetByEmail = usersGetByEmail
  readonly usersEmail: typeof usersEmail = usersEmail
  readonly usersByUserId: typeof usersByUserId = usersByUserId
  readonly usersByUserIdPath: typeof usersByUserIdPath = usersByUserIdPath
  readonly usersGetFields: typeof usersGetFields = usersGetFields
  readonly eventsEmail: typeof eventsEmail = eventsEmail
  readonly eventsByUserId: typeof eventsByUserId = eventsByUserId
}

/* oxlint-disable jsdoc/check-tag-names -- a tag of typedoc: its pages list the names, not how they are found */
/**
 * An endpoint of Iterable's API that the sandbox answers, named by its path below `/api/`, after its method where there
 * are two on one path.
 *
 * Source: Iterable's API documentation, https://api.iterable.com/api/docs.
 *
 * @useDeclaredType
 */
export type Endpoint = Registry[keyof Registry]["name"]
/* oxlint-enable jsdoc/check-tag-names */

/** All endpoints that the sandbox answers unless it is given others. */
export const ALL_ENDPOINTS: readonly EndpointDefinition<Endpoint>[] = Object.values(new Registry())

/** Their names, in the order in which they are documented here. */
export const ENDPOINTS: readonly Endpoint[] = ALL_ENDPOINTS.map(({ name }) => name)
