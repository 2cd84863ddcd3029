import { SourceError, UsageError, isThrown, messageOf } from "../errors.ts"
import type { DataSource, ReadOptions, SourceItem } from "./data-source.ts"
import { isNodeStream } from "./node-stream.ts"
import { isRecord, kindOf } from "./source-data-record.ts"
import { asOurs, say } from "../messages/say.ts"

/** Records of an array that are given at once. */
const MAX_ITEMS = 256

/**
 * Gives the objects of any iterable as records, for example of an array, a generator or a database cursor.
 *
 * Positions have numbers only. What is no object is a bad item, `not-an-object`. Only what an array holds is given on many at a
 * time. Any other value is given on alone, and the next one is asked for when the reader comes back for more, so that the
 * iterable may reuse its objects. Each reading, from a position too, goes through the iterable from its
 * beginning, so it must give the same each time; a generator object or a stream can be read once only. When the reading is ended early, its
 * iterator's `return` is called, and a stream is destroyed.
 *
 * @throws {@link UsageError} if it is not iterable, or a stream of bytes. Reading throws {@link SourceError} if the iterable throws.
 */
export function iterableSource<Data extends object>(
  iterable: Iterable<Data> | AsyncIterable<Data>,
  name: string = "records",
): DataSource<Data> {
  const isIterable =
    Object(iterable) === iterable && (Symbol.iterator in iterable || Symbol.asyncIterator in iterable)
  if (!isIterable) {
    throw new UsageError(`Cannot read ${name} as it is not iterable: it is ${kindOf(iterable)}.`)
  }
  if (isNodeStream(iterable) && iterable.readableObjectMode === false) {
    throw new UsageError(
      `Cannot read ${name} from a stream of bytes: give a stream of objects, such as what a parser makes of it, or the file's path as sourceFilePath.`,
    )
  }
  return { name, read: (options) => readIterable(iterable, name, options) }
}

async function* readIterable<Data extends object>(
  iterable: Iterable<Data> | AsyncIterable<Data>,
  name: string,
  { signal, from }: ReadOptions = {},
): AsyncGenerator<readonly SourceItem<Data>[], void> {
  const firstNumber = from?.recordNumber ?? 1
  let recordNumber = 0
  try {
    for await (const values of valuesOf(iterable, signal)) {
      const items: SourceItem<Data>[] = []
      for (const value of values) {
        recordNumber += 1
        if (recordNumber >= firstNumber) items.push(itemOf(value, recordNumber))
      }
      if (signal?.aborted === true) return
      if (items.length > 0) yield items
    }
  } catch (error) {
    if (isThrown(error, SourceError)) throw error
    const reason = messageOf(error)
    throw new SourceError(
      `Cannot read ${name} after record ${recordNumber} as the iterable threw: ${reason}`,
      {
        cause: error,
      },
    )
  }
}

function valuesOf<Data>(
  iterable: Iterable<Data> | AsyncIterable<Data>,
  signal: AbortSignal | undefined,
): Iterable<readonly Data[]> | AsyncIterable<readonly Data[]> {
  if (Symbol.asyncIterator in iterable) return oneByOne(iterable, signal)
  return Array.isArray(iterable) ? partsOf(iterable as readonly Data[]) : eachAlone(iterable)
}

function* partsOf<Data>(array: readonly Data[]): Generator<readonly Data[], void> {
  for (let start = 0; start < array.length; start += MAX_ITEMS) yield array.slice(start, start + MAX_ITEMS)
}

function* eachAlone<Data>(iterable: Iterable<Data>): Generator<readonly Data[], void> {
  for (const value of iterable) yield [value]
}

/** Ends when `signal` aborts, even while the iterable keeps us waiting. */
async function* oneByOne<Data>(
  iterable: AsyncIterable<Data>,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly Data[], void> {
  const iterator = iterable[Symbol.asyncIterator]()
  // Not `Promise.race` with one promise for the abort: that would remember every record.
  let stopWaiting = (): void => undefined
  const onAbort = (): void => {
    stopWaiting()
  }
  const next = (): Promise<IteratorResult<Data> | undefined> =>
    new Promise((resolve, reject) => {
      stopWaiting = () => {
        resolve(undefined)
      }
      iterator.next().then(resolve, reject)
    })
  signal?.addEventListener("abort", onAbort)
  let state: "between" | "waiting" | "over" = "between"
  try {
    for (;;) {
      if (signal?.aborted === true) return
      state = "waiting"
      const result = await next()
      if (result === undefined) return
      state = result.done === true ? "over" : "between"
      if (result.done === true) return
      yield [result.value]
    }
  } catch (error) {
    state = "over"
    throw error
  } finally {
    signal?.removeEventListener("abort", onAbort)
    // While a generator waits, its `return` waits too: then it is called, but not awaited.
    const returned = state === "over" ? undefined : iterator.return?.()
    if (state === "between") await returned
    else returned?.catch(() => undefined)
    if (state === "waiting" && isNodeStream(iterable)) iterable.destroy?.()
  }
}

function itemOf<Data extends object>(value: Data, recordNumber: number): SourceItem<Data> {
  const position = { recordNumber }
  if (isRecord(value)) return { position, record: value }
  const message = say`The value is ${asOurs(kindOf(value))}, not an object.`
  return { position, problem: { code: "not-an-object", ...message }, raw: kindOf(value) }
}
