import type { DeliveryStatistics } from "../delivery/delivery-statistics.ts"
import { mapEndpoints } from "../kinds/per-endpoint.ts"
import type { RunSample } from "./run-history.ts"
import type { RecordCounts } from "../accounting/summary.ts"

/** How an import stands, for its history; without `delivery`, as its present run finds it. */
export function runSample(records: RecordCounts, delivery?: DeliveryStatistics): RunSample {
  return {
    settled: records.read - records.pending,
    imported: records.imported,
    rejected: records.rejected,
    requests: delivery?.requests ?? 0,
    retried: delivery?.retries ?? 0,
    throttled: delivery?.throttled ?? 0,
    bodyBytes: delivery?.bodyBytes ?? 0,
    answers: delivery?.answers ?? 0,
    latencyTotalMs: delivery?.answersMs ?? 0,
    inFlight: delivery?.inFlight ?? 0,
    channels: delivery === undefined ? undefined : endpointSamples(delivery),
  }
}

function endpointSamples({ channels }: DeliveryStatistics): RunSample["channels"] {
  return mapEndpoints(channels, ({ requests, throttled, perSecond }) => ({
    requests,
    throttled,
    pacePerSecond: perSecond,
  }))
}
