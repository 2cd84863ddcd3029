import { httpAttempt } from "../../../src/delivery/attempt/http-attempt.ts"
import { IterableImporter } from "../../../src/delivery/iterable-importer.ts"
import { silentLogger } from "../../../src/platform/logger.ts"
import type { Random } from "../../../src/platform/random.ts"
import type { VirtualProcess } from "../../kit/virtual-machine.ts"
import type { Story } from "./story.ts"

const TARGET = { baseUrl: "http://sandbox.invalid", keyFingerprint: "0" }

/** The importer of a process in a story. */
export function storyImporter(
  { format, ids, maxRecordsPerRequest }: Pick<Story, "format" | "ids" | "maxRecordsPerRequest">,
  { http, platform: { clock } }: VirtualProcess,
  random: Random,
): IterableImporter {
  const attempt = httpAttempt({
    http,
    clock,
    apiKey: "canary-key-0123456789",
    baseUrl: TARGET.baseUrl,
    timeoutMs: 10_000,
  })
  return new IterableImporter({
    target: TARGET,
    connect: () => ({ attempt, close: () => Promise.resolve() }),
    clock,
    random,
    logger: silentLogger,
    importName: `data.${format}`,
    ids,
    rateLimits: {},
    maxRecordsPerRequest,
    maxOutageMs: 600_000,
  })
}
