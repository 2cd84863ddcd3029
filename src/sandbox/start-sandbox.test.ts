import { afterEach, expect, it } from "vitest"

import { type RunningSandbox, type StartSandboxOptions, startSandbox } from "./start-sandbox.ts"

let running: RunningSandbox | null = null

async function start(options: StartSandboxOptions = {}): Promise<RunningSandbox> {
  running = await startSandbox(options)
  return running
}

async function post(url: string, body: unknown): Promise<Response> {
  return fetch(url, { method: "POST", headers: { "Api-Key": "k" }, body: JSON.stringify(body) })
}

afterEach(async () => {
  await running?.close()
  running = null
})

it("startSandbox() takes users, events and purchases and shows them", async () => {
  const { url } = await start()
  const users = await post(`${url}/api/users/bulkUpdate`, {
    users: [{ email: "Ann@Example.com", dataFields: { age: 3 } }, { email: "shrouti" }],
  })
  expect(await users.json()).toMatchObject({ successCount: 1, failCount: 1, invalidEmails: ["shrouti"] })
  const events = await post(`${url}/api/events/trackBulk`, {
    events: [{ email: "ann@example.com", eventName: "seen", id: "e-1", dataFields: { x: "y" } }],
  })
  expect(await events.json()).toMatchObject({ successCount: 1, failCount: 0 })
  const purchase = await post(`${url}/api/commerce/trackPurchase`, {
    user: { email: "ann@example.com" },
    items: [{ id: "1", name: "a", price: 2, quantity: 1 }],
    total: 2,
    id: "p-1",
  })
  expect(await purchase.json()).toEqual({ msg: "", code: "Success", params: { id: "p-1" } })
  const counts = await fetch(`${url}/_sandbox/counts`)
  expect(await counts.json()).toMatchObject({ users: 1, events: 1, purchases: 1, requests: 3 })
  const lines = await (await fetch(`${url}/_sandbox/users`)).text()
  expect(JSON.parse(lines)).toMatchObject({
    email: "ann@example.com",
    dataFields: { age: 3 },
    timesApplied: 2,
  })
})
