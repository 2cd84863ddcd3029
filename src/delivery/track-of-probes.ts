import type { EndpointName } from "../kinds/all-kinds.ts"
import type { PerEndpoint } from "../kinds/per-endpoint.ts"
import type { Track } from "./track.ts"

/** The track that carries the requests without records of another: its own, or the one that its endpoint names. */
export function trackOfProbes({
  track,
  tracks,
}: {
  readonly track: Track
  readonly tracks?: PerEndpoint<Track>
}): Track {
  const { probedBy } = track.endpoint
  return (probedBy && tracks?.[probedBy.name as EndpointName]) ?? track
}

/** Whether it may be asked at all: nothing goes to an endpoint that asked to wait for longer than the delivery does. */
export function mayProbe(parts: Parameters<typeof trackOfProbes>[0]): boolean {
  return trackOfProbes(parts).closedUntilMs === undefined
}
