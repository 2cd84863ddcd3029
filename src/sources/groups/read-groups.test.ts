import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { SourceError, UsageError } from "../../errors.ts"
import type { GroupCounts, Position, ReadOptions, SourceItem } from "../data-source.ts"
import { readGroups } from "./read-groups.ts"

interface Row {
  readonly n: number
  readonly order?: string
}
type Item = SourceItem<Row>

const BAD = { code: "too-few-fields", message: "The row has 1 field." }

/** A letter is a record of that order, `-` one without; a letter before `!` is a bad row that seems to be of that order, `?` one of any. */
function rowsOf(text: string): readonly Item[] {
  const marks = text.match(/[a-z]!|[a-z?-]/g) ?? []
  return marks.map((mark, index): Item => {
    const position = { recordNumber: index + 1, lineNumber: index + 2, byteOffset: index * 10 }
    const digest = `r${String(index).padStart(15, "0")}`
    const order = mark[0] ?? ""
    if (mark === "?" || mark.endsWith("!")) {
      const fields = mark === "?" ? undefined : [String(index), order]
      return { position, problem: BAD, raw: String(index), fields, digest }
    }
    const record = mark === "-" ? { n: index } : { n: index, order }
    return { position, record, digest: () => digest, keptBytes: 10 }
  })
}

interface Given {
  readonly sizes?: readonly number[]
  readonly columns?: readonly string[] | undefined
  readonly maxBytes?: number
  readonly options?: ReadOptions
  readonly failure?: Error
  readonly onCounts?: (counts: GroupCounts) => void
}

function reading(
  rows: readonly Item[],
  { columns, failure, maxBytes = 1_000, onCounts = () => undefined, options, sizes = [] }: Given = {},
): AsyncGenerator<readonly SourceItem<readonly Row[]>[], void> {
  const read = async function* (): AsyncGenerator<readonly Item[], void> {
    for (let start = 0, part = 0; start < rows.length; part += 1) {
      const size = sizes[part % sizes.length] ?? rows.length
      yield rows.slice(start, start + size)
      start += size
    }
    if (failure !== undefined) throw failure
    await Promise.resolve()
  }
  const csv = columns === undefined ? undefined : ({ columns, delimiter: "," } as const)
  return readGroups({ rows: { name: "orders.csv", csv, read }, column: "order", maxBytes, onCounts }, options)
}

async function allOf(
  arrays: AsyncIterable<readonly SourceItem<readonly Row[]>[]>,
): Promise<readonly SourceItem<readonly Row[]>[]> {
  const all: SourceItem<readonly Row[]>[] = []
  for await (const items of arrays) all.push(...items)
  return all
}

async function groupsOf(
  text: string,
  given: Given = { columns: ["n", "order"] },
): Promise<readonly string[]> {
  return (await allOf(reading(rowsOf(text), given))).map(shown)
}

const numbersIn = (item: SourceItem<readonly Row[]>): readonly number[] => {
  if ("record" in item) return item.record.map(({ n }) => n)
  return (item.rows ?? []).map((row) => ("problem" in row ? Number(row.raw) : (row.record as Row).n))
}
/** The rows of a group, and why it is bad. */
const shown = (item: SourceItem<readonly Row[]>): string =>
  `${numbersIn(item).join(" ")}${"problem" in item ? ` ${item.problem.code}` : ""}`

