import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { JournalEntry } from "./journal-entry.ts"
import { readJournalText, journalText } from "./journal-text.ts"
import { plainJournalEntry } from "../../tests/kit/plain-journal-entry.ts"

const decodeText = (text: string): ReturnType<typeof readJournalText> => readJournalText(Buffer.from(text))
const sample = Buffer.from(
  journalText(
    plainJournalEntry({ importName: "Zürich 🙂 \uFFFD", settled: { lowWater: 5, ranges: [[7, 9]] } }),
  ),
)

const json = fc.jsonValue({ depthSize: "small" })
const entries: fc.Arbitrary<JournalEntry> = fc
  .record({
    importName: fc.string({ unit: "binary" }),
    state: fc.constantFrom("running" as const, "stopped" as const, "finished" as const),
    elapsedMs: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
    gaps: fc.array(fc.tuple(fc.integer({ min: 2, max: 1e6 }), fc.nat({ max: 1e6 }))),
    lowWater: fc.nat(),
    back: fc.nat(),
    counts: json,
    learned: json,
    rejectsBytes: fc.dictionary(fc.string(), fc.nat()),
  })
  .map(({ gaps, lowWater, back, ...rest }) => {
    let highest = lowWater
    const ranges = gaps.map(([gap, more]): [number, number] => {
      const from = highest + gap
      highest = from + more
      return [from, highest]
    })
    const position = { recordNumber: Math.max(1, lowWater + 1 - back), byteOffset: 3 }
    return plainJournalEntry({ ...rest, settled: { lowWater, ranges }, position })
  })

/** As JSON says it: -0 is 0, and what JSON cannot say is not in an entry. */
const inJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe("journalText() and readJournalText()", () => {
  it("give back what was written", () => {
    fc.assert(
      fc.property(entries, (entry) => {
        expect(decodeText(journalText(entry))).toEqual({ kind: "entry", entry: inJson(entry) })
      }),
    )
  })

  it("notice each byte that is another one", () => {
    expect(readJournalText(sample).kind).toBe("entry")
    const unnoticed: string[] = []
    for (let at = 0; at < sample.length; at += 1) {
      const right = sample[at] ?? 0
      for (let wrong = 0; wrong < 256; wrong += 1) {
        if (wrong === right) continue
        sample[at] = wrong
        if (readJournalText(sample).kind === "entry") unnoticed.push(`${right} → ${wrong} at ${at}`)
      }
      sample[at] = right
    }
    expect(unnoticed).toEqual([])
  })

  it("notice wherever the end is missing, and say so", () => {
    for (let length = 0; length < sample.length; length += 1)
      expect(readJournalText(sample.subarray(0, length))).toMatchObject({ kind: "unreadable", code: "torn" })
  })

  it("notice bytes that were added, taken out, exchanged, or never reached the disk", () => {
    const at = fc.nat({ max: sample.length - 1 })
    const bytes = fc.uint8Array({ maxLength: 40 })
    fc.assert(
      fc.property(at, at, bytes, (one, other, put) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)]
        const damaged = Buffer.concat([sample.subarray(0, from), put, sample.subarray(to)])
        fc.pre(!damaged.equals(sample))
        expect(readJournalText(damaged).kind).toBe("unreadable")
        const holed = Buffer.from(sample).fill(0, from, to + 1)
        expect(readJournalText(holed).kind).toBe("unreadable")
      }),
      { numRuns: 1_000 },
    )
  })

  it("say what is wrong", () => {
    const withBody = (body: unknown): unknown => decodeText(journalText(body as JournalEntry))
    expect(decodeText("email,name\n")).toMatchObject({ code: "not-a-journal" })
    expect(decodeText(`${sample.toString()} `)).toMatchObject({ code: "corrupt" })
    expect(withBody({ ...plainJournalEntry(), version: 2, target: "a new shape" })).toEqual({
      kind: "unreadable",
      code: "newer-version",
      message: "it was written by a newer iterable-data-import: its version is 2, this one reads up to 1",
    })
  })

  it("take nothing for an entry that is none", () => {
    const wrong: Record<string, unknown> = {
      version: [0, "1", null],
      importName: [undefined, 1],
      state: ["ended"],
      updatedAt: [1],
      finishedAt: [1],
      elapsedMs: [-1, "1"],
      source: [
        undefined,
        {},
        { name: "a", sizeBytes: 0.5 },
        { name: "a", fingerprint: "b" },
        { name: "a", fingerprint: { sizeBytes: -1 } },
      ],
      target: [undefined, { baseUrl: "a" }],
      mapFingerprint: [1],
      settled: [
        undefined,
        { lowWater: -1, ranges: [] },
        { lowWater: 1 },
        { lowWater: 1, ranges: [[2, 3]] },
        { lowWater: 1, ranges: [[5, 4]] },
        {
          lowWater: 1,
          ranges: [
            [3, 4],
            [5, 6],
          ],
        },
        { lowWater: 1, ranges: [[3, 4, 5]] },
        { lowWater: 1, ranges: [3] },
      ],
      position: [{ recordNumber: 0 }, { recordNumber: 7 }, { recordNumber: 1, byteOffset: -1 }, "1"],
      ids: [{ scheme: 1, origin: "a" }, { scheme: 2 }, { scheme: 2, origin: "a", idsFrom: [1] }, "a"],
      rejectsBytes: [undefined, { "rejects.ndjson": -1 }, []],
    }
    for (const [field, values] of Object.entries(wrong)) {
      for (const value of values as unknown[]) {
        const entry = { ...plainJournalEntry({ settled: { lowWater: 5, ranges: [] } }), [field]: value }
        expect(decodeText(journalText(entry as JournalEntry))).toMatchObject({
          code: "malformed",
          message: `its ${field} is not what a journal holds`,
        })
      }
    }
    for (const body of [null, [], 1, "text"])
      expect(decodeText(journalText(body as never))).toMatchObject({ code: "malformed" })
  })
})
