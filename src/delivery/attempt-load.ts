import type { Verdict } from "../answers/verdict.ts"
import { bodyOf, emptyBody, sentOf } from "../batches/batch.ts"
import type { Batch, BatchEntry } from "../batches/batch.ts"
import type { AttemptResult } from "./attempt/attempt.ts"
import type { BatchDelivery } from "./batch-delivery.ts"
import { afterAcceptance, afterRefusal } from "./repair/field-types.ts"
import type { Load } from "./repair/load.ts"
import { trackOfProbes } from "./track-of-probes.ts"

/** Makes one request of a load; the endpoint's track, the health and the counters learn from its answer. */
export async function attemptLoad(batch: Batch, load: Load, delivery: BatchDelivery): Promise<AttemptResult> {
  const { attempt, clock, counter, health, logger, track } = delivery
  const { endpoint } = load.isProbe ? trackOfProbes(delivery) : track
  const body = load.isProbe ? emptyBody(endpoint) : bodyOf(batch, load.entries)
  const ofEndpoint = counter.ofEndpoint(endpoint)
  counter.requests += 1
  ofEndpoint.requests += 1
  if (load.repeats > 0) counter.retries += 1
  counter.inFlight += 1
  const startedMs = clock.elapsedMs()
  // What a search for culprits meets says nothing of the size of ordinary requests.
  const isWhole = !load.isPart && load.entries.length > 1
  const sent = sentOf(batch, load.entries)
  const { fieldTypes } = track
  health.started()
  const patienceMs = (): number => health.patienceWithAnswersMs
  const { group } = batch
  const { repeats } = load
  const verdict = await attempt({ endpoint, group, body, sent, repeats, patienceMs })
  health.ended()
  counter.inFlight -= 1
  track.noteFailure(verdict.kind === "try-again", load.failures === 0)
  if (!neverLeft(verdict)) counter.bodyBytes += body.length
  const { recordsPerRequest: before } = track
  if (verdict.kind === "try-again") {
    health.failed(verdict.rejection.message, verdict.applied === "maybe" || verdict.throttled)
    if (verdict.throttled) {
      counter.throttled += 1
      ofEndpoint.throttled += 1
    }
    if (verdict.rejection.code === "timeout" && isWhole) track.wasTooLarge(load.entries.length)
  } else if (verdict.kind !== "stop") {
    health.good()
    if (verdict.kind !== "too-large") counter.isKeyAccepted = true
    if (verdict.kind === "processed" || load.isProbe) track.gotThrough(startedMs, load.entries.length)
    if (verdict.kind === "processed") {
      const latencyMs = clock.elapsedMs() - startedMs
      counter.noteAnswer(latencyMs)
      track.wentWell(load.entries.length, latencyMs)
      counter.noteFields(verdict.createdFields, verdict.filteredOutFields)
      if (track.fieldTypes.length > 0) {
        const accepted = acceptedOf(load.entries, verdict)
        track.fieldTypes = afterAcceptance(track.fieldTypes, fieldTypes, batch, accepted)
      }
    }
    if (verdict.kind === "refused" && verdict.mismatches !== undefined)
      track.fieldTypes = afterRefusal(track.fieldTypes, verdict.mismatches, batch, load.entries)
    if (verdict.kind === "too-large" && isWhole) track.wasTooLarge(load.entries.length)
    if (verdict.kind === "refused" && load.entries.length > 1) counter.repaired += 1
  }
  const { recordsPerRequest } = track
  if (recordsPerRequest !== before)
    logger.debug("Requests change their size.", { channel: endpoint.name, before, recordsPerRequest })
  return verdict
}

/** There was no connection for it. */
function neverLeft(verdict: Verdict): boolean {
  return verdict.kind === "try-again" && verdict.applied === "never" && verdict.rejection.code === "no-answer"
}

function acceptedOf(
  entries: readonly BatchEntry[],
  { doubtful, rejected }: Extract<Verdict, { kind: "processed" }>,
): readonly BatchEntry[] {
  const others = new Set([...doubtful, ...rejected.keys()])
  return others.size === 0 ? entries : entries.filter((_, index) => !others.has(index))
}
