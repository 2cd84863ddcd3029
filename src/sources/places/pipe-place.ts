import { namedPath } from "./named-path.ts"
import type { Place } from "./place.ts"

/** What has a path, but no length: pipes, terminals, sockets that are standard input, devices. It is read once, on and on. */
export const pipePlace: Place = {
  name: "pipe",
  named: namedPath,
  open: async ({ address }, files) => {
    const found = await files.look(address).catch(() => undefined)
    if (found?.kind !== "other") return undefined
    return {
      canSeek: false,
      canReadAgain: false,
      sizeBytes: undefined,
      stream: (options) => files.readChunks(address, options),
      fingerprint: () => Promise.resolve(undefined),
      hasChanged: () => Promise.resolve(false),
    }
  },
}
