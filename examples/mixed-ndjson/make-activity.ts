// Makes activity.ndjson: what 200 made-up customers of a shop did, as an event stream has it: users, events and orders mixed,
// a few lines broken. Running it again changes nothing: npx jiti examples/mixed-ndjson/make-activity.ts
import { writeFileSync } from "node:fs"

const CUSTOMERS = 200
const LINES = 1_200
const FIRST_AT_SECONDS = 1_717_200_000

const PRODUCTS = [
  { sku: "TEA-01", name: "Green tea", price: 6.5 },
  { sku: "CUP-07", name: "Cup, 300 ml", price: 12 },
  { sku: "POT-02", name: "Teapot", price: 39.9 },
  { sku: "SAMPLE", name: "Sample", price: 0 },
]
const PAGES = ["/", "/tea", "/cups", "/basket", "/über-uns"]

/** Park and Miller's generator. */
let state = 42
const draw = (below: number): number => {
  state = (state * 48_271) % 2_147_483_647
  return state % below
}
const oneOf = <Value>(values: readonly Value[]): Value => values[draw(values.length)] as Value
const emailOf = (customer: number): string => `customer${customer}@example.com`

const lines: string[] = []
for (let customer = 1; customer <= CUSTOMERS; customer += 1) {
  const plan = oneOf(["free", "plus"])
  lines.push(JSON.stringify({ type: "user", email: emailOf(customer), plan, age: 18 + draw(60) }))
}
for (let number = lines.length + 1; number <= LINES; number += 1) {
  const email = emailOf(1 + draw(CUSTOMERS))
  const at = FIRST_AT_SECONDS + number * 60
  if (draw(3) > 0) {
    lines.push(JSON.stringify({ type: "page-view", email, at, page: oneOf(PAGES), seconds: draw(300) }))
    continue
  }
  const items = [oneOf(PRODUCTS), oneOf(PRODUCTS)]
    .slice(0, 1 + draw(2))
    .map(({ name, price, sku }) => ({ sku, name, price, quantity: 1 + draw(3) }))
  const total = items.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
  lines.push(
    JSON.stringify({
      type: "order",
      orderId: `O-${number}`,
      email,
      at,
      total: Number(total.toFixed(2)),
      items,
    }),
  )
}
// What goes wrong in such files.
lines[300] = lines[300]?.slice(0, 25) ?? ""
lines[450] = "[]"
lines[600] = JSON.stringify({
  type: "order",
  orderId: "O-601",
  email: emailOf(7),
  at: 1_717_236_060,
  items: [],
})
lines[750] = JSON.stringify({ type: "page-view", at: 1_717_245_060, page: "/tea", seconds: 3 })
lines[900] = JSON.stringify({ type: "heartbeat", at: 1_717_254_060 })
writeFileSync(new URL("activity.ndjson", import.meta.url), `${lines.join("\n")}\n`)
