import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import {
  IterableDataImport,
  TrackCustomEvent,
  TrackPurchase,
  UpdateUserProfile,
  decimal,
  retryRejects,
} from "../../src/index.ts"
import type { CommonOptions, DeliveryOptions, ImportAction, MapFunction, Summary } from "../../src/index.ts"
import { typedSandbox } from "../kit/typed-sandbox.ts"

type Row = Readonly<{ email: string; score: number | string }>

const each = typedSandbox()

async function run(
  rows: readonly Row[],
  map: MapFunction<Row>,
  options: Partial<CommonOptions & DeliveryOptions> = {},
): Promise<Summary> {
  const sourceFilePath = join(each.folder, "data.ndjson")
  writeFileSync(sourceFilePath, rows.map((row) => `${JSON.stringify(row)}\n`).join(""))
  return IterableDataImport.create<Row>({ ...each.options(options), sourceFilePath }).run(map)
}

async function userTypes(): Promise<Readonly<Record<string, string>>> {
  const { apiKey, baseUrl } = each.options({})
  const answer = await fetch(`${String(baseUrl)}/api/users/getFields`, {
    headers: { "Api-Key": apiKey ?? "" },
  })
  return ((await answer.json()) as { fields: Readonly<Record<string, string>> }).fields
}

const ROWS: readonly Row[] = [
  { email: "a@example.com", score: 0 },
  { email: "b@example.com", score: 7.5 },
  { email: "c@example.com", score: 5 },
]

it("a first value of 0 locks a field for whole numbers where nobody says otherwise", async () => {
  const summary = await run(
    ROWS,
    (row) => new UpdateUserProfile({ email: row.email, dataFields: { score: row.score } }),
  )
  expect(summary.records).toMatchObject({ imported: 2, rejected: 1 })
  expect(await userTypes()).toMatchObject({ score: "long" })
})

it("decimal() makes it a field for decimals, and a retry of a corrected record does so too", async () => {
  const map = ({ email, score }: Row): ImportAction =>
    new UpdateUserProfile({ email, dataFields: { score: decimal(score), list: [decimal(1), 2.5] } })
  const rows = [{ email: "no address", score: 0 }, ...ROWS.slice(1)]
  const summary = await run(rows, map)
  expect(summary.records).toMatchObject({ imported: 2, rejected: 1 })
  expect(await userTypes()).toMatchObject({ score: "double", list: "double" })
  const fixed = ({ email, score }: Row): ImportAction =>
    map({ email: email === "no address" ? "a@example.com" : email, score })
  const { retried } = await retryRejects(each.options({}), fixed)
  expect(retried?.rejectReasons).toEqual([])
  expect(retried?.records).toMatchObject({ imported: 1, rejected: 0 })
})

it("declared decimals count for users, events and purchases, and for the retry of the import", async () => {
  const items = [{ id: "i", name: "I", price: 1, quantity: 1, dataFields: { weight: 2 } }]
  const map = ({ email, score }: Row): readonly ImportAction[] => [
    new UpdateUserProfile({ email, dataFields: { score, order: { total: score }, visits: 1 } }),
    new TrackCustomEvent({ email, eventName: "scored", dataFields: { score } }),
    new TrackPurchase({ user: { email }, items, total: 1, dataFields: { score }, id: `#1 "${email}"` }),
  ]
  const decimals = ["score", "order.total", "weight"]
  const summary = await run(
    [
      { email: "a@example.com", score: 0 },
      { email: "nobody", score: 1 },
    ],
    map,
    { decimals },
  )
  expect(summary.records).toMatchObject({ imported: 1, rejected: 1 })
  expect(await userTypes()).toMatchObject({ score: "double", "order.total": "double", visits: "long" })
  const events = await run(
    [{ email: "a@example.com", score: 7.5 }],
    ({ email, score }) => [
      new TrackCustomEvent({ email, eventName: "scored", dataFields: { score } }),
      new TrackPurchase({
        user: { email },
        items: [{ ...items[0], dataFields: { weight: 2.5 } }] as typeof items,
        total: 1,
        dataFields: { score },
      }),
    ],
    { name: "more" },
  )
  expect(events.records).toMatchObject({ imported: 1 })
})

it("a retry sends decimals as its import did, without being told", async () => {
  const map = ({ email, score }: Row): ImportAction => new UpdateUserProfile({ email, dataFields: { score } })
  await run(
    [
      { email: "nobody", score: 0 },
      { email: "b@example.com", score: "" },
    ],
    map,
    {
      decimals: ["other"],
    },
  )
  const fixed = ({ email, score }: Row): ImportAction =>
    new UpdateUserProfile({
      email: email === "nobody" ? "a@example.com" : email,
      dataFields: { other: score },
    })
  await retryRejects(each.options({}), fixed)
  expect(await userTypes()).toMatchObject({ other: "double" })
})
