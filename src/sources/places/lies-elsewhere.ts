import { ALL_PLACES } from "./all-places.ts"
import type { Place } from "./place.ts"

/** Whether an address names something in another place than on this machine: then there is nothing to look for at a path. */
export function liesElsewhere(address: string | URL, places: readonly Place[] = ALL_PLACES): boolean {
  for (const place of places) {
    const named = place.named(address)
    if (named !== undefined) return named.isLasting === true
  }
  return false
}
