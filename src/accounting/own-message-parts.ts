/**
 * The messages of this library about records, with holes for what is put into them. `tests/docs/own-messages.test.ts` holds them to the
 * sources.
 *
 * - `{n}`: a count or a place, shown
 * - `{kind}`: what sort of value it was, shown
 * - `{field}`: a field of an action; shown, apart from names that no field usually has
 * - `{classes}`: the classes of the kinds of action, shown
 * - `{names}`: names in the file, or in `dataFields`; shown if they look like names of fields
 * - `{file}`: the path of a file, of which only addresses are masked
 * - `{module}`: the map file, shown
 * - `{value}`: a value of a record as these messages show it, between quotes if it is text; masked. Only what sort of value it is is shown
 * - `{quoted}`: the same, with quotes around what is masked
 * - `{id}`: an identifier without quotes, masked
 * - `{message}`: another message, masked as such
 */
const OWN_MESSAGES = [
  // Around other messages.
  "{message}; it may have been applied, and without an id sending it again could double it",
  "{message}; the import ended before it was sent again. It may have been applied; sending it again is harmless",
  "{message}; given up after {n} failures. It may have been applied; sending it again is harmless",
  "{message}; an earlier request, of which Iterable did not tell, may have changed the identifier already, and then the user is in its own way",
  "{message} It goes from line {n} to line {n}; perhaps a quote is missing, or there is one too many.",
  "{message} It does not look corrected: complete it, or empty import_raw if it is right as it stands.",
  // What the command line puts behind what a map file throws.
  "{message} ({module}, line {n})",
  // Reading.
  "The row has {n} field, but the header names {n}.",
  "The row has {n} fields, but the header names {n}.",
  "The text in column {n} is not UTF-8.",
  "The text in column {n} ({names}) is not UTF-8.",
  "Text follows the closing quote in column {n}; a quote within a quoted field must be doubled.",
  "Text follows the closing quote in column {n} ({names}); a quote within a quoted field must be doubled.",
  "A blank stands before the opening quote in column {n}, so that the quotes may or may not belong to the text.",
  "A blank stands before the opening quote in column {n} ({names}), so that the quotes may or may not belong to the text.",
  "The text in column {n} has a NUL character (U+0000), which no text should have.",
  "The text in column {n} ({names}) has a NUL character (U+0000), which no text should have.",
  "Next to the text in column {n}, outside of quotes, stands a line end of another kind than in the file's first line: it may end a row, or belong to the text.",
  "Next to the text in column {n} ({names}), outside of quotes, stands a line end of another kind than in the file's first line: it may end a row, or belong to the text.",
  "The record has {n} byte, but the limit is {n} {unit}.",
  "The record has {n} bytes, but the limit is {n} {unit}.",
  "The text in {names} has a NUL character (U+0000), which no text should have.",
  "A name within {names} has a NUL character (U+0000), which no text should have.",
  "A name has a NUL character (U+0000), which no text should have.",
  "Character {n} of the line is NUL (U+0000), which no text should have.",
  "The line is not UTF-8.",
  "The line is not JSON: {message}; lines must end in line feeds, not in carriage returns.",
  "The line is not JSON: {message}.",
  "The number {value} cannot be kept as it is, as it has too many digits, or is too large or too small; put it between quotes.",
  "The line is {kind}, not a JSON object.",
  "The value is {kind}, not an object.",
  "The record is {kind}, not an object.",
  "The line has no record: put in an object with the name record.",
  "The line is no reject.",
  "The row has no whole number from 1 in import_record: give it that of the record it comes from, or put new records into a file of their own.",
  "The line has no whole number from 1 in position.recordNumber: give it that of the record it comes from, or put new records into a file of their own.",
  "The row holds no record yet: fill its columns with what import_raw says.",
  "no reason is known",
  // The map function, and what it returns.
  "the map function returned an array that holds {value}; it must return {classes}, an array of these, or nothing",
  "the map function returned {value}; it must return {classes}, an array of these, or nothing",
  "{resource} takes an object of fields, not {value}",
  '{resource} has no field "{names}"; it has {fields}',
  "{field} must be a string, not {value}",
  "{field} is missing: {value}",
  "{field} must be a finite number, not {value}",
  "{field} must be a whole number, not {value}",
  "{field} must be true or false, not {value}",
  "{field} must be an array of strings, not {value}",
  "{field} must be an array of at least one item, not {value}",
  "{field} must be an object of names and values, not {value}",
  "{field} must be a Date or Unix seconds, not {value}",
  "{field} must be in seconds: {value} looks like milliseconds (divide by 1000, or give a Date)",
  "{field} takes letters, digits and hyphens, at most {n}: {value}",
  "an event needs an email or a userId, and both are missing",
  "a user needs an email or a userId, and both are missing",
  "{field}: an event needs an email or a userId, and both are missing",
  "{field}: a user needs an email or a userId, and both are missing",
  "{field} is {value}, which JSON cannot say (it would delete the field)",
  "{field} is a BigInt; convert it to a number or a string",
  "{field} is a {kind}, which JSON cannot say",
  "{field} is an invalid Date",
  "{field} holds itself",
  "{field} has no JSON form",
  "{field} is {kind}; convert it to a plain object, an array or a string",
  "{field} is undefined",
  // Before sending.
  '"{names}" is empty, or not there, and the ids of events and purchases are to be made from it',
  "a request with nothing else takes {n} bytes, and may have {n}",
  "action {n} of the same record comes later, is about the same user, and was accepted: to run this one now would put older values in place of newer ones",
  "a retry imported the record as it was before you corrected it: your correction is not imported yet",
  "the map function returned nothing for the record as it was before you corrected it: your correction is not imported yet",
  "record {n}{line} comes later, is about the same user, and is imported: to run this one now would put older values in place of newer ones",
  ...[
    "record {n}{line} comes later, and may have been imported",
    "retries have imported more users than are remembered",
    "the map function now fails on record {n}{line}, which was imported",
    "the map function returns nothing for more records than when they were imported, the last of them record {n}{line}",
    "the import has no journal",
    "{file} is no file that could be read again",
    "{file} was written to while it was imported",
    "{file} is no longer there",
    "{file} would be read in another way",
    "{file} was saved again since it was imported, and may have changed",
    "{file} has changed since it was imported ({message})",
    "{file} cannot be read again ({message})",
    "the source could not be read again ({message})",
  ].map(
    (why) =>
      `whether a later record about the same user is imported cannot be told, as ${why}: to run this one now could put older values in place of newer ones`,
  ),
  // Iterable's answers.
  "Iterable answered {n}: {message}",
  "Iterable answered {n}",
  "Iterable answered {n} with a body that is not the expected JSON",
  "the action: {message}, got {value}",
  "email: a valid address expected, got {value}",
  "{field}: {message}, got {value}",
  "{field} has the type {type} in this project for good; got {quoted}",
  "it brings {n} field names that the project does not have ({names}), and the project has no room for them",
  "it brings {n} field names that the project does not have ({names}), and the project has room for {n} more",
  "Iterable refused the identifier as malformed: {id}",
  "Iterable knows no such user: {id}",
  "Iterable refused a value in dataFields: {id}",
  "email and userId belong to two different users: {id}",
  "the user was forgotten (GDPR) and cannot be written to: {id}",
  "Iterable refused the user, and did not say why: {id}",
  "Iterable counted it as failed and did not say why",
  "the project does not take events named {quoted}",
  "Iterable's answer does not tell what became of it: its counts do not add up",
  'Something between here and Iterable, a firewall or a proxy, refuses this record: it was answered with {n} ("{message}") also when it was sent alone, while other requests got through',
  "Something between here and Iterable, a firewall or a proxy, refuses this record: it was answered with {n} also when it was sent alone, while other requests got through",
  "the import was killed while it may have been under way",
]

