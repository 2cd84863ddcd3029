import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { IterableDataImport, UpdateUserProfile, retryRejects } from "../../src/index.ts"
import type { ImportAction, Importer, RetrySummary } from "../../src/index.ts"

let stateDir = ""
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), "unsayable-records-"))
})
afterEach(() => {
  rmSync(stateDir, { recursive: true })
})

/** Keeps what each user was sent, or refuses all of them, long after they were mapped. */
class Keeping implements Importer {
  readonly sent = new Map<string, unknown>()
  refuses = false

  async *deliver(...[actions]: Parameters<Importer["deliver"]>): ReturnType<Importer["deliver"]> {
    const rejection = { stage: "api", code: "not-found", message: "not found" } as const
    for await (const array of actions)
      yield array.map((mapped) => {
        const { user } = mapped.action as UpdateUserProfile
        if (this.refuses) return { action: mapped, outcome: { kind: "rejected", rejection } }
        this.sent.set(String(user.email), user.dataFields)
        return { action: mapped, outcome: { kind: "accepted" } }
      })
  }
}

type Row = Readonly<Record<string, unknown>>
interface Line {
  readonly code: string
  readonly message: string
  readonly unsayable?: string
  readonly record?: unknown
  readonly raw?: string
}

class Customer {
  readonly name = "Ada"
  get email(): string {
    return "ada@x.com"
  }
}
const circle: Record<string, unknown> = { email: "circle@x.com" }
circle["self"] = { circle }

const UNSAYABLE: readonly (readonly [string, Row, string])[] = [
  ["NaN", { email: "a@x.com", ltv: NaN }, "ltv is NaN"],
  ["Infinity", { email: "a@x.com", nested: { all: [1, -Infinity] } }, "nested.all[1] is -Infinity"],
  ["an invalid Date", { email: "a@x.com", ltv: new Date("?") }, "ltv is an invalid Date"],
  ["a Map", { email: "a@x.com", ltv: new Map([["a", 1]]) }, "ltv is an instance of Map"],
  ["a Set", { email: "a@x.com", ltv: [new Set([1])] }, "ltv[0] is an instance of Set"],
  ["a BigInt", { email: "a@x.com", ltv: 10n }, "ltv is a bigint"],
  ["a circle", circle, "self.circle is an object that contains itself"],
  ["an instance", new Customer() as unknown as Row, "the record is an instance of Customer"],
  ["a Buffer", { email: "a@x.com", ltv: Buffer.from("x") }, "ltv is an instance of Buffer"],
  ["a RegExp", { email: "a@x.com", ltv: /x/ }, "ltv is an instance of RegExp"],
  ["a hole", { email: "a@x.com", ltv: [1, , 2] }, "ltv is an array with holes, or with names"], // oxlint-disable-line no-sparse-arrays
  ["undefined in an array", { email: "a@x.com", ltv: [undefined] }, "ltv[0] is undefined"],
  ["a function", { email: () => "a@x.com" }, "email is a function"],
  ["a form of its own", { email: "a@x.com", ltv: { toJSON: () => null } }, "ltv.toJSON is a function"],
]

const good: Row = { email: "good@x.com", ltv: 5 }
const linesOf = (path: string | undefined): Line[] =>
  readFileSync(String(path), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line)

/** What a careless map function makes of each record. */
const update = ({ email, ...rest }: Row): ImportAction =>
  new UpdateUserProfile({
    email: typeof email === "string" ? email : "f@x.com",
    dataFields: { fields: Object.keys(rest), ltv: rest["ltv"] },
  })

/** All records fail, as the map function throws or as the importer refuses them. */
async function imported(rows: readonly Row[], fails: "map" | "api"): Promise<string> {
  const importer = new Keeping()
  importer.refuses = fails === "api"
  const dataImport = new IterableDataImport<Row>({
    source: rows,
    name: "rows",
    importer,
    stateDir,
    maxRejects: "off",
  })
  const summary = await dataImport.run(() => {
    if (fails === "map") throw new Error("not today")
    return new UpdateUserProfile({ email: "some@x.com" })
  })
  expect(summary.records.rejected).toBe(rows.length)
  return String(summary.paths.rejects)
}

function retried(importer: Importer, warnings: string[] = []): Promise<RetrySummary> {
  const onStart = (start: { readonly warnings: readonly string[] }): void =>
    void warnings.push(...start.warnings)
  return retryRejects<Row>({ stateDir, name: "rows", importer, onStart }, update)
}

describe.each(["map", "api"] as const)("a record that JSON cannot say, and that failed at %s", (fails) => {
  it.each(UNSAYABLE)("is left out of a retry, with its reason: %s", async (_, row, why) => {
    const path = await imported([row, good], fails)
    const before = linesOf(path)
    expect(before[0]).toMatchObject({ unsayable: why })
    expect(before[0]).not.toHaveProperty("record")
    const importer = new Keeping()
    const warnings: string[] = []
    const { records } = await retried(importer, warnings)
    expect(records).toMatchObject({ imported: 1, rejected: 1 })
    expect([...importer.sent.keys()]).toEqual(["good@x.com"])
    expect(linesOf(path)).toEqual(before.slice(0, 1))
    expect(warnings.join("\n")).toContain(`values that JSON cannot represent (${why})`)
  })

  it.each(UNSAYABLE)("refuses a retry of nothing else: %s", async (_, row, why) => {
    const path = await imported([row], fails)
    const before = readFileSync(path, "utf8")
    await expect(retried(new Keeping())).rejects.toThrow(
      `Left out 1 reject, as its record has values that JSON cannot represent (${why})`,
    )
    expect(readFileSync(path, "utf8")).toBe(before)
  })

  it("is run once a person has put in a record", async () => {
    const path = await imported([{ email: "n@x.com", ltv: NaN }], fails)
    const [line] = linesOf(path)
    expect(JSON.parse(line?.raw ?? "")).toEqual({ email: "n@x.com", ltv: "(NaN)" })
    writeFileSync(path, `${JSON.stringify({ ...line, record: { email: "n@x.com", ltv: 7 } })}\n`)
    const importer = new Keeping()
    expect((await retried(importer)).records).toMatchObject({ imported: 1, rejected: 0 })
    expect(importer.sent.get("n@x.com")).toMatchObject({ ltv: 7 })
  })

  it("is no record with a date, which comes back as text, or with a name without value", async () => {
    const again = { email: "d@x.com", ltv: new Date("2026-01-02T03:04:05.678Z"), gone: undefined }
    await imported([again, Object.assign(Object.create(null) as object, { email: "e@x.com" })], fails)
    const importer = new Keeping()
    expect((await retried(importer)).records).toMatchObject({ imported: 2, rejected: 0 })
    expect(importer.sent.get("d@x.com")).toMatchObject({ ltv: "2026-01-02T03:04:05.678Z" })
  })
})
