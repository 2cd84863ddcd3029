import type { Message, MessagePart, MessageValue } from "./message.ts"
import { messagePartsIn } from "./message-parts-in.ts"

/** A message: the library's own words, with numbers and other messages in between. Any other text says what it is: `asValue`, `asField`, … */
export function say(words: TemplateStringsArray, ...between: readonly (number | Message)[]): Message {
  let message = ""
  const messageParts: MessagePart[] = []
  const add = (part: MessagePart): void => {
    const last = messageParts.at(-1)
    if (typeof part === "number" && typeof last === "number")
      messageParts[messageParts.length - 1] = last + part
    else if (part !== 0) messageParts.push(part)
  }
  for (const [index, own] of words.entries()) {
    message += own
    add(own.length)
    const next = between[index]
    if (next === undefined) continue
    const said = typeof next === "number" ? asOurs(String(next)) : next
    message += said.message
    for (const part of partsOf(said)) add(part)
  }
  return { message, messageParts }
}

/** What a message consists of. */
export function partsOf({ message, messageParts }: Message): readonly MessagePart[] {
  return messagePartsIn(messageParts, message) ?? [[message.length, "others"]]
}

/** Words of the library's own that are chosen while it runs, with nothing in them from a file, a map function or an answer. */
export const asOurs = (text: string): Message => ({ message: text, messageParts: [text.length] })

/** A message of others: of Iterable, of the system, of a map function. */
export const asOthers = (text: string): Message => as("others", text)

/** A value of a record, as messages show it. */
export const asValue = (text: string): Message => as("value", text)

/** The same, between quotes if it is text. */
export const asQuoted = (text: string): Message => as("quoted", text)

/** An identifier of a user, without quotes. */
export const asId = (text: string): Message => as("id", text)

/** One or more names in the file, or in `dataFields`. */
export const asNames = (text: string): Message => as("names", text)

/** The path of a field of an action. */
export const asField = (path: string): Message => as("field", path)

/** A type of a field, as Iterable calls it. */
export const asType = (text: string): Message => as("type", text)

/** The path of a file. */
export const asFile = (path: string): Message => as("file", path)

function as(is: MessageValue, text: string): Message {
  return { message: text, messageParts: [[text.length, is]] }
}
