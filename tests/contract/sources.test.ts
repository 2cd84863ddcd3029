import fc from "fast-check"
import { afterAll, describe, expect, it } from "vitest"
import { SourceError, UsageError } from "../../src/index.ts"
import type { DataSource, Position, SourceItem } from "../../src/index.ts"
import { diskFileSystem } from "../../src/platform/files/disk-file-system.ts"
import { fileSource } from "../../src/sources/file-source.ts"
import { ALL_PARTS } from "../../src/sources/source-parts.ts"
import type { SourceParts } from "../../src/sources/source-parts.ts"
import { heldBytes } from "../kit/held-bytes.ts"
import { plainItem } from "../kit/plain-item.ts"
import { INVENTED_PARTS, tested } from "../kit/source-benches.ts"
import type { PlaceBench, WrittenRecord } from "../kit/source-benches.ts"

const PARTS: SourceParts = {
  places: [...INVENTED_PARTS.places, ...ALL_PARTS.places],
  packings: [...ALL_PARTS.packings, ...INVENTED_PARTS.packings],
  formats: [...ALL_PARTS.formats, ...INVENTED_PARTS.formats],
}
const { formats, packings, places } = tested(PARTS)
const WRAPPINGS = [{ entry: undefined, pack: (bytes: Buffer): Buffer => bytes }, ...packings]

/** Texts of which a format may think something of its own. */
const TEXTS = ["", " ", "ä", "\u{1F600}", "a,b", 'say "hi"', "line\nline", "%41+&=", "null", "'", "{", "[1]"]

/** Records, each with another number, and every ninth of them none. */
function records(count: number): readonly WrittenRecord[] {
  return Array.from({ length: count }, (_, index) =>
    index % 9 === 4
      ? undefined
      : { id: `u${index + 1}`, name: TEXTS[index % TEXTS.length] ?? "", note: "x".repeat(index % 50) },
  )
}

const LARGE_BYTES = 10e6

/** Records of so many bytes, as far as they are written plainly, that cannot be packed tightly. */
function largeRecords(): readonly WrittenRecord[] {
  const all: WrittenRecord[] = []
  for (let bytes = 0, seed = 1; bytes < LARGE_BYTES; bytes += 300) {
    let note = ""
    for (let word = 0; word < 12; word += 1) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
      note += seed.toString(36)
    }
    all.push({ id: `u${all.length + 1}`, name: "Ada", note: note.padEnd(260, note) })
  }
  return all
}
const LARGE = largeRecords()

async function itemsOf(source: DataSource, from?: Position): Promise<readonly SourceItem<unknown>[]> {
  const found: SourceItem<unknown>[] = []
  for await (const items of source.read({ from })) found.push(...items.map(plainItem))
  return found
}

const recordOf = (item: SourceItem<unknown>): unknown => ("record" in item ? item.record : undefined)

