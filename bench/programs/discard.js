// A server that takes what importers send, answers at once that all is well, and keeps nothing. For speed alone: it knows no limits
// and checks nothing. GET /counts says what came since it was last asked.
import { createServer } from "node:http"
import { epochMs } from "../measure/run-program.js"

/** Stands once in each record of the benchmarks: counting it is much cheaper than parsing. */
const MARK = Buffer.from('"dataFields"')
const PURCHASE_ANSWER = JSON.stringify({ msg: "", code: "Success", params: {} })

const nothing = { requests: 0, records: 0, bytes: 0, firstRequestEpochMs: 0 }
let counts = { ...nothing }

const server = createServer((request, response) => {
  if (request.method === "GET") {
    request.resume()
    answer(response, JSON.stringify(counts))
    counts = { ...nothing }
    return
  }
  if (counts.requests === 0) counts.firstRequestEpochMs = epochMs()
  counts.requests += 1
  let records = 0
  let tail = Buffer.alloc(0)
  request.on("data", (chunk) => {
    counts.bytes += chunk.length
    // A mark may lie across the border of two chunks.
    const border = Buffer.concat([tail, chunk.subarray(0, MARK.length - 1)])
    records += marksIn(border) + marksIn(chunk)
    tail = Buffer.concat([tail, chunk.subarray(1 - MARK.length)]).subarray(1 - MARK.length)
  })
  request.on("end", () => {
    counts.records += records
    const isBulk = request.url?.includes("ulk") === true
    answer(response, isBulk ? bulkAnswer(records) : PURCHASE_ANSWER)
  })
})
server.keepAliveTimeout = 120_000
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`))

/** @param {Buffer} bytes */
function marksIn(bytes) {
  let count = 0
  for (let at = bytes.indexOf(MARK); at !== -1; at = bytes.indexOf(MARK, at + MARK.length)) count += 1
  return count
}

/** @param {number} successCount */
function bulkAnswer(successCount) {
  return JSON.stringify({
    successCount,
    failCount: 0,
    invalidEmails: [],
    invalidUserIds: [],
    filteredOutFields: [],
    createdFields: [],
    failedUpdates: {},
  })
}

/**
 * @param {import("node:http").ServerResponse} response
 * @param {string} json
 */
function answer(response, json) {
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(json) })
  response.end(json)
}
