import type { ChannelName } from "../api/channel.ts"
import type { Track } from "./track.ts"

/** The channel that carries the requests without records of a channel: that of users for one whose requests cannot do without. */
export function trackOfProbes({
  track,
  tracks,
}: {
  readonly track: Track
  readonly tracks?: Readonly<Record<ChannelName, Track>>
}): Track {
  return track.channel.envelope === undefined ? (tracks?.users ?? track) : track
}
