import { describe, expect, it } from "vitest"
import { newLedger } from "../../../tests/kit/new-ledger.ts"
import { DeliveryStop } from "../../delivery/delivery-stop.ts"
import type { Importer } from "../../delivery/importer.ts"
import { SourceError, UsageError } from "../../errors.ts"
import { UpdateUserProfile } from "../../kinds/update-user-profile.ts"
import type { Ledger } from "../../accounting/ledger/ledger.ts"
import { runPipeline } from "./pipeline.ts"
import type { PipelineParts } from "./pipeline.ts"
import type { Stop } from "./stop.ts"
import type { DataSource, SourceItem } from "../../sources/data-source.ts"

const ACCEPTED = { kind: "accepted" } as const
const accepting: Importer = {
  async *deliver(actions) {
    for await (const array of actions) yield array.map((action) => ({ action, outcome: ACCEPTED }))
  },
}

/** Gives `count` records in arrays of two, then fails if it is to. */
function sourceOf(count: number, failure?: Error): DataSource<number> {
  return {
    name: "test",
    async *read({ signal } = {}) {
      for (let number = 1; number <= count && signal?.aborted !== true; number += 2) {
        await Promise.resolve()
        const items: SourceItem<number>[] = [number, number + 1].map((record) => ({
          position: { recordNumber: record },
          record,
        }))
        yield items
      }
      if (failure !== undefined) throw failure
    },
  }
}

interface Ran {
  readonly stop: Stop | undefined
  readonly ledger: Ledger
  readonly log: readonly string[]
}

async function run(parts: Partial<PipelineParts<number>>): Promise<Ran> {
  const ledger = newLedger()
  const log: string[] = []
  const stop = await runPipeline<number>({
    source: sourceOf(4),
    mapFunction: (number) => new UpdateUserProfile({ userId: `u${number}` }),
    importer: accepting,
    ledger,
    reject: (failed) => {
      log.push(...failed.map(({ item }) => `reject ${item.position.recordNumber}`))
      return Promise.resolve()
    },
    isOverBudget: () => false,
    begin: () => {
      log.push("begin")
      return Promise.resolve()
    },
    onRead: (first, last) => log.push(`read ${first.recordNumber}-${last.recordNumber}`),
    signal: new AbortController().signal,
    ...parts,
  })
  return { stop, ledger, log }
}

describe("runPipeline()", () => {
  it("imports all, and begins once, before anything else", async () => {
    const { stop, ledger, log } = await run({})
    expect(stop).toBeUndefined()
    expect(ledger.records).toMatchObject({ read: 4, imported: 4, pending: 0 })
    expect(log).toEqual(["begin", "read 1-2", "read 3-4"])
  })

  it("makes nothing for a source without anything in it", async () => {
    const { stop, log } = await run({ source: sourceOf(0) })
    expect([stop, log]).toEqual([undefined, []])
  })

  it("throws where the source cannot be read at all", async () => {
    await expect(run({ source: sourceOf(0, new SourceError("no such file")) })).rejects.toThrow(SourceError)
    await expect(run({ begin: () => Promise.reject(new UsageError("Cannot write")) })).rejects.toThrow(
      "Cannot write",
    )
  })

  it.each<[string, Error, string]>([
    ["the source breaks", new SourceError("quote never closed"), "SOURCE_BROKEN"],
    ["delivery has no chance", new DeliveryStop("API_UNAUTHORIZED", "no"), "API_UNAUTHORIZED"],
    ["a disk fails", Object.assign(new Error("ENOSPC: no space left"), { syscall: "write" }), "DISK"],
    ["something else fails", new TypeError("x is not a function"), "UNEXPECTED"],
  ])("says so where %s, after what came before was settled", async (_, failure, code) => {
    const { stop, ledger } = await run({ source: sourceOf(2, failure) })
    expect(stop).toMatchObject({ code, message: expect.stringContaining(failure.message) as unknown })
    expect(ledger.records).toMatchObject({ read: 2, imported: 2 })
  })

  it("writes down those whose mapping failed, and goes on", async () => {
    const { stop, log } = await run({
      mapFunction: (number) => {
        if (number === 2) throw new Error("odd")
        return new UpdateUserProfile({ userId: "u" })
      },
    })
    expect([stop, log]).toEqual([undefined, ["begin", "reject 2", "read 1-2", "read 3-4"]])
  })

  it("stops where a reject cannot be written: it would be lost", async () => {
    const { stop } = await run({
      mapFunction: () => {
        throw new Error("odd")
      },
      reject: () => Promise.reject(Object.assign(new Error("ENOSPC"), { syscall: "write" })),
    })
    expect(stop).toMatchObject({ code: "DISK" })
  })

  it("stops where too many are rejected, and says how many", async () => {
    const { stop, ledger } = await run({
      source: sourceOf(100),
      isOverBudget: ({ records }) => records.read >= 4,
    })
    expect(stop).toMatchObject({
      code: "TOO_MANY_REJECTS",
      message: expect.stringContaining("of the") as unknown,
    })
    expect(ledger.records.read).toBeLessThan(10)
  })

  it("does not end well where the source ends before what is settled already, and is another one", async () => {
    const earlier = (await run({ source: sourceOf(6) })).ledger
    const again = (count: number): Promise<Ran> => {
      const { settled, counts } = earlier.snapshot()
      return run({ source: sourceOf(count), ledger: newLedger({ settled, counts }) })
    }
    expect(await again(6)).toMatchObject({ stop: undefined, log: [] })
    for (const count of [0, 4])
      await expect(again(count)).rejects.toThrow(
        "Cannot go on reading test as it has changed since: it ends before record 6.",
      )
    const { settled, counts } = earlier.snapshot()
    const gap = newLedger({ settled: { ...settled, lowWater: 0, ranges: [[3, 6]] }, counts })
    expect((await run({ source: sourceOf(4), ledger: gap })).stop).toMatchObject({ code: "SOURCE_BROKEN" })
  })

  it("stops on request", async () => {
    const abort = new AbortController()
    const { stop } = await run({ source: sourceOf(100), onRead: () => abort.abort(), signal: abort.signal })
    expect(stop).toMatchObject({ code: "ABORTED" })
    expect((await run({ signal: AbortSignal.abort() })).stop).toMatchObject({ code: "ABORTED" })
  })

  it("was stopped too where all was on its way, and of some it is unknown whether it arrived", async () => {
    const abort = new AbortController()
    const unknown = { kind: "unknown", code: "timeout", message: "no answer" } as const
    const importer: Importer = {
      async *deliver(actions) {
        const all = []
        for await (const array of actions) all.push(...array)
        abort.abort()
        yield all.map((action, index) => ({ action, outcome: index === 0 ? unknown : ACCEPTED }))
      },
    }
    const { ledger, stop } = await run({ importer, signal: abort.signal })
    expect(ledger.records).toMatchObject({ read: 4, imported: 3, unknown: 1, pending: 0 })
    expect(stop).toMatchObject({ code: "ABORTED" })
  })

  it("does not believe an importer that forgets actions", async () => {
    const forgetful: Importer = {
      async *deliver(actions) {
        for await (const [action] of actions) if (action !== undefined) yield [{ action, outcome: ACCEPTED }]
      },
    }
    const { stop, ledger } = await run({ importer: forgetful })
    expect(ledger.records.pending).toBe(2)
    expect(stop).toMatchObject({ code: "UNEXPECTED" })
  })
})
