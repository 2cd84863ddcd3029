import { CustomEvent } from "../resources/custom-event.ts"
import type { CustomEventFields } from "../resources/custom-event.ts"

/** Asks to record a custom event of a user. Events may start journeys: mind what listens in the project. */
export class TrackCustomEvent {
  readonly kind = "track-custom-event"
  readonly event: CustomEvent

  constructor(event: CustomEvent | CustomEventFields) {
    this.event = event instanceof CustomEvent ? event : new CustomEvent(event)
  }
}
