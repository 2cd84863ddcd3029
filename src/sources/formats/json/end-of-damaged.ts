/** A text that starts in the middle of a file; each of its characters is a byte. */
export interface DamagedText {
  /** From the first byte of a value on. */
  readonly text: string
  /** How many blanks stand before the value, where nothing else does on its line. */
  readonly indent: number | undefined
  readonly isInArray: boolean
  /** Whether it is within objects: their lines may look like its own where nothing is indented. */
  readonly isWithin: boolean
  /** Whether record separators stand before the values. */
  readonly isSequence: boolean
  /** Whether the file ends with it. */
  readonly isLast: boolean
}

const RECORD_SEPARATOR = "\x1E"
const LINE = /([^\r\n]*)(\r\n|[\r\n]|$)/y
const BYTE_ORDER_MARKS = /^(?:\xEF\xBB\xBF)+/
/** How a line ends behind which an object may follow that is within the same value. */
const GOES_ON = /[[{:,][ \t]*$/
/** Objects on lines of their own are often written with commas. */
const IS_CLOSED = /\}[ \t]*,?[ \t]*$/
/** It may be the last line of an object, with a bracket too many. */
const IS_EMPTY = /^\{[ \t]*\}/
/** What closes an object, and perhaps what it is in. */
const CLOSES_OBJECT = /^\}[ \t]*[\]}]*[ \t]*,?[ \t]*$/
/** What closes an array, and perhaps the objects around it. */
const CLOSES_ARRAY = /^\]\}*[ \t]*,?[ \t]*$/
const COMMA_AT_END = /[ \t]*,?[ \t]*$/

/**
 * Where a value ends of which a quote or a bracket is missing, or too many, as far as the lines around it show: it fills one line, as others
 * do, or is indented as a whole; or record separators say it. `undefined` if that is not certain, `more` if more of the file is needed to say it.
 */
export function endOfDamaged(damaged: DamagedText): number | "more" | undefined {
  const { indent, isInArray, isLast, isSequence, isWithin, text } = damaged
  if (isSequence) return endOfSequenced(damaged)
  if (indent === undefined) return undefined
  LINE.lastIndex = 0
  let firstEnd: number | undefined
  /** Where the last line ends that is not blank. */
  let end = 0
  let isIndented: boolean | undefined
  /** Whether that line may be followed by an object of the same value. */
  let goesOn = false
  while (LINE.lastIndex < text.length) {
    const lineAt = LINE.lastIndex
    const [, line = "", lineEnd = ""] = LINE.exec(text) ?? []
    if (lineEnd === "" && !isLast) return "more"
    if (firstEnd === undefined) {
      firstEnd = line.replace(COMMA_AT_END, "").length
      end = firstEnd
      goesOn = GOES_ON.test(line)
      if (goesOn && !IS_CLOSED.test(line)) firstEnd = -1
      continue
    }
    const content = line.replace(BYTE_ORDER_MARKS, "").trimStart()
    if (content.trimEnd() === "") continue
    const first = content.charAt(0)
    const deeper = line.length - content.length - indent
    isIndented ??= deeper > 0
    if (deeper <= 0) {
      if (isIndented && isWithin && indent === 0) return undefined
      if (isIndented && first === "}")
        return deeper === 0 && !goesOn && CLOSES_OBJECT.test(content)
          ? lineAt + line.indexOf("}") + 1
          : undefined
      const isOther =
        first === "{" ? deeper === 0 && !IS_EMPTY.test(content) : isInArray && CLOSES_ARRAY.test(content)
      return isOther && (isIndented ? !goesOn : firstEnd >= 0) ? end : undefined
    }
    goesOn = GOES_ON.test(line)
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
