import type { SandboxOptions } from "../../src/sandbox/index.ts"
import type { Scenario, SimulatedRecord } from "./scenario.ts"

/** A quiet import at the documented limits, whose records are what matters. */
export function quiet(records: readonly SimulatedRecord[], sandbox: SandboxOptions): Scenario {
  return {
    seed: 1,
    records,
    arrayLength: 500,
    sandbox: {
      seed: 1,
      traceField: "seq",
      userFields: { seq: "long" },
      maxUserFields: Infinity,
      latency: { kind: "fixed", latencyMs: 100 },
      ...sandbox,
    },
    ids: "derive",
    mergeUpdates: records.length < 10_000,
    maxRecordsPerRequest: 20_000,
    maxBytesPerRequest: 3_900_000,
    jitterMs: 0,
    down: undefined,
    abortAtMs: undefined,
    echoesKey: false,
  }
}
