import { adviceFor } from "../../accounting/advice.ts"
import { hintOn } from "../../accounting/nothing-imported.ts"
import { SourceError, UsageError } from "../../errors.ts"
import type { AlikeFailure } from "../../mapping/alike-start.ts"
import type { MissingColumns } from "../../mapping/column-watch.ts"
import { shortList } from "../../messages/short-list.ts"
import { visibleText } from "../../messages/visible-text.ts"
import { originOf } from "../../sources/data-source.ts"
import type { ReadAs } from "../../sources/read-as.ts"

/** What is known where all records at the start of a source fail alike. */
export interface CauseFacts {
  readonly failure: AlikeFailure
  readonly sourceName: string
  /** What the map function read and no record has, and what they have instead; undefined: nothing, or not known. */
  readonly unmet: MissingColumns | undefined
  /** The columns of a CSV file; undefined: it is none. */
  readonly columns: readonly string[] | undefined
  readonly readAs: ReadAs | undefined
}

/** What may stand between fields, with its name as messages say it. */
const DELIMITERS = [",", ";", "\t", "|"]
/** UTF-8 that was read in Windows-1252 and saved so, and characters that nobody could read. */
const MISREAD = /[ÃÂ][\u0080-\u00BF\u0152-\u2122]|\uFFFD/u

/** The refusal to start such an import: once, what fails, what is probably the cause, and what to do. */
export function likelyCause(facts: CauseFacts): SourceError | UsageError {
  const { failure, sourceName, unmet } = facts
  const { count, isAll, item, rejection } = failure
  const { lineNumber, recordNumber } = originOf(item)
  const where = lineNumber === undefined ? `record ${recordNumber}` : `line ${lineNumber}`
  const which = isAll ? `all ${count} records` : `the first ${count} records`
  const isOfFile = rejection.stage === "parse"
  const causes = isOfFile ? causesInFile(facts) : causesInNames(facts)
  const advice = unmet === undefined || isOfFile ? [`What to do: ${adviceFor(rejection)}.`] : []
  const sentences = [
    `Nothing was sent, as ${which} of ${sourceName} fail alike.`,
    sentence(`The first one, in ${where}: ${rejection.message}`),
    ...(isOfFile ? [] : unmetSentences(facts)),
    ...causes,
    ...advice,
    'Correct the file or the map function, and run the same command again; to have them listed as rejects all the same, give maxRejects: "off".',
  ]
  const message = sentences.join(" ")
  return isOfFile ? new SourceError(message) : new UsageError(message)
}

function unmetSentences({ columns, sourceName, unmet }: CauseFacts): readonly string[] {
  if (unmet === undefined) return []
  const named = unmet.names.map((name) => {
    const nearest = nearestTo(name, unmet)
    return nearest === undefined ? quoted(name) : `${quoted(name)} (perhaps ${quoted(nearest)} is meant)`
  })
  const what = columns === undefined ? "no record has" : `${sourceName} does not have`
  const all = unmet.columns.length === 0 ? "nothing" : shortList(unmet.columns.map(quoted), undefined, 200)
  const whose = columns === undefined ? "they have" : "its columns are"
  return [`The map function reads ${shortList(named, undefined, 400)}, which ${what}; ${whose} ${all}.`]
}

/** Why the columns may have other names than the map function expects. */
function causesInNames({ columns, readAs, unmet }: CauseFacts): readonly string[] {
  if (columns === undefined || unmet === undefined) return []
  const [only = ""] = columns
  const delimiter = columns.length === 1 ? DELIMITERS.find((one) => only.includes(one)) : undefined
  if (delimiter !== undefined)
    return [`Is the delimiter right? Read the file with delimiter: ${JSON.stringify(delimiter)}.`]
  const nearest = unmet.names.map((name) => nearestTo(name, unmet))
  const isCase = unmet.names.some((name, at) => name.toLowerCase() === nearest[at]?.toLowerCase())
  if (isCase) return ["Upper and lower case are told apart."]
  if (columns.some((name) => MISREAD.test(name)))
    return [
      'The names look as if the encoding was the wrong one: give another, such as encoding: "utf-8", or export the file anew.',
    ]
  if (readAs?.["encoding"] !== undefined && columns.some((name) => /[^\0-\x7F]/.test(name)))
    return [
      `The file is read in the encoding ${String(readAs["encoding"])}; if the names look wrong, give another, such as encoding: "utf-8".`,
    ]
  if (readAs?.["columns"] !== undefined || nearest.some((name) => name !== undefined)) return []
  return [
    'Is the first row really the header? If a title stands above it, give skipLines: 1; if it is a record, name the columns, as with columns: ["email","name"].',
  ]
}

/** Why the rows may not be what the header promises. */
function causesInFile({ columns = [], failure: { item, rejection }, readAs }: CauseFacts): readonly string[] {
  if (!("problem" in item)) return []
  const { fields, raw } = item
  const row = raw.replace(/[\r\n]+$/, "")
  const other = DELIMITERS.find(
    (one) => one !== readAs?.["delimiter"] && columns.length > 1 && row.split(one).length === columns.length,
  )
  if (fields !== undefined && fields.length !== columns.length) {
    if (fields.length === 1 && /^".*"$/s.test(row))
      return ["The whole row is in one pair of quotes: export the file without them."]
    if (other !== undefined)
      return [`Is the delimiter right? Read the file with delimiter: ${JSON.stringify(other)}.`]
  }
  const hint = hintOn(rejection.code)
  return hint === undefined ? [] : [hint]
}

function nearestTo(name: string, { nearest }: MissingColumns): string | undefined {
  return nearest !== undefined && Object.hasOwn(nearest, name) ? nearest[name] : undefined
}

function quoted(name: string): string {
  return `“${visibleText(name)}”`
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
