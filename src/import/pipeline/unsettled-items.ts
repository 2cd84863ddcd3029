import type { Ledger } from "../../accounting/ledger/ledger.ts"
import type { DataSource, Position, SourceItem } from "../../sources/data-source.ts"
import { endsBefore } from "../../sources/formats/text/read-items.ts"

/** From where what is read, and what is settled of it already. */
export interface UnsettledParts {
  readonly source: Pick<DataSource, "name">
  readonly from?: Position | undefined
  readonly ledger: Pick<Ledger, "highestSettled" | "unsettled">
}

/**
 * Leaves out the records that an earlier run settled.
 *
 * @throws {@link SourceError} if the source ends before the last of them, and so is another one, such as a pipe into which nothing was written this time.
 */
export async function* unsettledItems<Data>(
  arrays: AsyncIterable<readonly SourceItem<Data>[]>,
  { from, ledger, source }: UnsettledParts,
  signal: AbortSignal,
): AsyncGenerator<readonly SourceItem<Data>[], void, undefined> {
  const settledBefore = ledger.highestSettled
  let last = (from?.recordNumber ?? 1) - 1
  for await (const items of arrays) {
    last = items.at(-1)?.position.recordNumber ?? last
    const left = ledger.unsettled(items)
    if (left.length > 0) yield left
  }
  if (last < settledBefore && !signal.aborted) throw endsBefore(settledBefore, source.name)
}
