import type { Rejection } from "../actions/outcome.ts"
import { DATE_FORMS } from "../answers/date-forms.ts"

/** For what may have been applied. */
const LOOK_FIRST = "look the user up in Iterable before importing this record again"
/** How the message ends of what may have been applied, and may be sent twice without harm. */
const HARMLESS = "sending it again is harmless"
const SEND_AGAIN = "send it again, with the same command or with retry: that is harmless"
const FILL_COLUMNS = "fill the columns with what import_raw says"

const OTHER_ENCODING =
  "say which encoding the file has, and start over, as with --encoding windows-1252 --restart (encoding, restart); or save it as UTF-8"

const BY_CODE: Readonly<Record<string, string>> = {
  "too-few-fields":
    "complete the row: it has fewer fields than the header; if what is missing is empty, import with --short-rows fill (shortRows)",
  "too-many-fields":
    "put fields that hold the separator between quotes, or take away separators at the end of the row",
  "not-corrected": FILL_COLUMNS,
  // As earlier releases named it in their lists.
  "not-mended": FILL_COLUMNS,
  "no-record-number":
    "give the number of the record it comes from, or put new records into a file of their own",
  "bad-quote":
    "double the quotes within a quoted field, and let a separator follow the closing one; if quotes are text in this file, import with --quote none (quote)",
  "blank-before-quote":
    "remove the blank before the quote; if the quotes belong to the text, put it in quotes and double those in it",
  undecodable: OTHER_ENCODING,
  // As earlier releases named it in their lists.
  "not-utf8": OTHER_ENCODING,
  "doubtful-line-end": "put values with line ends between quotes, and end all lines of the file alike",
  "nul-character": "take the NUL character out, or export the data anew",
  "lone-surrogate": "complete the character, or take it out: a text was cut in the middle of it",
  "nested-too-deeply": "nest objects and arrays less deeply",
  "record-too-large": "look for a quote or a line end that is missing, or make the record smaller",
  "not-json": "correct it: each record must be one complete JSON object",
  "unsafe-number":
    "put numbers of so many digits between quotes, or keep whole ones with --big-integers string (bigIntegers)",
  "not-an-object": "make it a JSON object with names and values",
  "map-function-threw": "correct the map function, or let it return nothing for such records",
  "not-an-action": "let the map function return actions, an array of them, or nothing",
  "empty-key":
    "fill the column, give the event or purchase an id in the map function, or leave the record out",
  "invalid-field": "give the field the value that the message asks for, in the file or in the map function",
  "too-large": "send less data in one action",
  "invalid-identifier": "fix the address or userId, or map the other one",
  "user-refused": "look at the address, the userId and the types of the values in dataFields",
  "invalid-data": "make the values in dataFields match the types of the project's fields",
  "not-found": "import the user before the user's events",
  "identity-conflict": "find out which of the two users is meant, and map only one identifier",
  forgotten: "leave the user out: forgotten users cannot be imported",
  "disallowed-event-name": "allow the event in the project's settings, or leave it out",
  "corrected-since": "run retry once more",
  "overwrites-newer":
    "if the newer values are right, leave it in the list: retries do not run it; to put the older ones in their place, retry with --overwrite-newer (overwriteNewer: true)",
  BadJsonBody: "give the field the type that Iterable expects",
  RequestFieldsTypesMismatched:
    "convert the value to the field's type, or use another field name: a field keeps the type of its first value",
  UniqueFieldsLimitExceeded:
    "map fewer field names (by default, a project has at most 1,000 fields of users and 8,000 of events), or ask Iterable to raise its limit",
  InvalidEmailAddressError: "fix the address, or map userId instead",
  InvalidUserIdError: "fix the userId: printable ASCII, at most 52 characters, no blank at its end",
  ForgottenUserError: "leave the user out: forgotten users cannot be imported",
  BatchTooLarge: "send less data in one action",
  "http-413": "send less data in one action",
  "counts-do-not-add-up": LOOK_FIRST,
  timeout: LOOK_FIRST,
  "may-be-changed-already": LOOK_FIRST,
  "killed-under-way": LOOK_FIRST,
  "no-answer": LOOK_FIRST,
  "answer-not-understood": LOOK_FIRST,
  RateLimitExceeded: LOOK_FIRST,
  GenericError: LOOK_FIRST,
  DatabaseError: LOOK_FIRST,
  "blocked-on-the-way":
    "change the value that the firewall or proxy on the way objects to, or have the record let through, and import it again",
}

const LOOK_OR_OVERWRITE =
  "look the user up; to run it all the same, retry with --overwrite-newer (overwriteNewer: true)"

/** What helps where it is not known whether an update would overwrite a newer value, by what the message says of why. */
const BY_DOUBT: readonly (readonly [why: RegExp, advice: string])[] = [
  [
    /, as the import has no journal: /,
    `${LOOK_OR_OVERWRITE}; only imports that keep a journal in their directory, as those of files do by default (journal), remember this`,
  ],
  [
    / is not a file that can | is no file that could | was written to while | may have been imported: | than are remembered: /,
    LOOK_OR_OVERWRITE,
  ],
  [/, as the map function /, `let the map function return what it did before, or ${LOOK_OR_OVERWRITE}`],
  [/(?:)/, `put the source back as it was, or ${LOOK_OR_OVERWRITE}`],
]

/** Where a date was expected: in messages of the library's own, and in Iterable's. */
const DATE_EXPECTED = /\bthe type date\b|\bdata type of 'date'/
const WRITE_DATE = `write dates as ${DATE_FORMS}, or leave the field out (undefined) where there is none`
/** Where the message says that a user may be unknown by userId alone. */
const USER_ID_ALONE = /preferUserId is true$/
const NAME_BY_EMAIL =
  "in a project that identifies users by email, give the email too, or let the map function set preferUserId to true, which creates the user under a placeholder address; in any project, check the userId"

/** A server's failure that names no fault. */
const FAILURE = /^http-(408|429|5\d\d)$/

/** What a person can do about a failure, in a few words; its message tells whether sending it again is harmless. */
export function adviceFor({ stage, code, message }: Rejection): string {
  if (stage === "api" && message.endsWith(HARMLESS)) return SEND_AGAIN
  if (code === "may-overwrite-newer")
    return BY_DOUBT.find(([why]) => why.test(message))?.[1] ?? LOOK_OR_OVERWRITE
  if (stage === "api" && USER_ID_ALONE.test(message)) return NAME_BY_EMAIL
  if (code === "RequestFieldsTypesMismatched" && DATE_EXPECTED.test(message)) return WRITE_DATE
  const advice = Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined
  if (advice !== undefined) return advice
  if (stage === "api" && FAILURE.test(code)) return LOOK_FIRST
  return stage === "api" ? "see what Iterable says of this record" : "correct the record and import it again"
}
