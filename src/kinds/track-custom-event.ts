import { CHANGES_USER, CREATES_USER, NAMES_USER, RENAMES_USER } from "../actions/effect.ts"
import type { Effect } from "../actions/effect.ts"
import { eventsTrackBulk } from "../endpoints/events-track-bulk.ts"
import { createdAtSeconds } from "../resources/created-at.ts"
import { CustomEvent } from "../resources/custom-event.ts"
import type { CustomEventFields } from "../resources/custom-event.ts"
import { optionalEventId } from "../resources/optional-event-id.ts"
import { ownCopy } from "../resources/own-copy.ts"
import type { JsonWriter } from "../json/json-writer.ts"
import type { Kind } from "./kind.ts"
import { isChecked, isCheckedText } from "./parts/is-checked.ts"
import { onlyField } from "./parts/only-field.ts"
import { writeTracking } from "./parts/write-tracking.ts"

/** Asks to record a custom event of a user. Events may start journeys: check what the project starts on them. */
export class TrackCustomEvent {
  readonly kind = "track-custom-event"
  readonly event: CustomEvent

  /** Copies `event`: later changes to it have no effect. */
  constructor(event: CustomEvent | CustomEventFields) {
    this.event = new CustomEvent(event)
  }
}

/** The same as a plain object, as JSON has it. */
export interface TrackCustomEventObject {
  readonly kind: TrackCustomEvent["kind"]
  readonly event: CustomEvent | CustomEventFields
}

/**
 * Ordinary events delay no update: whether the user is there for an event is all that an update could change about
 * it, and it can only help. Source: Iterable support, article 29156459027348: purchases create users, events do not.
 */
const EVENT: Effect = { does: NAMES_USER, waitsFor: CREATES_USER | CHANGES_USER | RENAMES_USER }

/** The kind of {@link TrackCustomEvent}. */
export const trackCustomEvent: Kind<TrackCustomEvent, typeof eventsTrackBulk, TrackCustomEventObject> = {
  name: "track-custom-event",
  className: "TrackCustomEvent",
  endpoint: eventsTrackBulk,
  isMadeHere: (value) => value instanceof TrackCustomEvent,
  own: ({ event, kind }) =>
    isChecked(event) && isCheckedEvent(event)
      ? { kind, event: ownEvent(event) }
      : new TrackCustomEvent(event),
  from: (object) => new TrackCustomEvent(onlyField("TrackCustomEvent", object, "event")),
  // The data fields of an event are not the user's.
  identityOf: ({ event: { email, userId } }) => ({
    email,
    userId,
    newEmail: undefined,
    newUserId: undefined,
  }),
  effectOf: () => EVENT,
  overwrites: false,
  userOf: ({ event: { email, userId } }) => ({ email, userId }),
  ownFieldsOf: ({ event }) => [event.dataFields],
  eventNameOf: ({ event }) => event.eventName,
  idOf: ({ event }) => event.id,
  checkId: optionalEventId,
  write: writeEvent,
}

function writeEvent(writer: JsonWriter, { event }: TrackCustomEvent): void {
  writer.ascii('{"eventName":')
  writer.text(event.eventName)
  if (event.email !== undefined) {
    writer.ascii(',"email":')
    writer.text(event.email)
  }
  if (event.userId !== undefined) {
    writer.ascii(',"userId":')
    writer.text(event.userId)
  }
  writeTracking(writer, event)
  if (event.createNewFields !== undefined) writer.ascii(`,"createNewFields":${event.createNewFields}`)
  writer.ascii("}")
}

function isCheckedEvent({
  campaignId,
  createdAt,
  createNewFields,
  eventName,
  id,
  templateId,
}: CustomEvent): boolean {
  return (
    isCheckedText(eventName) &&
    (id === undefined || optionalEventId(id) === id) &&
    campaignId === undefined &&
    templateId === undefined &&
    createNewFields === undefined &&
    (createdAt === undefined || (Number.isInteger(createdAt) && createdAtSeconds(createdAt) === createdAt))
  )
}

function ownEvent({
  campaignId,
  createdAt,
  createNewFields,
  dataFields,
  email,
  eventName,
  id,
  templateId,
  userId,
}: CustomEvent): CustomEvent {
  return {
    eventName,
    email,
    userId,
    dataFields: dataFields && ownCopy(dataFields),
    id,
    createdAt,
    campaignId,
    templateId,
    createNewFields,
  }
}
