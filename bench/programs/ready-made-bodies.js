// node bench/programs/ready-made-bodies.js FILE URL REQUESTS_AT_A_TIME: posts ready-made bodies read from disk, and does nothing else. No
// importer can be faster.
import { readFileSync } from "node:fs"
import { open } from "node:fs/promises"
import { Pool } from "undici"
import { measureSelf } from "../measure/measure-self.js"

const [path, urlText, requestsAtATime] = process.argv.slice(2)
const url = new URL(urlText)
/** @type {number[]} */
const lengths = JSON.parse(readFileSync(`${path}.lengths.json`, "utf8"))
measureSelf()
const file = await open(path)
const pool = new Pool(url.origin, { connections: Number(requestsAtATime) })
let next = 0
let nextByte = 0
await Promise.all(Array.from({ length: Number(requestsAtATime) }, postSome))
await pool.close()
await file.close()

async function postSome() {
  let buffer = Buffer.alloc(0)
  while (next < lengths.length) {
    const length = lengths[next]
    const startByte = nextByte
    next += 1
    nextByte += length
    if (buffer.length < length) buffer = Buffer.allocUnsafeSlow(length)
    await file.read(buffer, 0, length, startByte)
    const { statusCode, body } = await pool.request({
      path: url.pathname,
      method: "POST",
      headers: { "content-type": "application/json", "api-key": "bench-key" },
      body: buffer.subarray(0, length),
    })
    await body.dump()
    if (statusCode !== 200) throw new Error(`answered ${statusCode}`)
  }
}
