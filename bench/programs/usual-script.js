// node bench/programs/usual-script.js users|events FILE BASE_URL: what a careful developer writes without us. A well-known parser and the
// official client, batches of 1,000, five of them at a time.
import { createReadStream } from "node:fs"
import { createInterface } from "node:readline"
import { IterableClient } from "@iterable/api"
import { parse } from "csv-parse"
import { eventOf, userOf } from "../data/meanings.js"
import { measureSelf } from "../measure/measure-self.js"

const RECORDS_PER_REQUEST = 1_000
const REQUESTS_AT_A_TIME = 5

const [kind, path, baseUrl] = process.argv.slice(2)
measureSelf()
const client = new IterableClient({ apiKey: "bench-key", baseUrl })
const running = new Set()
let batch = []
let sent = 0
for await (const entry of kind === "users" ? users() : events()) {
  batch.push(entry)
  if (batch.length < RECORDS_PER_REQUEST) continue
  send(batch)
  batch = []
  if (running.size >= REQUESTS_AT_A_TIME) await Promise.race(running)
}
if (batch.length > 0) send(batch)
await Promise.all(running)
client.destroy()
console.log(sent)

async function* users() {
  for await (const row of createReadStream(path).pipe(parse({ columns: true }))) yield userOf(row)
}

async function* events() {
  for await (const line of createInterface({ input: createReadStream(path) })) yield eventOf(JSON.parse(line))
}

/** @param {object[]} entries */
function send(entries) {
  const sending = sendNow(entries).finally(() => running.delete(sending))
  running.add(sending)
}

/** @param {object[]} entries */
async function sendNow(entries) {
  const { successCount } = await (kind === "users"
    ? client.bulkUpdateUsers({ users: entries })
    : client.trackBulkEvents({ events: entries }))
  sent += successCount
}
