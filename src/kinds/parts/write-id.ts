import type { JsonWriter } from "../../json/json-writer.ts"

const QUOTE = 0x22
const CLOSING = 0x7d

/** Writes an id, in which nothing has to be escaped. Not put together first: that would be one more string to make for each event. */
export function writeId(writer: JsonWriter, id: string): void {
  writer.ascii(',"id":"')
  writer.ascii(id)
  writer.mark(QUOTE)
}

/** Gives an id to the object that was written last. */
export function addId(writer: JsonWriter, id: string): void {
  writer.length -= 1
  writeId(writer, id)
  writer.mark(CLOSING)
}
