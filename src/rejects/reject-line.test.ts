import { describe, expect, it } from "vitest"
import { mappedOf } from "../../tests/kit/arbitraries.ts"
import { AddNote, addNote } from "../../tests/kit/invented-kind.ts"
import { TrackCustomEvent } from "../kinds/track-custom-event.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import { actionGroup } from "../mapping/action-groups.ts"
import type { TextFile } from "../platform/files/text-file.ts"
import type { FailedRecord } from "../accounting/ledger/failed-record.ts"
import { jsonLine } from "./json-line.ts"
import { rejectLine } from "./reject-line.ts"
import { RejectsWriter } from "./store/rejects-writer.ts"

const MAPPED = mappedOf(new TrackCustomEvent({ eventName: "e", userId: "u" }), 7)
const failure = { stage: "api", code: "not-found", message: "no such user" } as const

function failedOf(record: unknown, recordNumber = 1): FailedRecord {
  return { item: { position: { recordNumber }, record }, state: "rejected", failures: [failure] }
}

describe("rejectLine()", () => {
  it("says where, what, why, and what to do", () => {
    const wire = { eventName: "e", userId: "u", id: "derived" }
    expect(
      rejectLine("users.csv", {
        item: MAPPED.item,
        state: "rejected",
        failures: [{ ...failure, action: MAPPED, wire }],
      }),
    ).toEqual({
      state: "rejected",
      source: "users.csv",
      position: { recordNumber: 7 },
      stage: "api",
      code: "not-found",
      message: "no such user",
      advice: "import the user before the user's events",
      record: { recordNumber: 7 },
      action: { kind: "track-custom-event", ...wire },
    })
  })

  it("shows an action that was never sent, and none that cannot be said in JSON", () => {
    const unsent = rejectLine("s", {
      item: MAPPED.item,
      state: "rejected",
      failures: [{ ...failure, action: MAPPED }],
    })
    expect(unsent.action).toEqual({ kind: "track-custom-event", eventName: "e", userId: "u" })
    const action = mappedOf(new UpdateUserProfile({ userId: "u", dataFields: { ltv: Number.NaN } }))
    const unsayable = rejectLine("s", {
      item: action.item,
      state: "rejected",
      failures: [{ ...failure, action }],
    })
    expect(unsayable.action).toEqual({ kind: "update-user-profile" })
  })

  it("shows the text as found where there was no record", () => {
    const item = {
      position: { recordNumber: 3, lineNumber: 9, byteOffset: 80 },
      problem: { code: "not-json", message: "m" },
      raw: "{oops",
    }
    const rejection = { stage: "parse", ...item.problem } as const
    const line = rejectLine("s", {
      item,
      state: "rejected",
      failures: [rejection],
    })
    expect(line).toMatchObject({
      position: { recordNumber: 3, lineNumber: 9, byteOffset: 80 },
      raw: "{oops",
      code: "not-json",
    })
    expect(line).not.toHaveProperty("record")
    expect(line).not.toHaveProperty("action")
  })

  it("says where a record was first read from, and keeps the fields of a row that had too many", () => {
    const item = {
      position: { recordNumber: 1, lineNumber: 2, byteOffset: 90 },
      origin: { recordNumber: 12, lineNumber: 14 },
      problem: { code: "too-many-fields", message: "m" },
      raw: "a,b",
      fields: ["a", "b"],
    }
    const line = rejectLine("s", {
      item,
      state: "rejected",
      failures: [{ stage: "parse", ...item.problem }],
    })
    expect(line).toMatchObject({ position: item.origin, raw: "a,b", fields: ["a", "b"] })
    expect(line.position).not.toHaveProperty("byteOffset")
  })

  it("says of an action what it has in common with those that travel with it", () => {
    const note = new AddNote({ notebook: "red", email: "ada@example.com", text: "t" })
    const group = actionGroup({ kind: addNote, action: note })
    const action = { ...MAPPED, kind: addNote, action: note, group }
    const expected = { kind: "add-note", notebook: "red", email: "ada@example.com", text: "t" }
    const line = rejectLine("s", {
      item: MAPPED.item,
      state: "rejected",
      failures: [{ ...failure, action }],
    })
    expect(line.action).toEqual(expected)
    const { action: _gone, ...known } = action
    const wire = { email: "ada@example.com", text: "t" }
    const later = { item: MAPPED.item, state: "rejected", failures: [{ ...failure, action: known, wire }] }
    expect(rejectLine("s", later as FailedRecord).action).toEqual(expected)
  })

  it("names every other action that failed", () => {
    const others = [
      { ...failure, code: "first" },
      { ...failure, code: "second", action: MAPPED },
    ]
    const line = rejectLine("s", { item: MAPPED.item, state: "rejected", failures: others })
    expect(line.code).toBe("first")
    expect(line.more).toMatchObject([{ code: "second", action: { eventName: "e" } }])
  })
})

