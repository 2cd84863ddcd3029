import { filePlace } from "./file-place.ts"
import type { Place } from "./place.ts"
import { pipePlace } from "./pipe-place.ts"

/** Where bytes may come from. The first that has what stands at an address is taken, so that the disk, which takes any text for a path, is the last. */
export const ALL_PLACES: readonly Place[] = [pipePlace, filePlace]
