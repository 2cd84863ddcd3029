import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import {
  ImportStoppedError,
  IterableDataImport,
  TrackCustomEvent,
  TrackPurchase,
  UpdateUserProfile,
  retryRejects,
} from "../../src/index.ts"
import type {
  CommonOptions,
  DeliveryOptions,
  ImportAction,
  MapFunction,
  RejectLine,
  SourceDataRecord,
  Summary,
} from "../../src/index.ts"
import { readLines } from "../kit/programs.ts"
import { typedSandbox } from "../kit/typed-sandbox.ts"

type Row = SourceDataRecord<unknown>
type Options = Partial<CommonOptions & DeliveryOptions>

const ITEMS = [{ id: "i", name: "Item", price: 1, quantity: 1 }]
const each = typedSandbox()

/** Imports rows, as a file of a format. */
function run(
  format: string,
  rows: readonly Row[],
  map: MapFunction<Row>,
  options: Options = {},
): Promise<Summary> {
  const sourceFilePath = join(each.folder, `data.${format}`)
  const [first = {}] = rows
  const text =
    format === "csv"
      ? [Object.keys(first), ...rows.map((row) => Object.values(row))].map((row) => row.join(",")).join("\n")
      : rows.map((row) => JSON.stringify(row)).join("\n")
  writeFileSync(sourceFilePath, `${text}\n`)
  return IterableDataImport.create<Row>({ ...each.options(options), sourceFilePath }).run(map)
}
/** Corrects the list of rejects, as a person does, and runs it. */
async function retry(
  { paths }: Summary,
  map: MapFunction<Row>,
  corrections: Readonly<Record<string, string>>,
  options: Options = {},
): ReturnType<typeof retryRejects> {
  const list = paths.rejectsCsv ?? paths.rejects ?? ""
  let text = readFileSync(list, "utf8")
  for (const [wrong, right] of Object.entries(corrections)) {
    expect(text).toContain(wrong)
    // Of a line, the record is corrected alone.
    text = list.endsWith("csv")
      ? text.replaceAll(wrong, right)
      : text.replaceAll(/"record":\{[^}]*\}/g, (record) => record.replaceAll(wrong, right))
  }
  if (Object.keys(corrections).length > 0) writeFileSync(list, text)
  return retryRejects(each.options(options), map)
}
const plan = (email: string): unknown => each.running.sandbox.user({ email })?.dataFields["plan"]
const events = (): unknown[] =>
  [...each.running.sandbox.events()].map(({ dataFields }) => String(dataFields["who"])).toSorted()
const purchases = (): unknown[] =>
  [...each.running.sandbox.purchases()].map(({ dataFields }) => String(dataFields["who"])).toSorted()
/** An event with a value of the wrong type is refused. */
const event = (email: string, score: unknown, fields: object = {}): ImportAction =>
  new TrackCustomEvent({ eventName: "joined", email, dataFields: { who: email, score, ...fields } })

const WAYS = ["csv", "ndjson"].flatMap((format) =>
  (["derive", "none"] as const).map((ids) => ({ format, ids })),
)

