/**
 * What a part of a message is that is none of the library's own words; says how it is masked.
 *
 * - `value`: a value of a record, as messages show it, between quotes if it is text
 * - `quoted`: the same; quotes stay around what is masked
 * - `id`: an identifier without quotes
 * - `names`: names in the file, or in `dataFields`; shown if they look like names of fields
 * - `field`: the path of a field of an action; shown, apart from names that no field usually has
 * - `type`: a type of a field, as Iterable calls it; shown if it looks like one
 * - `file`: the path of a file, of which only addresses are masked
 * - `others`: a message of others, of which only usual words are shown
 */
export type MessageValue = "value" | "quoted" | "id" | "names" | "field" | "type" | "file" | "others"

/** How many characters are the library's own words, or are something else, and what. */
export type MessagePart = number | readonly [length: number, is: MessageValue]

/** A sentence for people, and what in it are values. */
export interface Message {
  readonly message: string
  /** What it consists of, from its start to its end. Undefined, or where that does not fit: it is a message of others. */
  readonly messageParts?: readonly MessagePart[] | undefined
}
