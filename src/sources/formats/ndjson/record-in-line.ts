import { asOthers, asOurs, asValue, say } from "../../../messages/say.ts"
import { LineProblem } from "../text/line-problem.ts"
import { isRecord, kindOf } from "../../source-data-record.ts"
import type { SourceDataRecord } from "../../source-data-record.ts"
import { unsafeNumber } from "./unsafe-number.ts"

const UNDECODABLE: LineProblem = new LineProblem(
  "undecodable",
  say`The line has bytes that are no characters in the encoding of the file.`,
)

const HAS_LONE_RETURN = /\r(?=[^\r])/

/** The object on a line of NDJSON, or why there is none; `line` is `undefined` if it is not UTF-8. */
export function recordInLine(line: string | undefined): SourceDataRecord<unknown> | LineProblem {
  if (line === undefined) return UNDECODABLE
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    const nul = line.indexOf("\0")
    if (nul !== -1)
      return new LineProblem(
        "nul-character",
        say`Character ${nul + 1} of the line is NUL (U+0000), which no text should have.`,
      )
    const hint = HAS_LONE_RETURN.test(line)
      ? say`; lines must end in line feeds, not in carriage returns`
      : say``
    return new LineProblem("not-json", say`The line is not JSON: ${asOthers(reasonOf(error))}${hint}.`)
  }
  const number = unsafeNumber(line)
  if (number !== undefined) {
    const message = say`The number ${asValue(number)} cannot be kept as it is, as it has too many digits, or is too large or too small; put it between quotes.`
    return new LineProblem("unsafe-number", message)
  }
  if (isRecord(value)) return value
  return new LineProblem("not-an-object", say`The line is ${asOurs(kindOf(value))}, not a JSON object.`)
}

/** What the parser says, without the part of the text that it may quote: messages hold no data. */
function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error)
  return reason.replace(/, (\.\.\.)?".*$/s, "")
}
