import type { ChannelStatistics, DeliveryStatistics } from "../delivery/delivery-statistics.ts"
import type { ChannelSample, RunSample } from "./run-history.ts"
import type { RecordCounts } from "./summary.ts"

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
    channels: delivery === undefined ? undefined : channelSamples(delivery),
  }
}

function channelSamples({ channels }: DeliveryStatistics): RunSample["channels"] {
  const sample = ({ requests, throttled, perSecond }: ChannelStatistics): ChannelSample => ({
    requests,
    throttled,
    pacePerSecond: perSecond,
  })
  const { events, purchases, users } = channels
  return { users: sample(users), events: sample(events), purchases: sample(purchases) }
}
