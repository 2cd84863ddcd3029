import { SourceError, UsageError } from "../errors.ts"
import type { DataSource, ReadOptions, SourceItem } from "./data-source.ts"
import { isRecord, kindOf } from "./source-data-record.ts"

/** Records of a synchronous iterable that are given at once. */
const MAX_ITEMS = 256

/**
 * Gives the objects of any iterable as records, for example of an array, a generator or a database cursor.
 *
 * Positions have numbers only. What is no object is a bad item, `not-an-object`. Values of an asynchronous iterable are
 * given on one by one, as they come. Each must be an object of its own: one that is given twice in a row, as by a cursor that uses it
 * for each row, ends the reading. Each reading, from a position too, goes through the iterable from its
 * beginning, so it must give the same each time; a generator object can be read once only. Its iterator's `return` is called
 * when the reading is ended early.
 *
 * @throws {@link UsageError} if it is not iterable. Reading throws {@link SourceError} if the iterable throws.
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
    for await (const values of Symbol.asyncIterator in iterable
      ? oneByOne(iterable, signal)
      : together(iterable)) {
      const items: SourceItem<Data>[] = []
      for (const value of values) {
        recordNumber += 1
        if (recordNumber >= firstNumber) items.push(itemOf(value, recordNumber))
      }
      if (signal?.aborted === true) return
      if (items.length > 0) yield items
    }
  } catch (error) {
    if (error instanceof SourceError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new SourceError(
      `Cannot read ${name} after record ${recordNumber} as the iterable threw: ${reason}`,
      {
        cause: error,
      },
    )
  }
}

function* together<Data>(iterable: Iterable<Data>): Generator<readonly Data[], void> {
  let values: Data[] = []
  let last: Data | undefined
  try {
    for (const value of iterable) {
      // What an array holds twice is there twice; what comes out of a generator again has been changed since.
      if (isReused(value, last) && !Array.isArray(iterable)) {
        values = []
        throw reused()
      }
      last = value
      values.push(value)
      if (values.length === MAX_ITEMS) {
        yield values
        values = []
      }
    }
  } catch (error) {
    // What came before the error is not lost.
    if (values.length > 0) yield values
    throw error
  }
  if (values.length > 0) yield values
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
  let last: Data | undefined
  try {
    for (;;) {
      if (signal?.aborted === true) return
      state = "waiting"
      const result = await next()
      if (result === undefined) return
      state = result.done === true ? "over" : "between"
      if (result.done === true) return
      if (isReused(result.value, last)) throw reused()
      last = result.value
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
  }
}

function isReused(value: unknown, last: unknown): boolean {
  return value === last && isRecord(value)
}

function reused(): Error {
  return new Error("it gave the same object again; give a new object for each record")
}

function itemOf<Data extends object>(value: Data, recordNumber: number): SourceItem<Data> {
  const position = { recordNumber }
  if (isRecord(value)) return { position, record: value }
  const message = `The value is ${kindOf(value)}, not an object.`
  return { position, problem: { code: "not-an-object", message }, raw: kindOf(value) }
}