const lineOf = (failed: FailedRecord): string => jsonLine(rejectLine("s", failed))

/** Keeps what is written; slow, so that calls overlap. */
class Sink implements TextFile {
  text = ""
  readonly sizeBytes = 0
  closed = false
  async write(text: string): Promise<void> {
    await new Promise(setImmediate)
    if (this.closed) throw new Error("written after the end")
    this.text += text
  }
  sync(): Promise<void> {
    return Promise.resolve()
  }
  close(): Promise<void> {
    this.closed = true
    return Promise.resolve()
  }
}

describe("RejectsWriter", () => {
  it("writes a line of JSON for each record, in the order of the calls, also where they overlap", async () => {
    const sink = new Sink()
    const writer = new RejectsWriter(sink, lineOf)
    await Promise.all([
      writer.write([failedOf("a\nb", 1), failedOf("\u2028", 2)]),
      writer.write([]),
      writer.write([failedOf("c", 3)]),
    ])
    await writer.close()
    const lines = sink.text.split("\n")
    expect(lines.pop()).toBe("")
    expect(lines.map((line) => (JSON.parse(line) as { record: unknown }).record)).toEqual([
      "a\nb",
      "\u2028",
      "c",
    ])
  })

  it("closes only after all is written", async () => {
    const sink = new Sink()
    const writer = new RejectsWriter(sink, lineOf)
    const writing = writer.write([failedOf("a")])
    await writer.close()
    await writing
    expect(sink.text).toContain('"record":"a"')
  })

  const cyclic: Record<string, unknown> = {}
  cyclic["self"] = cyclic
  it.each([
    ["a BigInt", { n: 5n }, "n is a bigint", '{"n":"(5n)"}'],
    [
      "an object that contains itself",
      cyclic,
      "self is an object that contains itself",
      '{"self":"(contains itself)"}',
    ],
  ])("has text instead of a record that holds %s", async (_, record, why, raw) => {
    const sink = new Sink()
    const writer = new RejectsWriter(sink, lineOf)
    await writer.write([failedOf(record)])
    expect(JSON.parse(sink.text)).toMatchObject({
      position: { recordNumber: 1 },
      code: "not-found",
      unsayable: why,
      raw,
    })
    expect(sink.text).not.toContain('"record":')
  })

  it("fails every later call once a line could not be written, so that none goes missing unnoticed", async () => {
    const writer = new RejectsWriter(
      Object.assign(new Sink(), { write: () => Promise.reject(new Error("ENOSPC")) }),
      lineOf,
    )
    await expect(writer.write([failedOf("a")])).rejects.toThrow("ENOSPC")
    await expect(writer.write([failedOf("b")])).rejects.toThrow("ENOSPC")
  })

  const wrong = (what: string) => (): never => {
    throw new RangeError(what)
  }
  it.each([
    ["the text of a record", wrong("Invalid string length"), (text: string): string => text],
    ["the scrubber", lineOf, wrong("Invalid string length")],
  ])("cannot be synced or closed once %s could not be made", async (_, textOf, scrub) => {
    const sink = new Sink()
    let isFirst = true
    const once = <Given, Made>(make: (given: Given) => Made, otherwise: (given: Given) => Made) => {
      return (given: Given): Made => (isFirst ? make(given) : otherwise(given))
    }
    const writer = new RejectsWriter(
      sink,
      once(textOf, lineOf),
      once(scrub, (text) => text),
    )
    await expect(writer.write([failedOf("a")])).rejects.toThrow("Invalid string length")
    isFirst = false
    expect([writer.hasFailed, writer.givenBytes]).toEqual([true, 0])
    await expect(writer.write([failedOf("b")])).rejects.toThrow("Invalid string length")
    await expect(writer.sync()).rejects.toThrow("Invalid string length")
    await expect(writer.close()).rejects.toThrow("Invalid string length")
    expect([sink.text, sink.closed]).toEqual(["", true])
  })
})
