import { UsageError } from "../../../errors.ts"
import { unpackedName } from "../../packings/packing-of.ts"
import type { ReadSettings } from "../../read-as.ts"
import type { SourceBytes } from "../../source-bytes.ts"
import type { FileSettings } from "../file-settings.ts"
import { CSV_DELIMITERS } from "./csv-delimiter.ts"
import type { CsvDelimiter } from "./csv-delimiter.ts"
import type { CsvList } from "./csv-list.ts"

/** How a CSV file is written: what decides where its fields and rows begin and end. */
export interface CsvDialect {
  readonly delimiter: CsvDelimiter
}

/** Names of files that have tabs between their fields. */
const TAB_ENDING = /\.(tsv|tab)$/i

/** @throws {@link UsageError} if what was said of a CSV file makes no sense. */
export function checkDialect({ delimiter }: FileSettings): void {
  if (delimiter === undefined || CSV_DELIMITERS.has(delimiter)) return
  throw new UsageError(
    `Cannot read CSV as the delimiter is unknown: delimiter is ${JSON.stringify(delimiter)}, not one of , ; | and tab.`,
  )
}

/** What is to be known to find the dialect of a file. */
export interface DialectClues {
  /** What its user has said; goes before what is known. */
  readonly given: FileSettings
  /** As it was read before. */
  readonly known: ReadSettings | undefined
  readonly bytes: Pick<SourceBytes, "name" | "packings">
  /** How it begins, as Latin-1. */
  readonly start: string
  /** What the file may be instead of records alone: such a list says itself how it is written. */
  readonly list: CsvList | undefined
}

/** The dialect of a CSV file. */
export function csvDialect({ bytes, given, known, list, start }: DialectClues): CsvDialect {
  const isTabbed = TAB_ENDING.test(unpackedName(bytes.name, bytes.packings))
  return {
    delimiter:
      list?.delimiterOf(start) ?? given.delimiter ?? knownDelimiter(known) ?? (isTabbed ? "\t" : ","),
  }
}

function knownDelimiter(known: ReadSettings | undefined): CsvDelimiter | undefined {
  return [...CSV_DELIMITERS.keys()].find((delimiter) => delimiter === known?.["delimiter"])
}
