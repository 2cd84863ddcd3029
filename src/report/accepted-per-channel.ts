import type { ImportActionKind } from "../actions/import-action.ts"
import { CHANNEL_OF } from "../api/channel.ts"
import type { ChannelName } from "../api/channel.ts"
import type { AcceptedActions } from "../sources/data-source.ts"

/** How many of a record's actions were accepted, by their channels. */
export function acceptedPerChannel(accepted: AcceptedActions = {}): Record<ChannelName, number> {
  const counts = { users: 0, events: 0, purchases: 0 }
  for (const [group, ranges] of Object.entries(accepted)) {
    // The group of an event is its kind and its name.
    const channel = CHANNEL_OF[group.split(" ", 1)[0] as ImportActionKind]
    // A list that somebody changed may name any group.
    if (channel !== undefined) for (const [from, to] of ranges) counts[channel] += to - from + 1
  }
  return counts
}