const ROOT =
  "email|userId|preferUserId|mergeNestedObjects|dataFields|eventName|createdAt|campaignId|templateId|id|createNewFields|items|user|users|events|total|name|price|quantity|sku|description|categories|imageUrl|url|shoppingCartItems"

/** What may be in a hole that is shown as it is; in the others, anything may be. */
const HOLES: Readonly<Record<string, string>> = {
  n: "\\d[\\d,.]*",
  unit: "MiB|bytes?",
  line: "(?: \\(line \\d+\\))?",
  kind: "(?:an? )?(?:null|undefined|array|string|number|boolean|object|function|symbol|bigint|(?:invalid )?Date|empty one|object with a JSON form of its own|object of the kind [A-Z]\\w{0,20})",
  resource: "UserProfile|CustomEvent|CommerceItem|Purchase",
  fields: `(?:${ROOT})(?:, (?:${ROOT}))*`,
  field: `(?:${ROOT})(?:[.[].*?)?(?:: (?:${ROOT})(?:[.[].*?)?)?`,
  type: "[a-z_]{2,20}",
  classes: "an? [A-Z]\\w*(?:, an? [A-Z]\\w*)*",
  names: ".+?",
  file: ".+?",
  message: ".+?",
  module: "[^()\\s]+\\.[cm]?[jt]s",
  value: ".*",
  quoted: ".*",
  id: ".*",
}

const KIND = new RegExp(`^(?:${HOLES["kind"]})$`)

/** Whether a text says what sort of value there was, and not which. */
export function isOwnKind(text: string): boolean {
  return KIND.test(text)
}

/** A message of this library's own: text of ours, and what was put in between. */
export type OwnMessagePart = readonly [hole: string | undefined, text: string]

interface Template {
  readonly pattern: RegExp
  /** Of each group of the pattern; undefined for our own words. */
  readonly holes: readonly (string | undefined)[]
}

let templates: readonly Template[] | undefined

/** The parts of a message, or undefined if it is none of this library's own. */
export function ownMessageParts(message: string): readonly OwnMessagePart[] | undefined {
  templates ??= OWN_MESSAGES.map(templateOf)
  for (const { holes, pattern } of templates) {
    const groups = pattern.exec(message)?.slice(1)
    if (groups !== undefined)
      return groups.map((text: string | undefined, index) => [holes[index], text ?? ""])
  }
  return undefined
}

function templateOf(message: string): Template {
  const parts = message.split(/(\{\w+\})/).filter((part) => part !== "")
  const holes = parts.map((part) => /^\{(\w+)\}$/.exec(part)?.[1])
  const groups = parts.map((part, index) => {
    const hole = holes[index]
    return `(${hole === undefined ? part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&") : HOLES[hole]})`
  })
  return { pattern: new RegExp(`^${groups.join("")}$`, "s"), holes }
}
