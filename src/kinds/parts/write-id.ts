import type { JsonWriter } from "../../json/json-writer.ts"

const CLOSING = 0x7d

/** Writes an id. */
export function writeId(writer: JsonWriter, id: string): void {
  writer.ascii(',"id":')
  writer.text(id)
}

/** Gives an id to the object that was written last. */
export function addId(writer: JsonWriter, id: string): void {
  writer.length -= 1
  writeId(writer, id)
  writer.mark(CLOSING)
}