describe.each(WAYS)("a reject that is corrected, of $format, with ids: $ids", ({ format, ids }) => {
  const score = (row: Row): unknown => (String(row["score"]) === "bad" ? "bad" : 1)

  it("is sent to the right user, whose address was mistyped", async () => {
    const map: MapFunction<Row> = (row) => [
      new UpdateUserProfile({ email: String(row["email"]), dataFields: { plan: row["plan"] } }),
      event(String(row["email"]), score(row)),
    ]
    const rows = [
      { email: "ada@exmaple.com", plan: "gold", score: "bad" },
      { email: "bob@example.com", plan: "silver", score: "1" },
    ]
    const first = await run(format, rows, map, { ids })
    expect(first.records).toMatchObject({ imported: 1, rejected: 1 })
    expect(plan("ada@exmaple.com")).toBe("gold")
    const { records } = await retry(first, map, { exmaple: "example", bad: "1" }, { ids })
    expect(records).toMatchObject({ imported: 2, rejected: 0 })
    expect(plan("ada@example.com")).toBe("gold")
    expect(events()).toEqual(["ada@example.com", "bob@example.com"])
  })

  it("has all its values, also those that were accepted when they were wrong", async () => {
    const map: MapFunction<Row> = (row) => [
      new UpdateUserProfile({ email: String(row["email"]), dataFields: { plan: row["plan"] } }),
      event(String(row["email"]), score(row)),
    ]
    const first = await run(format, [{ email: "ada@x.com", plan: "glod", score: "bad" }], map, { ids })
    await retry(first, map, { glod: "gold", bad: "1" }, { ids })
    expect([plan("ada@x.com"), events()]).toEqual(["gold", ["ada@x.com"]])
  })

  it.each([
    ["updates", (email: string) => new UpdateUserProfile({ email, dataFields: { plan: "vip" } })],
    [
      "events",
      (email: string) => new TrackCustomEvent({ eventName: "met", email, dataFields: { who: email } }),
    ],
    [
      "purchases",
      (email: string) =>
        new TrackPurchase({ user: { email }, items: ITEMS, total: 1, dataFields: { who: email } }),
    ],
  ])("sends what was left out, in front of what was accepted: %s", async (kind, actionOf) => {
    const map: MapFunction<Row> = ({ m1, m2, m3 }) =>
      [m1, m2, m3].filter((email) => email !== "").map((email) => actionOf(String(email)))
    const first = await run(format, [{ m1: "", m2: "ben@x.com", m3: "carl#x.com" }], map, { ids })
    expect(first.records).toMatchObject({ imported: 0, rejected: 1 })
    const [wrong, right] = format === "csv" ? [",,ben@", ",ada@x.com,ben@"] : ['"m1":""', '"m1":"ada@x.com"']
    const { records } = await retry(first, map, { [wrong]: right, "carl#": "carl@" }, { ids })
    expect(records).toMatchObject({ imported: 1, rejected: 0 })
    const all = ["ada@x.com", "ben@x.com", "carl@x.com"]
    if (kind === "updates") expect(all.map(plan)).toEqual(["vip", "vip", "vip"])
    else expect(kind === "events" ? events() : purchases()).toEqual(all)
  })

  it("sends nothing twice that a person takes out in front of what was accepted", async () => {
    const map: MapFunction<Row> = (row) => [
      ...[row["m1"], row["m2"]]
        .filter((email) => email !== "")
        .map((who) => new TrackCustomEvent({ eventName: "met", email: String(who), dataFields: { who } })),
      event("ada@x.com", score(row)),
    ]
    const first = await run(format, [{ m1: "wrong@x.com", m2: "ben@x.com", score: "bad" }], map, { ids })
    await retry(first, map, { "wrong@x.com": "", bad: "1" }, { ids })
    expect(events().filter((who) => who === "ben@x.com")).toEqual(["ben@x.com"])
  })

  it("is sent in whatever order a corrected map function gives", async () => {
    const update = (email: string): ImportAction =>
      new UpdateUserProfile({ email, dataFields: { plan: "vip" } })
    const first = await run(format, [{ n: 1 }], () => [update("good@x.com"), update("child#x.com")], { ids })
    const { records } = await retry(first, () => [update("child@x.com"), update("good@x.com")], {}, { ids })
    expect(records).toMatchObject({ imported: 1, rejected: 0 })
    expect(["good@x.com", "child@x.com"].map(plan)).toEqual(["vip", "vip"])
  })

  it("does not put an accepted update of its user before an earlier one that is corrected", async () => {
    const map: MapFunction<Row> = ({ age }) => [
      new UpdateUserProfile({
        email: "ada@x.com",
        dataFields: { plan: "free", age: age === "bad" ? age : 30 },
      }),
      new UpdateUserProfile({ email: "ada@x.com", dataFields: { plan: "gold" } }),
    ]
    const first = await run(format, [{ age: "bad" }], map, { ids })
    expect([first.records.rejected, plan("ada@x.com")]).toEqual([1, "gold"])
    await retry(first, map, { bad: "30" }, { ids })
    expect(plan("ada@x.com")).toBe("gold")
  })
})

