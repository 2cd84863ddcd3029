import type { SourceItem } from "./data-source.ts"

/** Leaves out the items that are not wanted. */
export async function* onlyItems<Data>(
  arrays: AsyncIterable<readonly SourceItem<Data>[]>,
  isWanted: (item: SourceItem<Data>) => boolean,
): AsyncGenerator<readonly SourceItem<Data>[], void, undefined> {
  for await (const items of arrays) yield items.filter(isWanted)
}
