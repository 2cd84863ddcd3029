import { visibleJson } from "../../platform/visible-json.ts"

/** A line of a list, without its line end. */
export function lineBytes(line: object): Buffer {
  return Buffer.from(visibleJson(JSON.stringify(line)))
}
