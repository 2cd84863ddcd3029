import { resolve } from "node:path"
import { UsageError } from "../../errors.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { isRecord } from "../../sources/source-data-record.ts"
import type { ImportRecord } from "../../state/import-record.ts"
import { rejectLines } from "../reading/reject-lines.ts"
import type { NumberedRejectLine } from "../reading/reject-lines.ts"
import { isThere } from "./is-there.ts"

/** An import, and where its own `rejects.ndjson` is. */
export interface OwnList {
  readonly ndjsonPath: string
  readonly record: Pick<ImportRecord, "counts" | "importName">
}

/**
 * Looks whether a `rejects.ndjson` was damaged as a whole, as by a program that has saved it in another form. A few lines that are not rejects
 * are what a person has mistyped, but only if each of them can be one line that an import wrote.
 *
 * @throws {@link UsageError} if there are others: what they were would be lost among the lines that they are now.
 */
export async function refuseDamaged(
  path: string,
  { ndjsonPath, record }: OwnList,
  files: FileSystem,
): Promise<void> {
  if (!(await isThere(path, files))) return
  const lines = await countLines(path, files)
  const { broken, first, sound } = lines
  if (first === undefined) return
  const { counts, importName } = record
  const rejectCount = counts && counts.records.rejected + counts.records.unknown
  const isOwn = resolve(path) === resolve(ndjsonPath)
  if (lines.form === undefined && !isDamaged(lines, rejectCount, isOwn)) return
  const form = lines.form ?? UNKNOWN_FORM
  const others = broken === 1 ? "is not a reject" : `and ${broken - 1} more are not rejects`
  const among =
    rejectCount === undefined
      ? ""
      : ` (it has ${broken + sound} lines, ${importName} has ${rejectCount} rejects)`
  throw new UsageError(
    `Cannot use ${path} as a list of rejects: line ${first} ${others}${among}. ${form.what} Nothing was replaced. ${form.advice(path)}`,
  )
}

/** Whether more is wrong than some mistyped lines: then most of them are whole, and none is missing, or there too much. */
function isDamaged({ broken, sound }: Counted, rejectCount: number | undefined, isOwn: boolean): boolean {
  if (broken > 1 && broken > sound) return true
  if (rejectCount === undefined) return false
  return isOwn ? broken + sound !== rejectCount : broken + sound > rejectCount
}

interface Counted {
  /** How many lines are not rejects, and how many are. */
  readonly broken: number
  readonly sound: number
  /** The number of the first line that is none. */
  readonly first: number | undefined
  /** What the file was turned into, where a line that is not a reject shows that. */
  readonly form: Form | undefined
}

async function countLines(path: string, files: FileSystem): Promise<Counted> {
  let [broken, sound] = [0, 0]
  let first: number | undefined
  let form: Form | undefined
  for await (const lines of rejectLines(path, files))
    for (const line of lines) {
      if (isReject(line)) sound += 1
      else {
        broken += 1
        first ??= line.lineNumber
        form ??= formOf(line.bytes)
      }
    }
  return { broken, sound, first, form }
}

/** A number that cannot be kept is no damage, nor is a record number of 0: an import writes that where it knows none. */
function isReject({ bytes, reject }: NumberedRejectLine): boolean {
  if (reject?.origin !== undefined) return true
  const text = textIn(bytes)
  if (text === undefined) return false
  try {
    const line: unknown = JSON.parse(text)
    return isRecord(line) && isRecord(line["position"])
  } catch {
    return false
  }
}

/** What a list was turned into. */
interface Form {
  readonly what: string
  readonly advice: (path: string) => string
}

const onLinesOfTheirOwn = (path: string): string =>
  `Write each object on a line of its own (jq -c . "${path}" > one-line.ndjson), and put that file in the place of this one.`

const UNKNOWN_FORM: Form = {
  what: "Each line must be one whole object, as the import wrote it.",
  advice: () => "Correct these lines, or put back the list that the last run or retry wrote.",
}
const FORMS = {
  sequence: {
    what: "It looks like a JSON text sequence (RFC 7464), which has record separators.",
    advice: (path) =>
      `Take them out (tr -d '\\036' < "${path}" > one-line.ndjson), and put that file in the place of this one.`,
  },
  otherEncoding: {
    what: "It looks saved in another encoding than UTF-8.",
    advice: () => "Save it as UTF-8.",
  },
  returns: {
    what: "It looks saved with carriage returns in place of line feeds.",
    advice: onLinesOfTheirOwn,
  },
  pretty: {
    what: "It looks pretty-printed: an object takes several lines.",
    advice: onLinesOfTheirOwn,
  },
  joined: { what: "A line holds several objects.", advice: onLinesOfTheirOwn },
} as const satisfies Readonly<Record<string, Form>>

/** What made a line of a list that no typing error makes of it. */
function formOf(bytes: Buffer): Form | undefined {
  const text = textIn(bytes)
  if (text === undefined || text.includes("\0")) return FORMS.otherEncoding
  if (text.includes("\u001E")) return FORMS.sequence
  if (/\r(?=[^\r])/.test(text)) return FORMS.returns
  if (/^\s*[{}[\]],?\s*$/.test(text)) return FORMS.pretty
  return holdsSeveral(text) ? FORMS.joined : undefined
}

function textIn(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Whether another object follows where the first one ends. */
function holdsSeveral(text: string): boolean {
  let [depth, isInText] = [0, false]
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (isInText && character === "\\") at += 1
    else if (character === '"') isInText = !isInText
    else if (!isInText && character === "{") depth += 1
    else if (!isInText && character === "}") depth -= 1
    if (character === "}" && !isInText && depth === 0)
      return text
        .slice(at + 1)
        .trimStart()
        .startsWith("{")
  }
  return false
}
