import { ALL_FORMATS } from "./formats/all-formats.ts"
import type { Format } from "./formats/format.ts"
import { ALL_PACKINGS } from "./packings/all-packings.ts"
import type { Packing } from "./packings/packing.ts"
import { ALL_PLACES } from "./places/all-places.ts"
import type { Place } from "./places/place.ts"

/** What sources are put together from: registries, which are passed in. */
export interface SourceParts {
  readonly places: readonly Place[]
  readonly packings: readonly Packing[]
  readonly formats: readonly Format[]
}

/** Those of the library. */
export const ALL_PARTS: SourceParts = {
  places: ALL_PLACES,
  packings: ALL_PACKINGS,
  formats: ALL_FORMATS,
}
