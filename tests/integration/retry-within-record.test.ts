import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import {
  IterableDataImport,
  TrackCustomEvent,
  TrackPurchase,
  UpdateUserProfile,
  retryRejects,
} from "../../src/index.ts"
import type { ImportAction, MapFunction, RetrySummary, Summary } from "../../src/index.ts"
import { typedSandbox } from "../kit/typed-sandbox.ts"

interface Who {
  readonly email?: string
  readonly userId?: string
}

const each = typedSandbox()
const ITEMS = [{ id: "i", name: "Item", price: 1, quantity: 1 }]
const sent = (): unknown[] =>
  [...each.running.sandbox.events(), ...each.running.sandbox.purchases()].map(
    ({ dataFields }) => dataFields["what"],
  )
const event = (who: Who, what: string): ImportAction =>
  new TrackCustomEvent({ ...who, eventName: what, dataFields: { what } })
const purchase = (who: Who, what: string, profile?: object): ImportAction =>
  new TrackPurchase({
    user: { ...who, ...(profile === undefined ? {} : { dataFields: { ...profile } }) },
    items: ITEMS,
    total: 1,
    dataFields: { what },
  })

/** Imports one record without ids. */
function run(map: MapFunction<unknown>): Promise<Summary> {
  const sourceFilePath = join(each.folder, "data.ndjson")
  writeFileSync(sourceFilePath, '{"n":1}\n')
  return IterableDataImport.create({ ...each.options({ ids: "none" }), sourceFilePath }).run(map)
}
const retry = (map: MapFunction<unknown>, overwriteNewer = false): Promise<RetrySummary> =>
  retryRejects({ ...each.options({ ids: "none" }), overwriteNewer }, map)

describe("a reject without ids that names its user by other identifiers when it is retried", () => {
  const [email, userId] = ["ada@x.com", "7"]
  it.each<[what: string, before: Who, now: Who]>([
    ["adds the userId", { email }, { email, userId }],
    ["adds the email", { userId }, { email, userId }],
    ["drops the userId", { email, userId }, { email }],
    ["drops the email", { email, userId }, { userId }],
  ])("sends nothing twice: %s", async (_, before, now) => {
    const map =
      (who: Who, friend: string): MapFunction<unknown> =>
      () => [event(who, "joined"), purchase(who, "bought"), event({ email: friend }, "invited")]
    expect((await run(map(before, "ben#x.com"))).records).toMatchObject({ imported: 0, rejected: 1 })
    expect((await retry(map(now, "ben@x.com"))).records).toMatchObject({ imported: 1, rejected: 0 })
    expect(sent().map(String).toSorted()).toEqual(["bought", "invited", "joined"])
  })
})

describe("an update that failed, in front of a purchase of the same record that was accepted and has no id", () => {
  const user = { email: "ada@x.com" }
  const map =
    (age: unknown): MapFunction<unknown> =>
    () => [
      new UpdateUserProfile({ ...user, dataFields: { plan: "free", age } }),
      purchase(user, "bought", { plan: "gold" }),
    ]
  const plan = (): unknown => each.running.sandbox.user(user)?.dataFields["plan"]

  it("is left out, as it would overwrite what the purchase said, and stays in the list", async () => {
    const first = await run(map("bad"))
    const list = (): string => readFileSync(first.paths.rejects ?? "", "utf8")
    for (let times = 1; times <= 2; times += 1) {
      const { records, rejectReasons } = await retry(map(30))
      expect(records).toMatchObject({ imported: 0, rejected: 1 })
      expect(rejectReasons).toMatchObject([{ code: "overwrites-newer", count: 1 }])
      expect(list()).toContain("action 2 of the same record comes later")
      expect([plan(), sent()]).toEqual(["gold", ["bought"]])
    }
  })

  it("is run where older values are asked for, and the purchase is not", async () => {
    await run(map("bad"))
    expect((await retry(map(30), true)).records).toMatchObject({ imported: 1, rejected: 0 })
    expect([plan(), sent()]).toEqual(["free", ["bought"]])
  })
})