describe.each(places)("a source in the place $name", (place, bench) => {
  const isOnce = place.name === "pipe"
  let opened: PlaceBench | undefined
  const at = (): PlaceBench => (opened ??= bench())
  afterAll(() => opened?.close())

  describe.each(WRAPPINGS)("packed in $entry.name", ({ entry: packing, pack }) => {
    const forward = formats.filter(
      ({ entry }) => entry.reads === "forward" || (packing === undefined && !isOnce),
    )

    describe.each(forward)("in the format $entry.name", ({ entry: format, write }) => {
      const fileName = `data.${format.extensions[0] ?? ""}${packing?.endings[0] ?? ""}`
      const put = (bytes: Buffer): string => at().put(fileName, pack(bytes))
      const open = (filePath: string): DataSource => fileSource({ filePath }, diskFileSystem, PARTS)
      const SMALL = records(30)
      const small = write(SMALL)
      let large: Buffer | undefined
      const openLarge = (): DataSource => open(put((large ??= write(LARGE))))

      it("gives all records in order, each with where it stands, bad ones among them", async () => {
        const source = open(put(small))
        const items = await itemsOf(source)
        expect(items.map(recordOf)).toEqual(SMALL)
        expect(items.map(({ position }) => position.recordNumber)).toEqual(SMALL.map((_, index) => index + 1))
        for (const key of ["byteOffset", "lineNumber"] as const) {
          const where = items.flatMap(({ position }) => position[key] ?? [])
          expect([0, items.length]).toContain(where.length)
          expect(where).toEqual([...new Set(where)].toSorted((one, other) => one - other))
        }
        expect(source).toMatchObject({ name: fileName, format: format.name })
        expect([undefined, small.length]).toContain(source.sizeBytes)
        expect(source.sizeBytes === undefined).toBe(isOnce)
      })

      it("goes on at any record, and gives what reading from the beginning gives from there on", async () => {
        const all = await itemsOf(open(put(small)))
        const again = isOnce ? undefined : open(put(small))
        for (const [index, { position }] of all.entries())
          expect(await itemsOf(again ?? open(put(small)), position)).toEqual(all.slice(index))
      })

      it("gives rows that stand together and have the same value as one record, from any one on", async () => {
        const rows = Array.from("aabccc", (id, index) => ({ id, name: `row ${index + 1}`, note: "" }))
        const address = (): string => put(write(rows))
        const groups = (): DataSource =>
          fileSource({ filePath: address(), groupBy: "id" }, diskFileSystem, PARTS)
        const all = await itemsOf(groups())
        expect(all.map(recordOf)).toEqual([rows.slice(0, 2), rows.slice(2, 3), rows.slice(3)])
        for (const [index, { position }] of all.entries())
          expect(await itemsOf(groups(), position)).toEqual(all.slice(index))
      })

      it("has no records where nothing was written", async () => {
        expect(await itemsOf(open(put(write([]))))).toEqual([])
      })

      it("frees all that it holds when it is returned early, is read to its end, or fails", async () => {
        const early = openLarge()
        for await (const items of early.read()) {
          if (format.reads === "forward") expect(at().openCount()).toBe(1)
          if (items.length > 0) break
        }
        for await (const items of openLarge().read())
          for (const item of items) if ("record" in item) item.release?.()
        await itemsOf(open(put(small)))
        if (packing !== undefined) {
          const reading = itemsOf(open(at().put(fileName, Buffer.from("What is this?"))))
          await expect(reading).rejects.toBeInstanceOf(SourceError)
        }
        await expect.poll(() => at().openCount(), { interval: 1 }).toBe(0)
      })

      it("ends without an error soon after it was aborted, and gives nothing where it was aborted before", async () => {
        const abort = new AbortController()
        let after = 0
        for await (const items of openLarge().read({ signal: abort.signal })) {
          if (abort.signal.aborted) after += items.length
          abort.abort()
        }
        expect(after).toBeLessThan(LARGE.length / 20)
        for await (const items of openLarge().read({ signal: AbortSignal.abort() })) expect(items).toEqual([])
      })

      it("holds no more in memory, however large it is", async () => {
        const source = openLarge()
        const before = heldBytes()
        let [count, mostBytes] = [0, 0]
        for await (const items of source.read()) {
          const samplesBefore = Math.floor((count * 3) / LARGE.length)
          count += items.length
          for (const item of items) if ("record" in item) item.release?.()
          if (count < LARGE.length && Math.floor((count * 3) / LARGE.length) > samplesBefore)
            mostBytes = Math.max(mostBytes, heldBytes() - before)
        }
        expect(count).toBe(LARGE.length)
        expect(mostBytes).toBeLessThan(LARGE_BYTES * 0.6)
      })

      it("says whether it is what it was, or that nobody can tell", async () => {
        const address = put(small)
        const other = pack(write(records(31)))
        const source = open(address)
        const [first, second] = [await source.fingerprint?.(), await source.fingerprint?.()]
        expect(second).toEqual(first)
        await itemsOf(source)
        expect(await source.hasChanged?.()).toBe(false)
        const { change } = at()
        expect(first === undefined).toBe(change === undefined)
        if (change === undefined) return
        change(address, other)
        expect(await source.fingerprint?.()).not.toEqual(first)
        expect(await source.hasChanged?.()).toBe(true)
      })

      it("gives the records that any other format gives of the same data", async () => {
        const text = fc.oneof(
          fc.constantFrom(...TEXTS),
          fc
            .string({ unit: "grapheme", maxLength: 10 })
            .filter((some) => !/[\0\r]/.test(some) && !/[\ud800-\udfff]/u.test(some)),
        )
        const record = fc.record({ id: fc.stringMatching(/^\w{1,9}$/), name: text, note: text })
        await fc.assert(
          fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 5 }), async (data) => {
            expect((await itemsOf(open(put(write(data))))).map(recordOf)).toEqual(data)
          }),
          { numRuns: 20 },
        )
      })
    })

    const others = formats.filter((one) => !forward.includes(one))
    it.each(others)("cannot be in the format $entry.name, and says so", async ({ entry: format, write }) => {
      const fileName = `data.${format.extensions[0] ?? ""}${packing?.endings[0] ?? ""}`
      const filePath = at().put(fileName, pack(write(records(3))))
      if (packing === undefined) {
        const reading = itemsOf(fileSource({ filePath }, diskFileSystem, PARTS))
        await expect(reading).rejects.toThrow(SourceError)
        await expect(reading).rejects.toThrow(`Cannot read ${fileName} as its format is read here and there`)
      } else {
        const source = (): DataSource => fileSource({ filePath }, diskFileSystem, PARTS)
        expect(source).toThrow(UsageError)
        expect(source).toThrow(`unpack it first, with ${packing.unpackCommand}.`)
      }
    })
  })
})
