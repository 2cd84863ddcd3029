import { visibleJson } from "../platform/visible-json.ts"

/** A line of JSON with its line end. */
export function jsonLine(line: object): string {
  return `${visibleJson(JSON.stringify(line))}\n`
}
