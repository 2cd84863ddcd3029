import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { IterableDataImport, TrackCustomEvent, retryRejects } from "../../src/index.ts"
import type { DataSource, MapFunction, Summary } from "../../src/index.ts"
import { typedSandbox } from "../kit/typed-sandbox.ts"

interface Order {
  readonly email: string
  euros: number
  readonly tags: { readonly names: string[] }
}

const each = typedSandbox()
const orders = (): Order[] =>
  ["ada#x.com", "ben@x.com", "cy#x.com"].map((email) => ({ email, euros: 10, tags: { names: ["new"] } }))
const file = (name: string, text: string): string => {
  const path = join(each.folder, name)
  writeFileSync(path, text)
  return path
}
async function* later(): AsyncGenerator<Order> {
  for (const order of orders()) yield await Promise.resolve(order)
}
const ownSource = (): DataSource<Order> => ({
  name: "own",
  async *read() {
    yield await Promise.resolve(
      orders().map((record, index) => ({ position: { recordNumber: index + 1 }, record })),
    )
  },
})

type Source =
  | { readonly source: DataSource<Order> | Iterable<Order> | AsyncIterable<Order> }
  | { readonly sourceFilePath: string }

const SOURCES: readonly (readonly [string, () => Source])[] = [
  ["an array", () => ({ source: orders() })],
  ["an asynchronous iterable", () => ({ source: later() })],
  ["a source of one's own", () => ({ source: ownSource() })],
  [
    "a file",
    () => ({
      sourceFilePath: file(
        "orders.ndjson",
        orders()
          .map((one) => `${JSON.stringify(one)}\n`)
          .join(""),
      ),
    }),
  ],
]

/** Changes its record in place, at any depth. */
const changing =
  (isRight: boolean, end: () => unknown = () => undefined): MapFunction<Order> =>
  (order) => {
    order.euros *= 100
    order.tags.names.push("seen")
    end()
    const email = isRight ? order.email.replace("#", "@") : order.email
    return new TrackCustomEvent({
      eventName: "paid",
      email,
      dataFields: { cents: order.euros, names: [...order.tags.names] },
    })
  }
const run = (given: Source, map: MapFunction<Order>, ids?: "none"): Promise<Summary> => {
  const options = { ...each.options(ids && { ids }), name: "orders" }
  return "source" in given
    ? IterableDataImport.create<Order>({ ...options, source: given.source }).run(map)
    : IterableDataImport.create<Order>({ ...options, sourceFilePath: given.sourceFilePath }).run(map)
}
const listed = (): unknown[] =>
  readFileSync(join(each.folder, "state/orders/rejects.ndjson"), "utf8")
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { record: unknown }).record)
const sent = (): unknown[] => Array.from(each.running.sandbox.events(), ({ dataFields }) => dataFields)

describe.each(SOURCES)("a map function that changes the records of %s", (_, source) => {
  it.each(["derived", "none"] as const)(
    "is run on them as they were read in a retry too: ids %s",
    async (kind) => {
      const ids = kind === "none" ? kind : undefined
      expect((await run(source(), changing(false), ids)).records).toMatchObject({ imported: 1, rejected: 2 })
      const [first, , third] = orders()
      expect(listed()).toEqual([first, third])
      const retry = await retryRejects<Order>(
        { ...each.options(ids && { ids }), name: "orders" },
        changing(true),
      )
      expect(retry.records).toMatchObject({ imported: 3, rejected: 0 })
      expect(sent()).toEqual(Array.from({ length: 3 }, () => ({ cents: 1_000, names: ["new", "seen"] })))
    },
  )

  it("is run on them as they were read after it threw", async () => {
    const thrown = changing(true, () => {
      throw new Error("not today")
    })
    expect((await run(source(), thrown)).records).toMatchObject({ imported: 0, rejected: 3 })
    expect(listed()).toEqual(orders())
  })
})

describe("a map function that changes the positions of equal records", () => {
  const same = (): Order[] => orders().map((one) => ({ ...one, email: "ada#x.com" }))
  const map =
    (isRight: boolean): MapFunction<Order> =>
    (order, position) => {
      Object.assign(position, { recordNumber: 1, lineNumber: 1, byteOffset: 0 })
      return changing(isRight)(order, position)
    }

  it("changes no id of theirs", async () => {
    expect((await run({ source: same() }, map(true))).records).toMatchObject({ imported: 3 })
    expect(sent()).toHaveLength(3)
  })

  it("changes no id of theirs in a retry", async () => {
    expect((await run({ source: same() }, map(false))).records).toMatchObject({ rejected: 3 })
    const retry = await retryRejects<Order>({ ...each.options(), name: "orders" }, map(true))
    expect(retry.records).toMatchObject({ imported: 3, rejected: 0 })
    expect(sent()).toHaveLength(3)
  })
})
