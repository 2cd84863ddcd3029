import type { DataSource } from "./data-source.ts"
import { iterableSource } from "./iterable-source.ts"
import { isNodeStream } from "./node-stream.ts"

/**
 * A data source as it is, or one that gives the objects of an iterable. A stream of Node.js is an iterable, though it can `read` too.
 *
 * @throws {@link UsageError} if it is neither.
 */
export function sourceFrom<Data>(
  source: DataSource<Data> | Iterable<Data> | AsyncIterable<Data>,
): DataSource<Data> {
  return isDataSource(source) ? source : iterableSource(source as Iterable<Data & object>)
}

function isDataSource<Data>(source: DataSource<Data> | object): source is DataSource<Data> {
  if (typeof source !== "object" || source === null || isNodeStream(source)) return false
  return "read" in source && typeof source.read === "function"
}
