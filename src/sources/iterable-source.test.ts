import { describe, expect, it } from "vitest"
import { hostileThrown } from "../../tests/kit/hostile-thrown.ts"
import { SourceError, UsageError } from "../errors.ts"
import type { DataSource, ReadOptions, SourceItem } from "./data-source.ts"
import { iterableSource } from "./iterable-source.ts"

async function read<Data>(source: DataSource<Data>, options?: ReadOptions): Promise<SourceItem<Data>[]> {
  const items: SourceItem<Data>[] = []
  for await (const some of source.read(options)) items.push(...some)
  return items
}

interface Count {
  readonly n: number
}

/** Counts how often it was ended early; throws at `failAt`. */
class Counter {
  returned = 0
  readonly #upTo: number
  readonly #failAt: number

  constructor(upTo: number, failAt = Infinity) {
    this.#upTo = upTo
    this.#failAt = failAt
  }

  *[Symbol.iterator](): Generator<Count, void> {
    let isDone = false
    try {
      for (let n = 1; n <= this.#upTo; n += 1) {
        isDone = n === this.#failAt
        if (isDone) throw new Error("broken")
        yield { n }
      }
      isDone = true
    } finally {
      if (!isDone) this.returned += 1
    }
  }

  asynchronous(): AsyncIterable<Count> {
    // oxlint-disable-next-line typescript/no-this-alias
    const counter = this
    return {
      async *[Symbol.asyncIterator]() {
        yield* counter
      },
    }
  }
}

describe.each(["synchronous", "asynchronous"])("iterableSource() of a %s iterable", (kind) => {
  const of = (counter: Counter): DataSource<Count> =>
    iterableSource(kind === "synchronous" ? counter : counter.asynchronous())

  it("gives all objects by number", async () => {
    const items = await read(of(new Counter(1000)))
    expect(items).toEqual(
      Array.from({ length: 1000 }, (_, index) => ({
        position: { recordNumber: index + 1 },
        record: { n: index + 1 },
      })),
    )
    expect(await read(of(new Counter(0)))).toEqual([])
  })

  it("reads twice the same, and from each position the rest", async () => {
    const source = of(new Counter(600))
    const all = await read(source)
    expect(await read(source)).toEqual(all)
    for (const recordNumber of [1, 2, 256, 257, 600, 601]) {
      expect(await read(source, { from: { recordNumber } })).toEqual(all.slice(recordNumber - 1))
    }
  })

  it("ends the iterable when it is ended early", async () => {
    const counter = new Counter(1000)
    for await (const some of of(counter).read()) if (some.length > 0) break
    expect(counter.returned).toBe(1)
  })

  it("ends, without an error, when aborted", async () => {
    const counter = new Counter(100_000)
    const controller = new AbortController()
    let items = 0
    for await (const some of of(counter).read({ signal: controller.signal })) {
      items += some.length
      controller.abort()
    }
    expect(items).toBeLessThan(1000)
    expect(counter.returned).toBe(1)
    expect(await read(of(counter), { signal: AbortSignal.abort() })).toEqual([])
  })

  it("gives all before an error of the iterable, then throws that as the cause", async () => {
    const items: SourceItem<Count>[] = []
    const reading = async (): Promise<void> => {
      for await (const some of of(new Counter(1000, 300)).read()) items.push(...some)
    }
    await expect(reading()).rejects.toMatchObject({
      name: "SourceError",
      message: "Cannot read records after record 299 as the iterable threw: broken",
      cause: new Error("broken"),
    })
    expect(items).toHaveLength(299)
  })

  it.each(hostileThrown())("says something of %s that the iterable threw", async (_, thrown) => {
    function* failing(): Generator<Count> {
      yield { count: 1 } as unknown as Count
      throw thrown
    }
    await expect(read(iterableSource(failing()))).rejects.toMatchObject({
      name: "SourceError",
      message: expect.stringMatching(
        /^Cannot read records after record 1 as the iterable threw: ./,
      ) as unknown,
    })
  })
})

describe("iterableSource()", () => {
  it("gives each value of what is no array before it asks for the next", async () => {
    const row = { email: "" }
    function* reusing(): Generator<typeof row> {
      for (const email of ["a@x.com", "b@x.com", "c@x.com"]) yield Object.assign(row, { email })
    }
    const given: string[] = []
    for await (const items of iterableSource(reusing()).read())
      for (const item of items) if ("record" in item) given.push(item.record.email)
    expect(given).toEqual(["a@x.com", "b@x.com", "c@x.com"])
  })

  it("gives an object that an array holds twice", async () => {
    const row = { email: "a@x.com" }
    const given: unknown[] = []
    for await (const items of iterableSource([row, row]).read()) given.push(...items)
    expect(given).toHaveLength(2)
  })

  it("gives a bad item for what is no object", async () => {
    const values = [{ a: 1 }, [1], null, 5, "secret"] as object[]
    expect(await read(iterableSource(values))).toMatchObject([
      { record: { a: 1 } },
      {
        position: { recordNumber: 2 },
        problem: { code: "not-an-object", message: "The value is an array, not an object." },
      },
      { problem: { message: "The value is null, not an object." } },
      { problem: { message: "The value is a number, not an object." } },
      { problem: { message: "The value is a string, not an object." } },
    ])
  })

  it("gives each value of an asynchronous iterable before it asks for the next", async () => {
    const asked: number[] = []
    async function* slow(): AsyncGenerator<Count> {
      for (let n = 1; n <= 3; n += 1) {
        asked.push(n)
        yield { n }
      }
    }
    const reading = iterableSource(slow()).read()[Symbol.asyncIterator]()
    await reading.next()
    expect(asked).toEqual([1])
    await reading.return?.()
  })

  it("ends on an abort while the iterable keeps it waiting", async () => {
    const controller = new AbortController()
    async function* stuck(): AsyncGenerator<Count> {
      yield { n: 1 }
      await new Promise<never>(() => undefined)
    }
    let items = 0
    const reading = (async () => {
      for await (const some of iterableSource(stuck()).read({ signal: controller.signal }))
        items += some.length
    })()
    setImmediate(() => {
      controller.abort()
    })
    await reading
    expect(items).toBe(1)
  })

  it("passes on a SourceError as it is", async () => {
    const error = new SourceError("no such table")
    const source = iterableSource({
      [Symbol.iterator]: (): Iterator<Count> => {
        throw error
      },
    })
    await expect(read(source)).rejects.toBe(error)
  })

  it("has a name, and takes only what is iterable", () => {
    expect(iterableSource([]).name).toBe("records")
    expect(iterableSource(new Set<Count>(), "people").name).toBe("people")
    for (const value of [undefined, null, 5, {}]) {
      expect(() => iterableSource(value as Count[])).toThrow(UsageError)
    }
  })
})
