import { expect, it } from "vitest"
import type { Rejection } from "../../actions/outcome.ts"
import type { MappedRecords } from "../../mapping/mapped-records.ts"
import { SourceError, UsageError } from "../../errors.ts"
import { holdStart } from "./hold-start.ts"

const REJECTION: Rejection = { stage: "parse", code: "not-json", message: "no" }

/** An array of so many records, which all failed or none. */
function array(count: number, hasFailed: boolean): MappedRecords {
  const items = Array.from({ length: count }, (_, index) => ({
    position: { recordNumber: index + 1 },
    record: {},
  }))
  const unmapped = hasFailed ? items.map((item) => ({ item, rejection: REJECTION })) : []
  return { items, unmapped, skipped: hasFailed ? [] : items, actions: [] }
}

interface Passed {
  /** How many records had been read as each array passed, and how many it has. */
  readonly passed: readonly (readonly [read: number, records: number])[]
  readonly error?: unknown
}

async function passing(
  arrays: readonly MappedRecords[],
  { failure, isStopped = false }: { readonly failure?: Error; readonly isStopped?: boolean } = {},
): Promise<Passed> {
  let read = 0
  async function* source(): AsyncGenerator<MappedRecords, void> {
    for (const mapped of arrays) {
      await Promise.resolve()
      read += mapped.items.length
      yield mapped
    }
    if (failure !== undefined) throw failure
  }
  const passed: [number, number][] = []
  const signal = isStopped ? AbortSignal.abort() : new AbortController().signal
  const refusal = ({ count }: { readonly count: number }): Error => new UsageError(`${count} fail`)
  try {
    for await (const { items } of holdStart(source(), refusal, signal)) passed.push([read, items.length])
  } catch (error) {
    return { passed, error }
  }
  return { passed }
}

it("lets records pass at once that do not all fail", async () => {
  const arrays = [array(3, false), array(9, true), array(500, true)]
  expect(await passing(arrays)).toEqual({
    passed: [
      [3, 3],
      [12, 9],
      [512, 500],
    ],
  })
})

it("holds those back that fail, and lets them pass in order once one has not", async () => {
  const arrays = [array(2, true), array(3, true), array(4, false), array(5, true)]
  expect(await passing(arrays)).toEqual({
    passed: [
      [9, 2],
      [9, 3],
      [9, 4],
      [14, 5],
    ],
  })
})

it("lets nothing pass, and reads no further, once 200 fail alike", async () => {
  const { error, passed } = await passing([array(150, true), array(60, true), array(9, false)])
  expect(passed).toEqual([])
  expect(error).toEqual(new UsageError("200 fail"))
})

it("lets nothing pass of fewer that all fail alike; a single one passes", async () => {
  expect(await passing([array(1, true), array(1, true)])).toEqual({
    passed: [],
    error: new UsageError("2 fail"),
  })
  expect(await passing([array(1, true)])).toEqual({ passed: [[1, 1]] })
  expect(await passing([])).toEqual({ passed: [] })
})

it("lets them pass if the source breaks, and when the import is stopped", async () => {
  const failure = new SourceError("gone")
  expect(await passing([array(3, true)], { failure })).toEqual({ passed: [[3, 3]], error: failure })
  expect(await passing([array(3, true)], { isStopped: true })).toEqual({ passed: [[3, 3]] })
})
