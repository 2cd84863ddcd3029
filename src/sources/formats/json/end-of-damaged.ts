/** A text that starts in the middle of a file; each of its characters is a byte. */
export interface DamagedText {
  /** From the first byte of a value on. */
  readonly text: string
  /** How many blanks stand before the value, where nothing else does on its line. */
  readonly indent: number | undefined
  /** Whether record separators stand before the values. */
  readonly isSequence: boolean
  /** Whether the file ends with it. */
  readonly isLast: boolean
}

const RECORD_SEPARATOR = "\x1E"
const LINE = /([^\r\n]*)(\r\n|[\r\n]|$)/y
const BYTE_ORDER_MARKS = /^(?:\xEF\xBB\xBF)+/
const CLOSED = /\}[ \t]*,?[ \t]*$/
const COMMA_AT_END = /[ \t]*,?[ \t]*$/

/**
 * Where a value ends of which a quote or a bracket is missing, or too many, as far as the lines around it show: it fills one line, as others
 * do, or is indented as a whole; or record separators say it. `undefined` if that is not certain, `more` if more of the file is needed to say it.
 */
export function endOfDamaged(damaged: DamagedText): number | "more" | undefined {
  const { indent, isLast, isSequence, text } = damaged
  if (isSequence) return endOfSequenced(damaged)
  if (indent === undefined) return undefined
  LINE.lastIndex = 0
  let firstEnd: number | undefined
  /** Where the last line ends that is not blank. */
  let end = 0
  let isIndented: boolean | undefined
  while (LINE.lastIndex < text.length) {
    const lineAt = LINE.lastIndex
    const [, line = "", lineEnd = ""] = LINE.exec(text) ?? []
    if (lineEnd === "" && !isLast) return "more"
    if (firstEnd === undefined) {
      firstEnd = line.replace(COMMA_AT_END, "").length
      end = firstEnd
      if (!CLOSED.test(line)) firstEnd = -1
      continue
    }
    const content = line.replace(BYTE_ORDER_MARKS, "").trimStart()
    if (content.trimEnd() === "") continue
    const first = content.charAt(0)
    const isDeeper = line.length - content.length > indent
    isIndented ??= isDeeper
    if (!isDeeper) {
      if (isIndented && first === "}") return lineAt + line.indexOf("}") + 1
      const isOther = first === "{" || first === "]"
      return isOther && (isIndented || firstEnd >= 0) ? end : undefined
    }
    end = lineAt + line.replace(COMMA_AT_END, "").length
  }
  if (!isLast) return "more"
  return isIndented === undefined && firstEnd !== undefined && firstEnd >= 0 ? firstEnd : undefined
}

/** No value of JSON has a record separator in it. */
function endOfSequenced({ isLast, text }: DamagedText): number | "more" {
  const next = text.indexOf(RECORD_SEPARATOR, 1)
  if (next === -1 && !isLast) return "more"
  return (next === -1 ? text : text.slice(0, next)).trimEnd().length
}
