import { describe, expect, it } from "vitest"
import { FallibleFileSystem } from "../../tests/kit/fallible-file-system.ts"
import { mappedOf } from "../../tests/kit/arbitraries.ts"
import type { FailedRecord } from "../accounting/ledger/failed-record.ts"
import type { Failure } from "../accounting/ledger/open-record.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import { jsonLine } from "./json-line.ts"
import { lineText } from "./line-text.ts"
import { MAX_REJECT_BYTES } from "./reading/max-reject-bytes.ts"
import { rejectLines } from "./reading/reject-lines.ts"
import type { ScannedReject } from "./reading/scanned-reject.ts"
import { rejectItem, rejectLine } from "./reject-line.ts"
import type { RejectLine } from "./reject-line.ts"
import { rejectsCsvLine } from "./rejects-csv.ts"

const LAYOUT = { columns: ["name"], delimiter: "," } as const
const MAPPED = mappedOf(new UpdateUserProfile({ email: "ada@example.com" }), 7)

/** A record of which many actions failed, each with a note of so many characters. */
function failedOf(count: number, noteCharacters: number, unlike: Partial<Failure> = {}): FailedRecord {
  const wire = { email: "ada@example.com", dataFields: { note: "x".repeat(noteCharacters) } }
  const failure: Failure = { stage: "api", code: "refused", message: "is refused", action: MAPPED, wire }
  const failures = Array.from({ length: count }, (_, index) =>
    index === count - 1 ? { ...failure, ...unlike } : failure,
  )
  return { item: { position: { recordNumber: 7 }, record: { name: "Ada" } }, state: "rejected", failures }
}

const lineOf = (failed: FailedRecord): RejectLine => ({
  ...rejectLine("in.ndjson", failed),
  digest: "r0123456789abcde",
  accepted: { "update-user-profile": [[0, 3]] },
  sentAs: { actions: { "update-user-profile": [[4, 4]] }, digests: {} },
})

const written = (line: object, maxBytes?: number): RejectLine => {
  const text = lineText(line, maxBytes)
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes ?? MAX_REJECT_BYTES)
  return JSON.parse(text) as RejectLine
}

/** What decides whether and how a record is retried. */
const needed = ({ accepted, code, digest, position, record, sentAs, stage, state }: RejectLine): object => ({
  accepted,
  code,
  digest,
  position,
  record,
  sentAs,
  stage,
  state,
})

async function readAgain(text: string): Promise<(ScannedReject | undefined)[]> {
  const files = new FallibleFileSystem({ disk: new Map([["/rejects.ndjson", Buffer.from(text)]]) })
  const rejects: (ScannedReject | undefined)[] = []
  for await (const lines of rejectLines("/rejects.ndjson", files))
    for (const { reject } of lines) rejects.push(reject)
  return rejects
}

describe("lineText()", () => {
  it("leaves a line as it is that can be read again", () => {
    const line = lineOf(failedOf(3, 100))
    expect(lineText(line)).toBe(JSON.stringify(line))
  })

  it("writes nothing that cannot be read again: a record of which very many actions failed", async () => {
    const many = lineOf(failedOf(6_000, 12_000, { code: "timeout", state: "unknown" }))
    const other = lineOf(failedOf(1, 10))
    const [first, second] = await readAgain(jsonLine(many) + jsonLine(other))
    expect(first).toMatchObject({
      code: "refused",
      record: { name: "Ada" },
      accepted: many.accepted,
      sentAs: many.sentAs,
      digest: many.digest,
      unknownCodes: ["timeout"],
    })
    expect(second).toMatchObject({ record: { name: "Ada" } })
  })

  it("leaves out what further actions said first, and says of how many", () => {
    const line = lineOf(failedOf(51, 1_000, { code: "timeout", state: "unknown" }))
    const short = written(line, 20_000)
    expect(needed(short)).toEqual(needed(line))
    expect(short.action).toEqual(line.action)
    expect(short.leftOut).toEqual({ actions: 50 })
    expect(short.more).toEqual(line.more?.map((one) => ({ ...one, action: { kind: "update-user-profile" } })))
  })

  it("leaves out what its first action said, what a retry has sent, and then most of the further failures", () => {
    const sent = Array.from({ length: 50 }, () => ({ kind: "update-user-profile", email: "x".repeat(100) }))
    const line = { ...lineOf(failedOf(1_001, 30_000, { code: "timeout", state: "unknown" })), sent }
    const short = written(line, 20_000)
    expect(needed(short)).toEqual(needed(line))
    expect(short).toMatchObject({
      action: { kind: "update-user-profile" },
      sent: [{ kind: "update-user-profile" }],
      leftOut: { actions: 1_051, failures: 899 },
    })
    expect(short.more).toHaveLength(101)
    expect(short.more?.at(-1)).toMatchObject({ code: "timeout", state: "unknown" })
  })

  it("leaves out a record that is too large itself, so that a retry leaves it out too", async () => {
    const failed = {
      ...failedOf(1, 10),
      item: { position: { recordNumber: 7 }, record: { name: "\u0001".repeat(12e6) } },
    }
    const [reject] = await readAgain(jsonLine(lineOf(failed)))
    expect(reject).toMatchObject({
      record: undefined,
      unsayable: "the record is too large for a list of rejects",
      raw: expect.stringMatching(/^\{"name":"/) as string,
    })
    const rows = {
      ...failed,
      item: {
        position: { recordNumber: 7 },
        problem: { code: "c", message: "m" },
        raw: "r",
        fields: ["\u0001".repeat(12e6)],
      },
    }
    expect(await readAgain(jsonLine(lineOf(rows)))).toMatchObject([{ raw: "r", fields: undefined }])
  })

  it("leaves out of what a retry notes what updates said", () => {
    const updates = Array.from({ length: 50 }, (_, index) => ({
      kind: "update-user-profile",
      email: `${index}`,
    }))
    const note = { position: { recordNumber: 7 }, sent: { actions: {}, digests: {} }, updates }
    expect(written(note, 200)).toEqual({
      ...note,
      updates: [{ kind: "update-user-profile" }],
      leftOut: { actions: 50 },
    })
  })
})

it("says of a line that is too long all the same what can be done", async () => {
  const line = JSON.stringify({ ...lineOf(failedOf(1, 10)), action: { note: "x".repeat(MAX_REJECT_BYTES) } })
  await expect(readAgain(`${JSON.stringify(lineOf(failedOf(1, 10)))}\n${line}\n`)).rejects.toThrow(
    "Cannot read rejects.ndjson as record 2, on line 2, has more than 64 MiB: put a line end in where one is missing, or take out each action of that line, which is for people only.",
  )
})

describe("rejectsCsvLine()", () => {
  it.each([1, 101, 102, 5_000])("says the same of what was left out, of %i failures", (count) => {
    const failed = failedOf(count, 10)
    const line = lineOf(failed)
    const row = rejectsCsvLine(failed, line, LAYOUT)
    for (const maxBytes of [MAX_REJECT_BYTES, 15_000]) {
      const short = written(line, maxBytes)
      expect(rejectsCsvLine({ item: rejectItem(short) }, short, LAYOUT)).toBe(row)
    }
    expect(row.includes(` · and ${count - 101} more,`)).toBe(count > 101)
  })

  it("cuts what a message says, so that a row can be read again", () => {
    const message = "x".repeat(1e6)
    const failed = failedOf(5_000, 0)
    const long = { ...failed, failures: failed.failures.map((one) => ({ ...one, message })) }
    expect(rejectsCsvLine(long, rejectLine("s", long), LAYOUT).length).toBeLessThan(1_100_000)
  })
})
