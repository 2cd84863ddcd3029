import { inFlagNames } from "../../../import/options/in-flag-names.ts"
import type { Summary } from "../../../index.ts"
import { plainText } from "../../terminal/plain-text.ts"
import { droppedText } from "../../texts/dropped-text.ts"
import { fieldList } from "../../texts/field-list.ts"
import { idsText } from "../../texts/ids-text.ts"
import { nothingNote } from "../../texts/nothing-note.ts"
import { unlistedNote } from "../../texts/unlisted-note.ts"
import { countText } from "../../texts/count-text.ts"
import { columnsText } from "./columns-text.ts"

/** What a summary warns of, each in whole sentences. */
export function summaryWarnings(summary: Summary): readonly string[] {
  const warnings = [
    sourceNote(summary),
    nothingNote(summary),
    listNote(summary),
    lostNote(summary),
    unlistedNote(summary.unlistedRejects),
    keptNote(summary),
    idsText(summary.ids),
    columnsText(summary),
    repeatedNameNote(summary),
    groupsNote(summary),
    ...fieldNotes(summary),
    droppedText(summary.fields),
  ]
  return warnings.filter((warning) => warning !== "")
}

/** That a source was written to while it was read; an empty text where it was not. */
function sourceNote({ source, status }: Summary): string {
  if (source.hasChanged !== true) return ""
  const next = status === "stopped" ? "" : " Once it is whole, run the same command again: it begins anew."
  return `Warning: ${plainText(source.name)} was written to while it was read. What was added at its end may be missing; if more of it was changed, what was read may be neither the old nor the new.${next}`
}

/** That the source is a list of rejects; an empty text where it is none, or nothing of it may be duplicated. */
function listNote({ mayBeDuplicated }: Summary): string {
  return mayBeDuplicated === undefined ? "" : `Warning: ${plainText(inFlagNames(mayBeDuplicated), 1_000)}`
}

/** That lists of an earlier run were set aside; an empty text where none was. */
function keptNote({ importName, keptRejects = [], records }: Summary): string {
  if (keptRejects.length === 0) return ""
  const retry = `If a list holds only records that were rejected again, as they were, run retry ${plainText(importName)} --from LIST.`
  const run = `To import ${keptRejects.length === 1 ? "what it holds" : "what they hold"}, give the list in CSV to run, as a file of its own.`
  const next = [
    ...(records.rejected + records.unknown === 0 ? [] : [retry]),
    ...(keptRejects.some((path) => path.endsWith(".csv")) ? [run] : []),
  ]
  const lists = keptRejects.map((path) => plainText(path)).join(" and ")
  return `Warning: the import started over. The rejects of the earlier run are kept as ${lists}; ${["corrections in them were not read.", ...next].join(" ")}`
}

/** That lists of rejects are lost; an empty text where none is. */
function lostNote({ lostRejects = [], paths: written }: Summary): string {
  if (lostRejects.length === 0) return ""
  const lists = lostRejects.map((path) => plainText(path)).join(" and ")
  const verb = lostRejects.length === 1 ? "was" : "were"
  const left = written.rejects ?? written.rejectsCsv
  const next = left === undefined ? "" : ` ${plainText(left)} lists the same records.`
  return `Warning: ${lists} ${verb} removed or changed while the import ran: what this import wrote there may be lost, or stand among what others wrote.${next}`
}

/** That a name comes twice in an object of JSON; an empty text where none does. */
function repeatedNameNote({ repeatedName, source }: Summary): string {
  if (repeatedName === undefined) return ""
  const { name, position } = repeatedName
  const where =
    position.lineNumber === undefined ? `record ${position.recordNumber}` : `line ${position.lineNumber}`
  return `Warning: a name comes twice in one object of ${plainText(source.name)}: ${fieldList([name])}, in the record on ${where} and perhaps in others. The last value counts; those before it are not imported.`
}

/** That rows do not stand together that have the same value; an empty text where all do. */
function groupsNote({ groups, source }: Summary): string {
  if (groups === undefined || groups.apart === 0) return ""
  const { apart, by, isApproximate } = groups
  const about = isApproximate === true ? "About " : ""
  const what = apart === 1 ? "1 group has" : `${countText(apart)} groups have`
  return `Warning: ${about}${what} the same ${plainText(by)} as rows further up in ${plainText(source.name)}, with others in between. What stands there is imported without these rows: sort the file by ${plainText(by)}, and import it again with --restart.`
}

/** What is remarkable about fields; none where nothing is. */
function fieldNotes({ fieldWarnings = [] }: Summary): readonly string[] {
  return fieldWarnings.map(({ message }) => `Warning: ${plainText(message, 2_500)}`)
}
