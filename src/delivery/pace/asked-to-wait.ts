import { isoTime } from "../../platform/iso-time.ts"
import { localTime } from "../../platform/local-time.ts"
import { DeliveryStop } from "../delivery-stop.ts"
import type { Track } from "../track.ts"

/** Why a delivery ends that has done what the closed endpoints do not keep from being done. */
export function askedToWait(closed: readonly Pick<Track, "endpoint" | "closedUntilMs">[]): DeliveryStop {
  const untilMs = Math.max(...closed.map(({ closedUntilMs }) => closedUntilMs ?? 0))
  const wholeSecondMs = Math.ceil(untilMs / 1_000) * 1_000
  const paths = closed.map(({ endpoint }) => endpoint.path(undefined)).join(" and ")
  const message = `Iterable asks to wait until ${isoTime(wholeSecondMs)} (${localTime(wholeSecondMs)} local time) with further requests to ${paths}, which is longer than maxOutageMs lets an import wait. What could be sent elsewhere was sent. The import can go on from that time on.`
  return new DeliveryStop("ASKED_TO_WAIT", message)
}
