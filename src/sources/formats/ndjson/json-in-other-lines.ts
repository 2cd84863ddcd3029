import type { Sample } from "../../source-bytes.ts"
import { firstOfJson } from "../json/json-top.ts"
import { LineCount } from "../json/line-count.ts"
import { GOES_ON, ValueEnd } from "../json/value-end.ts"

const OPEN_OBJECT = 0x7b
const RECORD_SEPARATOR = new RegExp(String.raw`^(?:[ \t\r\n]|\xEF\xBB\xBF)*\x1E`)
const START = /^(?:[ \t\r\n]|\xEF\xBB\xBF)*/
/** A line of an array that was cut out of it: an object and a comma. */
const ROW = /^\{.*\}[ \t]*,[ \t]*$/
/** What stands behind an object on its line where another one follows. */
const ANOTHER = new RegExp(String.raw`^(?:[ \t\r]|\xEF\xBB\xBF)*[{\x1E]`)

/** Whether what should be lines of JSON is other JSON, by its first bytes: an array, objects over several lines, several on one, or a sequence (RFC 7464). */
export function isJsonInOtherLines({ bytes: sample, isWhole }: Sample): boolean {
  const text = sample.toString("latin1")
  if (firstOfJson(text) === "[" || RECORD_SEPARATOR.test(text)) return true
  const start = START.exec(text)?.[0].length ?? 0
  if (sample[start] !== OPEN_OBJECT) return false
  const lineFeed = text.indexOf("\n", start)
  const value = new ValueEnd(new LineCount(1, 0))
  value.begin(OPEN_OBJECT)
  const end = value.find(sample, start, 0)
  // A line that is damaged shows that at the next one, if not before.
  if (end === GOES_ON) return lineFeed !== -1 && !isWhole
  if (end < 0) return false
  if (lineFeed !== -1 && end > lineFeed) return isJson(sample.toString("utf8", start, end))
  if (areRows(text.slice(start), isWhole)) return true
  return ANOTHER.test(text.slice(end, lineFeed === -1 ? undefined : lineFeed))
}

/** Whether each line but the last is an object with a comma. */
function areRows(text: string, isWhole: boolean): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "")
  // The last one of a sample may be cut.
  const rows = lines.slice(0, -1)
  const isRow = (line: string): boolean => ROW.test(line.trimStart())
  return rows.length > 0 ? rows.every(isRow) : isWhole && lines.some(isRow)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
