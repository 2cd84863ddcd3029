import type { Outcome } from "../actions/outcome.ts"
import { sentIdentity } from "../answers/answer.ts"
import { sentOf, wireOf } from "../batches/batch.ts"
import type { Batch, BatchEntry } from "../batches/batch.ts"
import type { ActionReference } from "../mapping/mapped-records.ts"
import { originOf } from "../sources/data-source.ts"
import type { LaterRecords } from "./later-records.ts"

/** Tells what became of an entry, as far as it concerns which record about its user is the last. */
export function noteLater(later: LaterRecords, batch: Batch, entry: BatchEntry, outcome: Outcome): void {
  if (outcome.kind === "accepted") {
    if (!later.concerns(batch.marks)) return
    if (overwrites(batch, entry)) later.imported(userOf(batch, entry), originOf(lastOf(entry).item))
  } else {
    // A later run sends it again.
    const isLeft = outcome.kind === "unknown" && outcome.mayBeSentAgain === true
    if (!isLeft && overwrites(batch, entry)) later.failed(userOf(batch, entry), originOf(firstOf(entry).item))
  }
}

function overwrites(batch: Batch, entry: BatchEntry): boolean {
  const { kind } = entry
  return typeof kind.overwrites === "boolean"
    ? kind.overwrites
    : kind.overwrites(batch.endpoint.form.userIn(wireOf(batch, entry)))
}

const userOf = (batch: Batch, entry: BatchEntry): ReturnType<typeof sentIdentity> =>
  sentIdentity(sentOf(batch, [entry]), 0)

/** Of merged updates, which share their outcome. */
const firstOf = (entry: BatchEntry): ActionReference => entry.mergedFrom?.[0]?.mapped ?? entry
const lastOf = (entry: BatchEntry): ActionReference => entry.mergedFrom?.at(-1)?.mapped ?? entry
