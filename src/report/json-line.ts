import { visibleJson } from "../platform/visible-json.ts"

/** A line of JSON with its line end. A record that a user's own source gave may hold what JSON cannot say; then it says so. */
export function jsonLine(line: object): string {
  try {
    return `${visibleJson(JSON.stringify(line))}\n`
  } catch {
    return `${visibleJson(JSON.stringify({ ...line, record: "(cannot be said in JSON)" }))}\n`
  }
}