describe("readGroups()", () => {
  it.each<[rows: string, groups: readonly string[]]>([
    ["", []],
    ["a", ["0"]],
    ["aab", ["0 1", "2"]],
    ["abbbc", ["0", "1 2 3", "4"]],
    // Not adjacent.
    ["aba", ["0", "1", "2 rows-apart"]],
    ["abaa", ["0", "1", "2 3 rows-apart"]],
    // A bad row within a group, and at its borders.
    ["aa!ab", ["0 1 2 too-few-fields", "3"]],
    ["a!b", ["0 too-few-fields", "1"]],
    ["aa!b", ["0 1 too-few-fields", "2"]],
    ["ab!b", ["0", "1 2 too-few-fields"]],
    ["ax!a", ["0 1 2 too-few-fields"]],
    ["ax!b", ["0", "1 too-few-fields", "2"]],
    ["ax!y!b", ["0", "1 too-few-fields", "2 too-few-fields", "3"]],
    ["ax!b!a", ["0 1 2 3 too-few-fields"]],
    ["ax!a!b", ["0 1 2 too-few-fields", "3"]],
    ["ab!", ["0", "1 too-few-fields"]],
    // One of which nobody knows: a group may lack it.
    ["a?ab", ["0 1 2 too-few-fields", "3"]],
    ["a?b", ["0 1 too-few-fields", "2 doubtful-group"]],
    ["?a", ["0 too-few-fields", "1 doubtful-group"]],
    ["az!?b", ["0", "1 2 too-few-fields", "3 doubtful-group"]],
    ["a?b!b", ["0 1 too-few-fields", "2 3 too-few-fields"]],
    ["a?", ["0 1 too-few-fields"]],
    // Rows without a value.
    ["a-b", ["0 1 empty-group-value", "2"]],
    ["--a", ["0 1 empty-group-value", "2"]],
  ])("makes groups of %s", async (rows, groups) => {
    expect(await groupsOf(rows)).toEqual(groups)
  })

  it("says where a group stands, and which row is bad", async () => {
    const [first, second] = await allOf(reading(rowsOf("aabb!"), { columns: ["n", "order"] }))
    const where = { lineNumber: 2, lastLineNumber: 3, byteOffset: 0 }
    expect(first?.position).toEqual({ recordNumber: 1, ...where, rowCount: 2 })
    expect(second).toMatchObject({
      position: { recordNumber: 2, lineNumber: 4, lastLineNumber: 5, rowCount: 2 },
      problem: {
        code: "too-few-fields",
        message: "Row 2 of the 2 in the group, on line 5: The row has 1 field.",
      },
      raw: "3",
    })
  })

  it("has another digest if any row is another one, and the same however the rows come", async () => {
    const digests = async (items: readonly Item[], sizes: readonly number[]): Promise<unknown> =>
      (await allOf(reading(items, { sizes }))).map((item) =>
        "record" in item ? item.digest?.() : item.digest,
      )
    const rows = rowsOf("aabb")
    const before = await digests(rows, [4])
    expect(await digests(rows, [1])).toEqual(before)
    const changed = rows.map((row, index) => (index === 1 ? { ...row, digest: () => "r1" } : row) as Item)
    const after = await digests(changed, [4])
    expect((after as string[])[0]).not.toBe((before as string[])[0])
    expect((after as string[])[1]).toBe((before as string[])[1])
  })

  it("rejects a group that is too large, keeps none of its rows, and goes on", async () => {
    const [large, next] = await allOf(reading(rowsOf("aaaaab"), { maxBytes: 35 }))
    expect(large).toMatchObject({ position: { rowCount: 5 }, problem: { code: "record-too-large" } })
    expect(large).not.toHaveProperty("rows")
    expect(next && shown(next)).toBe("5")
    expect(await groupsOf("aaab", { maxBytes: 30 })).toEqual(["0 1 2", "3"])
  })

  it("does not give a group of which more may follow: where reading fails, or is no longer wanted", async () => {
    const found: string[] = []
    const failing = reading(rowsOf("aab"), { failure: new SourceError("Cannot read on."), sizes: [1] })
    const read = async (): Promise<void> => {
      for await (const items of failing) found.push(...items.map(shown))
    }
    await expect(read()).rejects.toThrow("Cannot read on.")
    expect(found).toEqual(["0 1"])
    const signal = AbortSignal.abort()
    expect(await groupsOf("aab", { options: { signal } })).toEqual(["0 1"])
  })

  it("counts rows, and values that come again", async () => {
    const counts: GroupCounts[] = []
    await allOf(reading(rowsOf("aabacb"), { onCounts: (now) => counts.push(now), sizes: [2] }))
    expect(counts.at(-1)).toEqual({ by: "order", rows: 6, apart: 2, isApproximate: false })
  })

  it("refuses a column that a CSV file does not have, and names those that it has", async () => {
    const groups = groupsOf("a", { columns: ["n", "Order"] })
    await expect(groups).rejects.toThrow(UsageError)
    await expect(groupsOf("a", { columns: ["n", "Order"] })).rejects.toThrow(
      'Cannot group by the column "order" (groupBy), as orders.csv has none of that name. It has: n, Order.',
    )
  })

  it("says that a source ends before the group with which it was to go on", async () => {
    const from: Position = { recordNumber: 3 }
    await expect(groupsOf("aab", { options: { from } })).rejects.toThrow("it ends before record 3")
  })

  const anyRows = fc.array(fc.constantFrom("a", "b", "c", "-", "?", "a!", "b!", "z!"), { maxLength: 25 })
  const anySizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 })

  it("gives each row once, in order, whatever the rows, and however they come", async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, anySizes, async (marks, sizes) => {
        const rows = rowsOf(marks.join(""))
        const columns = ["n", "order"]
        const items = await allOf(reading(rows, { columns }))
        expect(items.flatMap(numbersIn)).toEqual(rows.map((_, index) => index))
        expect(items.map(({ position }) => position.recordNumber)).toEqual(items.map((_, index) => index + 1))
        expect((await allOf(reading(rows, { columns, sizes }))).map(shown)).toEqual(items.map(shown))
        const seen = new Set<string | undefined>()
        for (const item of items) {
          if (!("record" in item)) continue
          const [value, ...others] = new Set(item.record.map(({ order }) => order))
          expect([others, value === undefined, seen.has(value)]).toEqual([[], false, false])
          seen.add(value)
        }
        for (const [index, { position: from }] of items.entries()) {
          const rest = await allOf(reading(rows, { columns, sizes, options: { from } }))
          expect(rest.map(shown)).toEqual(items.slice(index).map(shown))
        }
      }),
      { numRuns: 300 },
    )
  })

  it("imports a group only if no row that may belong to it is bad", async () => {
    const property = fc.asyncProperty(anyRows, async (marks) => {
      const rows = rowsOf(marks.join(""))
      const all = (await allOf(reading(rows, { columns: ["n", "order"] }))).flatMap((item) =>
        numbersIn(item).map(() => item),
      )
      for (const [index, mark] of marks.entries()) {
        if (mark !== "?") continue
        for (const beside of [all[index - 1], all[index + 1]])
          if (beside !== undefined && "record" in beside) return false
      }
      return true
    })
    expect((await fc.check(property, { numRuns: 300 })).counterexample).toBeNull()
  })
})
