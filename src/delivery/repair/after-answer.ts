import type { Outcome, Rejection } from "../../actions/outcome.ts"
import { ACCEPTED } from "../../actions/outcome.ts"
import type { Verdict } from "../../answers/verdict.ts"
import { apart } from "../../batches/apart.ts"
import type { Batch, BatchEntry } from "../../batches/batch.ts"
import { halves } from "../../batches/halves.ts"
import { say } from "../../messages/say.ts"
import { backoffMs } from "../pace/backoff.ts"
import { afterFailure } from "./after-failure.ts"
import type { FailureParts } from "./after-failure.ts"
import { leftToSendAgain } from "./left-to-send-again.ts"
import type { Load } from "./load.ts"
import { goOn } from "./next.ts"
import type { Next } from "./next.ts"
import type { OpenLoads } from "./open-loads.ts"
import { isByHint } from "./pointer-trust.ts"

/** So often an answer may not tell of an entry that was alone in its request until that is all there is to know. */
const ANSWERS_THAT_DO_NOT_TELL = 3

/** Settles the entries whose outcome a verdict tells, and says what to send next. */
export function afterAnswer(
  batch: Batch,
  load: Load,
  verdict: Verdict,
  others: OpenLoads,
  delivery: FailureParts,
  settle: Settle,
): Next {
  const { isPart, leftOpen } = load
  switch (verdict.kind) {
    case "stop":
      return {
        kind: "go-on",
        loads: [
          {
            ...load,
            doubted: [...load.doubted, verdict.code],
            isDoubtedAlone: load.entries.length === 1,
          },
        ],
        waitMs: backoffMs(1, delivery.random),
      }
    case "processed": {
      const untold = load.entries.length === 1 ? load.untold + 1 : 0
      return goOn(afterProcessed(batch, { ...load, untold }, verdict, settle), {
        isPart: true,
        leftOpen: NOT_TOLD_YET,
        untold,
      })
    }
    case "refused":
      return goOn(afterRefused(batch, load.entries, verdict, settle), { isPart, leftOpen })
    case "too-large":
      return goOn(halvesOrReject(load.entries, verdict.rejection, settle), { isPart, leftOpen })
    case "try-again":
      return afterFailure(load, verdict, others, delivery, settle)
  }
}

/** Takes what became of an entry. */
export type Settle = (entry: BatchEntry, outcome: Outcome) => void

function afterProcessed(
  batch: Batch,
  { entries, untold }: Load,
  verdict: Extract<Verdict, { kind: "processed" }>,
  settle: Settle,
): readonly (readonly BatchEntry[])[] {
  // Nearly every answer is such a one.
  if (verdict.rejected.size === 0 && verdict.doubtful.length === 0) {
    for (const entry of entries) settle(entry, ACCEPTED)
    return []
  }
  const doubtful = new Set(verdict.doubtful)
  const candidates = new Set(verdict.candidates)
  const again: BatchEntry[] = []
  const named: BatchEntry[] = []
  for (const [index, entry] of entries.entries()) {
    const rejection = verdict.rejected.get(index)
    if (rejection !== undefined) settle(entry, { kind: "rejected", rejection })
    else if (!doubtful.has(index)) settle(entry, ACCEPTED)
    else if (entry.idempotent && untold < ANSWERS_THAT_DO_NOT_TELL) {
      again.push(entry)
      if (candidates.has(index)) named.push(entry)
    } else settle(entry, NOT_TOLD)
  }
  if (named.length > 0) return namedAlone(batch, again, named)
  // The same request would bring the same answer: ask for half of it.
  return again.length === entries.length ? halves(again) : [again]
}

/** So many are asked for one by one; of more, most are fine, and halves cost less. */
const MOST_ALONE = 8

/** Those whom an answer may mean each alone, so that its counts tell; then the others. */
function namedAlone(
  batch: Batch,
  again: readonly BatchEntry[],
  named: readonly BatchEntry[],
): readonly (readonly BatchEntry[])[] {
  const few = again.length <= MOST_ALONE ? again : named
  const [others = [], apartOnes = []] = apart(batch, again, few)
  return [...(apartOnes.length <= MOST_ALONE ? apartOnes.map((one) => [one]) : halves(apartOnes)), others]
}

const NOT_TOLD = {
  kind: "unknown",
  code: "counts-do-not-add-up",
  ...say`Iterable's answer does not tell what became of it: its counts do not add up`,
} as const satisfies Outcome

const NOT_TOLD_YET: Outcome = leftToSendAgain(NOT_TOLD)

function afterRefused(
  batch: Batch,
  entries: readonly BatchEntry[],
  verdict: Extract<Verdict, { kind: "refused" }>,
  settle: Settle,
): readonly (readonly BatchEntry[])[] {
  if (entries.length === 1 || (verdict.rejected.size === 0 && verdict.suspects.length === 0)) {
    return halvesOrReject(entries, verdict.rejection, settle)
  }
  const suspects = new Set(verdict.suspects)
  const left: BatchEntry[] = []
  const suspected: BatchEntry[] = []
  for (const [index, entry] of entries.entries()) {
    const rejection = verdict.rejected.get(index)
    if (rejection !== undefined) settle(entry, { kind: "rejected", rejection })
    else {
      left.push(entry)
      if (suspects.has(index)) suspected.push(entry)
    }
  }
  const groups = apart(batch, left, suspected)
  // Those of the suspects' users are among them, perhaps all: the same request would bring the same answer.
  if (groups.some(({ length }) => length === entries.length)) return halves(entries)
  // Whether a hint was right is to be known before the next one comes.
  return isByHint(verdict) ? groups.toReversed() : groups
}

function halvesOrReject(
  entries: readonly BatchEntry[],
  rejection: Rejection,
  settle: Settle,
): readonly (readonly BatchEntry[])[] {
  const [only] = entries
  if (entries.length > 1 || only === undefined) return halves(entries)
  settle(only, { kind: "rejected", rejection })
  return []
}
