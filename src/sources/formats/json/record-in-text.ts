import type { Message } from "../../../messages/message.ts"
import { asOthers, asOurs, asValue, say } from "../../../messages/say.ts"
import { LineProblem } from "../text/line-problem.ts"
import { isRecord, kindOf } from "../../source-data-record.ts"
import type { SourceDataRecord } from "../../source-data-record.ts"
import { DEFAULT_BIG_INTEGERS, withBigIntegers } from "./big-integers.ts"
import type { BigIntegers } from "./big-integers.ts"
import { nestingProblem } from "./nesting-problem.ts"
import { unsafeNumber } from "./unsafe-number.ts"

const HAS_LONE_RETURN = /\r(?=[^\r])/
const BYTE_ORDER_MARKS = /^\uFEFF+/

/** How to read the text of a record. */
export interface RecordTextOptions {
  /** @defaultValue reject */
  readonly bigIntegers?: BigIntegers | undefined
  /** What messages call it. @defaultValue line */
  readonly called?: "line" | "record" | undefined
}

/** The object that a text says in JSON, or why there is none; `text` is `undefined` if it is not UTF-8. */
export function recordInText(
  text: string | undefined,
  { bigIntegers = DEFAULT_BIG_INTEGERS, called = "line" }: RecordTextOptions = {},
): SourceDataRecord<unknown> | LineProblem {
  const what = called === "line" ? say`The line` : say`The record`
  if (text === undefined)
    return new LineProblem(
      "undecodable",
      say`${what} has bytes that are no characters in the encoding of the file.`,
    )
  // Of files that were put together, each had one at its start.
  const json = text.replace(BYTE_ORDER_MARKS, "")
  const nested = nestingProblem(json)
  if (nested !== undefined) return nested
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (error) {
    const nul = text.indexOf("\0")
    if (nul !== -1)
      return new LineProblem(
        "nul-character",
        say`Character ${nul + 1} of the ${asOurs(called)} is NUL (U+0000), which no text should have.`,
      )
    return new LineProblem("not-json", say`${what} is not JSON: ${reasonOf(error)}${hintFor(text, called)}.`)
  }
  const exact = bigIntegers === "reject" ? undefined : withBigIntegers(json, bigIntegers)
  const number = unsafeNumber(exact?.json ?? json)
  if (number !== undefined) {
    const message = say`The number ${asValue(number)} cannot be kept as it is, as it has too many digits, or is too large or too small; put it between quotes.`
    return new LineProblem("unsafe-number", message)
  }
  const record = exact?.value ?? value
  if (isRecord(record)) return record
  return new LineProblem("not-an-object", say`${what} is ${asOurs(kindOf(record))}, not a JSON object.`)
}

function hintFor(text: string, called: "line" | "record"): Message {
  return called === "line" && HAS_LONE_RETURN.test(text)
    ? say`; lines must end in line feeds, not in carriage returns`
    : say``
}

/** What cannot be told apart from nothing, or from a blank, in a message. */
const INVISIBLE = /'([\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Zs}])'/u

/** What the parser says, without the part of the text that it may quote: messages hold no data. */
function reasonOf(error: unknown): Message {
  const said = error instanceof Error ? error.message : String(error)
  const reason = said.replace(/, (\.\.\.)?".*$/s, "")
  const code = INVISIBLE.exec(reason)?.[1]?.codePointAt(0)
  if (code === undefined) return asOthers(reason)
  const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`
  return say`it has the character ${asOurs(name)}, which cannot be seen, where JSON has none`
}
