import { CustomEvent } from "../resources/custom-event.ts"
import type { CustomEventFields } from "../resources/custom-event.ts"

/** Asks to record a custom event of a user. Events may start journeys: mind what listens in the project. */
export class TrackCustomEvent {
  readonly kind = "track-custom-event"
  readonly event: CustomEvent

  /** Takes a copy: what becomes of `event` later changes nothing. */
  constructor(event: CustomEvent | CustomEventFields) {
    this.event = new CustomEvent(event)
  }
}
