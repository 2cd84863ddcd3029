import type { Attempt } from "../../src/delivery/attempt/attempt.ts"
import { IterableImporter } from "../../src/delivery/iterable-importer.ts"
import type { IterableImporterOptions } from "../../src/delivery/iterable-importer.ts"
import { silentLogger } from "../../src/platform/logger.ts"
import type { VirtualClock } from "./virtual-clock.ts"

/** An importer in virtual time whose requests are `attempt`s, at the documented pace. */
export function virtualImporter(
  clock: VirtualClock,
  attempt: Attempt,
  {
    ids = "derive",
    maxKeptBytes,
    maxOutageMs = 60_000,
    maxRecordsPerRequest = 1_000,
    mergeUpdates = true,
    random = () => 0.5,
    rateLimits = {},
  }: Partial<
    Pick<
      IterableImporterOptions,
      | "ids"
      | "maxKeptBytes"
      | "maxOutageMs"
      | "maxRecordsPerRequest"
      | "mergeUpdates"
      | "random"
      | "rateLimits"
    >
  > = {},
): IterableImporter {
  return new IterableImporter({
    connect: () => ({ attempt, close: () => Promise.resolve() }),
    clock,
    random,
    logger: silentLogger,
    importName: "virtual",
    ids,
    rateLimits,
    maxRecordsPerRequest,
    maxKeptBytes,
    mergeUpdates,
    maxOutageMs,
  })
}