describe.each(["csv", "ndjson"])("a reject of %s of which the columns of the key are corrected", (format) => {
  const rows = [
    { key: "k1", good: "ada", age: "bad" },
    { key: "k1", good: "", age: "bad" },
  ]
  const map: MapFunction<Row> = ({ age, good }) => [
    ...(good === "" ? [] : [event(`${String(good)}@x.com`, 1)]),
    new UpdateUserProfile({ email: "carl@x.com", dataFields: { age: age === "bad" ? age : 30 } }),
    ...(good === "" ? [event("ben@x.com", age === "bad" ? age : 1)] : []),
  ]

  it("keeps the ids under which something was accepted, and has new ones otherwise", async () => {
    const options = { idsFrom: ["key"] }
    const first = await run(format, rows, map, options)
    expect([first.records.rejected, events()]).toEqual([2, ["ada@x.com"]])
    const { records } = await retry(first, map, { k1: "k9", bad: "30" })
    expect(records.imported).toBe(2)
    expect(events()).toEqual(["ada@x.com", "ben@x.com"])
  })

  it("has an event once whose record has another key now, and is sent again", async () => {
    const options = { idsFrom: ["key"] }
    const first = await run(format, rows.slice(0, 1), map, options)
    await retry(first, map, { k1: "k9", bad: "30", ada: "ben" })
    expect(events()).toEqual(["ben@x.com"])
  })
})

describe("a reject of which nothing was corrected", () => {
  it("is not held back for an update that was accepted, and reads the clock", async () => {
    let time = 0
    let score: unknown = "bad"
    const map: MapFunction<Row> = ({ plan: name }) => [
      new UpdateUserProfile({ email: "ada@x.com", dataFields: { plan: name, at: (time += 1) } }),
      ...(name === "gold" ? [event("ada@x.com", score, { at: time })] : []),
    ]
    const rows = [{ plan: "gold" }, { plan: "platinum" }]
    const first = await run("csv", rows, map, { mapFingerprint: "one" })
    expect(first.records).toMatchObject({ imported: 1, rejected: 1 })
    // As a table may say that the map function looks things up in.
    score = 1
    const { records } = await retry(first, map, {}, { mapFingerprint: "one" })
    expect([records.imported, plan("ada@x.com"), events()]).toEqual([2, "platinum", ["ada@x.com"]])
  })

  it("is run by its places, where a list of an earlier release does not say what was accepted", async () => {
    const map =
      (tag: string): MapFunction<Row> =>
      (row) => [
        new UpdateUserProfile({ email: "ada@x.com", dataFields: { plan: tag } }),
        event(String(row["email"]), 1),
      ]
    const first = await run("ndjson", [{ email: "ben#x.com" }], map("gold"))
    const path = first.paths.rejects ?? ""
    const [line] = readLines<RejectLine>(path)
    expect(line?.accepted).toEqual({ "update-user-profile": [[0, 0]] })
    const { acceptedAs: _acceptedAs, ...old } = { ...line }
    writeFileSync(path, `${JSON.stringify(old)}\n`)
    await retry(first, map("silver"), { "ben#": "ben@" })
    expect([plan("ada@x.com"), events()]).toEqual(["gold", ["ben@x.com"]])
  })
})

describe("an import that goes on after a stop with a corrected map function", () => {
  it.each(["derive", "none"] as const)("sends what is new, and nothing twice, with ids: %s", async (ids) => {
    const update = (email: string): ImportAction =>
      new UpdateUserProfile({ email, dataFields: { plan: "vip" } })
    const met = (email: string): ImportAction =>
      new TrackCustomEvent({ eventName: "met", email, dataFields: { who: email } })
    const rows = [{ n: 1 }, { n: 2 }]
    each.running.sandbox.configure({
      faults: [{ fault: { kind: "rate-limited", resetSeconds: 1 }, endpoint: "events/trackBulk" }],
    })
    const options: Options = { ids, maxOutageMs: 1_000 }
    const stopped = run(
      "ndjson",
      rows,
      ({ n }) => [update(`a${String(n)}@x.com`), met(`a${String(n)}@x.com`)],
      { ...options, mapFingerprint: "one" },
    )
    await expect(stopped).rejects.toThrow(ImportStoppedError)
    each.running.sandbox.configure({ faults: [] })
    const { records } = await run(
      "ndjson",
      rows,
      ({ n }) => [
        update(`parent${String(n)}@x.com`),
        update(`a${String(n)}@x.com`),
        met(`a${String(n)}@x.com`),
      ],
      { ...options, mapFingerprint: "two" },
    )
    expect(records).toMatchObject({ imported: 2, rejected: 0 })
    expect(["parent1@x.com", "a1@x.com", "parent2@x.com", "a2@x.com"].map(plan)).toEqual(Array(4).fill("vip"))
    expect(events()).toEqual(["a1@x.com", "a2@x.com"])
  })
})
