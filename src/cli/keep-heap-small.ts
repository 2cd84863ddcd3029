import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8"

/** As large as this space gets on Node 20; later versions let it grow to four times that. */
const ENOUGH_NEW_BYTES = 32 * 1024 * 1024
const CHECK_INTERVAL_MS = 20

/**
 * Keeps V8's heap as small as a stream of short-lived records allows. By default, V8 lets it grow several times as large, which
 * makes such a stream no faster.
 *
 * - Old objects are collected once there are half as many again as after the last collection.
 * - The space for new objects stops growing once it is large enough (Node 24, 600,000 users: a peak of 163 MB instead of
 *   255 MB).
 *
 * Call it once everything is loaded. Modules of Node.js itself that are loaded after a flag was set are compiled again
 * instead of taken from its cache (20 ms for those that a request needs).
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--heap-growing-percent=50")
  const timer = setInterval(() => {
    if (newSpaceBytes() < ENOUGH_NEW_BYTES) return
    clearInterval(timer)
    setFlagsFromString("--semi-space-growth-factor=1")
  }, CHECK_INTERVAL_MS).unref()
}

function newSpaceBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space")?.space_size ?? 0
}
