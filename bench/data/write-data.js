// node bench/data/write-data.js file|bodies KIND COUNT PATH: writes made-up data, the same each time.
//
// `file` is what is imported. `bodies` are ready-made request bodies of the same records, one after the other, with their lengths in
// PATH.lengths.json.
import { createWriteStream, writeFileSync } from "node:fs"
import { once } from "node:events"
import { pipeline } from "node:stream/promises"
import { KINDS } from "./kinds.js"

const CHUNK_LENGTH = 1 << 20
const MAX_BODY_BYTES = 3_900_000

const [form, kindName, countText, path] = process.argv.slice(2)
const kind = KINDS[kindName]
const count = Number(countText)
await (form === "bodies" ? writeBodies() : pipeline(fileChunks, createWriteStream(path)))

function* fileChunks() {
  let text = kind.header
  for (let number = 1; number <= count; number += 1) {
    text += kind.line(number)
    if (text.length < CHUNK_LENGTH) continue
    yield text
    text = ""
  }
  yield text
}

async function writeBodies() {
  const file = createWriteStream(path)
  const lengths = []
  for (const body of bodies()) {
    lengths.push(Buffer.byteLength(body))
    if (!file.write(body)) await once(file, "drain")
  }
  file.end()
  await once(file, "close")
  writeFileSync(`${path}.lengths.json`, JSON.stringify(lengths))
}

/** As full as they may be. */
function* bodies() {
  const { entry, envelope } = kind
  let entries = ""
  let entriesBytes = 0
  for (let number = 1; number <= count; number += 1) {
    const json = JSON.stringify(entry(number))
    if (envelope === undefined) {
      yield json
      continue
    }
    const jsonBytes = Buffer.byteLength(json)
    if (entriesBytes + jsonBytes + envelope.opening.length + envelope.closing.length + 1 > MAX_BODY_BYTES) {
      yield envelope.opening + entries + envelope.closing
      entries = ""
      entriesBytes = 0
    }
    entries += entries === "" ? json : `,${json}`
    entriesBytes += jsonBytes + 1
  }
  if (entries !== "") yield envelope.opening + entries + envelope.closing
}
