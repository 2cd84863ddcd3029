import type { Attempt } from "../../src/delivery/attempt.ts"
import { IterableImporter } from "../../src/delivery/iterable-importer.ts"
import { silentLogger } from "../../src/platform/logger.ts"
import type { VirtualClock } from "./virtual-clock.ts"

/** An importer in virtual time whose requests are `attempt`s, at the documented pace. */
export function virtualImporter(
  clock: VirtualClock,
  attempt: Attempt,
  {
    maxRecordsPerRequest = 1_000,
    mergeUpdates = true,
  }: { readonly maxRecordsPerRequest?: number; readonly mergeUpdates?: boolean } = {},
): IterableImporter {
  return new IterableImporter({
    connect: () => ({ attempt, close: () => Promise.resolve() }),
    clock,
    random: () => 0.5,
    logger: silentLogger,
    importName: "virtual",
    ids: "derive",
    rateLimits: {},
    maxRecordsPerRequest,
    mergeUpdates,
    maxOutageMs: 60_000,
  })
}
