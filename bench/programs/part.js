// node bench/programs/part.js PART FILE RECORDS: one part of an import, or what it is compared with, alone.
import { createReadStream } from "node:fs"
import { open } from "node:fs/promises"
import { createInterface } from "node:readline"
import { parse } from "csv-parse"
import { BatchBuilder } from "../../src/batches/batch-builder.ts"
import { BufferPool } from "../../src/batches/buffer-pool.ts"
import { identityMarks } from "../../src/batches/identity-marks.ts"
import { encodeMappedWith } from "../../src/batches/encode-mapped.ts"
import { MAX_BODY_BYTES } from "../../src/endpoints/endpoint.ts"
import { ALL_KINDS } from "../../src/kinds/all-kinds.ts"
import { identityOf } from "../../src/kinds/kind.ts"
import { updateUserProfile } from "../../src/kinds/update-user-profile.ts"
import { fileSource } from "../../src/sources/file-source.ts"
import { mapRecords } from "../../src/mapping/map-records.ts"
import { userOf } from "../data/meanings.js"
import { userRow } from "../data/records.js"
import { measureSelf } from "../measure/measure-self.js"
import { MAP_FUNCTIONS } from "./map-functions.js"

const READ_BYTES = 64 * 1024
const RECORDS_PER_BODY = 16_000

/** What was done, so that the compiler cannot leave it out: each part says how many records, or bytes, it saw. */
const PARTS = {
  "read-bytes": readBytes,
  "csv-source": (path) => readSource(fileSource({ filePath: path, format: "csv" })),
  "csv-parse": (path) => readStream(createReadStream(path).pipe(parse({ columns: true }))),
  "ndjson-source": (path) => readSource(fileSource({ filePath: path, format: "ndjson" })),
  "readline-json": readLines,
  "csv-source-and-map": (path) => readAndMap(fileSource({ filePath: path, format: "csv" })),
  "encode-into-body": (_path, recordCount) => encodeIntoBody(recordCount),
  "stringify-whole-body": (_path, recordCount) => stringifyWholeBody(recordCount),
}

const [part, path, recordCount] = process.argv.slice(2)
console.log(await PARTS[part](path, Number(recordCount)))

/** @param {string} filePath */
async function readBytes(filePath) {
  measureSelf()
  const file = await open(filePath)
  const buffer = Buffer.allocUnsafe(READ_BYTES)
  let sum = 0
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, READ_BYTES)
    if (bytesRead === 0) break
    sum += bytesRead
  }
  await file.close()
  return sum
}

/** @param {import("iterable-data-import").DataSource} source */
async function readSource(source) {
  measureSelf()
  let count = 0
  for await (const items of source.read()) {
    for (const item of items) {
      // The record is made when it is asked for.
      if (item.record !== undefined) count += 1
      item.release?.()
    }
  }
  return count
}

/** @param {AsyncIterable<unknown>} stream */
async function readStream(stream) {
  measureSelf()
  let count = 0
  for await (const record of stream) if (record !== undefined) count += 1
  return count
}

/** @param {string} filePath */
async function readLines(filePath) {
  measureSelf()
  let count = 0
  for await (const line of createInterface({ input: createReadStream(filePath) })) {
    if (JSON.parse(line) !== undefined) count += 1
  }
  return count
}

/** @param {import("iterable-data-import").DataSource} source */
async function readAndMap(source) {
  measureSelf()
  let count = 0
  for await (const { actions } of mapRecords(source.read(), MAP_FUNCTIONS.users, ALL_KINDS))
    count += actions.length
  return count
}

/** @param {number} count */
function encodeIntoBody(count) {
  const pool = new BufferPool()
  const encode = encodeMappedWith("bench", "derive")
  const mapped = usersOfBody().map((user, index) => ({
    item: { position: { recordNumber: index + 1 }, record: {} },
    actionIndex: 0,
    actionCount: 1,
    kind: updateUserProfile,
    action: MAP_FUNCTIONS.users(user.row),
  }))
  let sum = 0
  measureSelf()
  for (let done = 0; done < count; done += mapped.length) {
    const builder = new BatchBuilder(updateUserProfile.endpoint, undefined, MAX_BODY_BYTES, pool)
    for (const each of mapped) {
      const marks = identityMarks(identityOf(each))
      if (builder.write(each, marks, encode) !== undefined)
        throw new Error("The body is full: take fewer records for each.")
    }
    const batch = builder.build()
    sum += batch.bytes.length
    pool.give(batch.buffer)
  }
  return sum
}

/** @param {number} count */
function stringifyWholeBody(count) {
  const users = usersOfBody().map(({ user }) => user)
  let sum = 0
  measureSelf()
  for (let done = 0; done < count; done += users.length) sum += Buffer.from(JSON.stringify({ users })).length
  return sum
}

function usersOfBody() {
  return Array.from({ length: RECORDS_PER_BODY }, (_none, index) => {
    const row = userRow(index + 1)
    return { row, user: userOf(row) }
  })
}
