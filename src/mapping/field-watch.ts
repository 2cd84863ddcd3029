import { shortList } from "../messages/short-list.ts"
import type { DataFields } from "../resources/fields.ts"
import { RESERVED_FIELDS } from "../resources/reserved-fields.ts"
import { originOf } from "../sources/data-source.ts"
import type { SourceItem } from "../sources/data-source.ts"
import type { MappedRecords, MappedAction } from "./mapped-records.ts"

/** What is remarkable about fields of `dataFields`, though they are sent as they are. */
export interface FieldWarning {
  /**
   * - `reserved`: names that mean something of their own to Iterable
   * - `dotted`: names that hold dots
   * - `too-long`: texts beyond Iterable's documented limit
   * - `too-many`: more fields of users than a project has by default
   */
  readonly code: "reserved" | "dotted" | "too-long" | "too-many"
  /** The first few of them. */
  readonly fields: readonly string[]
  /** Whole sentences for people: what is so, and what to do about it. */
  readonly message: string
}

/** Source: support article 208183076. */
const MAX_VALUE_CHARS = 32_000
/** Source: Iterable's Swagger file; a project may have another limit. */
const MAX_USER_FIELDS = 1_000
const MAX_FIELDS_KEPT = 100
/** Data may make names without end. */
const MAX_NAMES = 20_000
/** Deeper, a value may hold itself; it is refused when it is written. */
const MAX_DEPTH = 20

/** Notices fields that Iterable is known to treat in a way of its own, by the first record that has them. */
export class FieldWatch {
  /** All names of users' fields, and of others, so that each is looked at once. */
  readonly #ofUsers = new Set<string>()
  readonly #others = new Set<string>()
  readonly #reserved = new Set<string>()
  readonly #dotted = new Set<string>()
  readonly #long = new Map<string, string>()

  /** The same records, once their fields were looked at. */
  async *watching(arrays: AsyncIterable<MappedRecords>): AsyncGenerator<MappedRecords, void, undefined> {
    for await (const mapped of arrays) {
      for (const each of mapped.actions) this.note(each)
      yield mapped
    }
  }

  /** Looks at the data fields of an action. */
  note({ action, item, kind }: MappedAction): void {
    const { dataFields } = kind.userOf(action)
    if (typeof dataFields === "object" && dataFields !== null)
      this.#look(dataFields as DataFields, this.#ofUsers, "", item, 0)
    const own = kind.ownFieldsOf?.(action)
    if (own === undefined) return
    for (const fields of own) if (fields !== undefined) this.#look(fields, this.#others, "", item, 0)
  }

  /** In the order of what they may cost. */
  get warnings(): readonly FieldWarning[] {
    const warnings: FieldWarning[] = []
    const add = (code: FieldWarning["code"], fields: Iterable<string>, message: string): void => {
      warnings.push({ code, fields: [...fields].slice(0, MAX_FIELDS_KEPT), message })
    }
    if (this.#reserved.size > 0) add("reserved", this.#reserved, reservedText([...this.#reserved]))
    if (this.#dotted.size > 0) add("dotted", this.#dotted, dottedText([...this.#dotted]))
    if (this.#long.size > 0) add("too-long", this.#long.keys(), longText([...this.#long.values()]))
    if (this.#ofUsers.size > MAX_USER_FIELDS) add("too-many", this.#ofUsers, manyText(this.#ofUsers.size))
    return warnings
  }

  // oxlint-disable-next-line max-params -- one step of a recursion that must not allocate
  #look(
    fields: DataFields,
    known: Set<string>,
    prefix: string,
    item: SourceItem<unknown>,
    depth: number,
  ): void {
    for (const name in fields) {
      const path = prefix === "" ? name : prefix + name
      if (!known.has(path)) this.#noteName(name, path, known)
      const value = fields[name]
      if (typeof value === "string") {
        if (value.length > MAX_VALUE_CHARS) this.#noteLong(path, value, item)
      } else if (typeof value === "object" && value !== null && depth < MAX_DEPTH)
        this.#lookWithin(value, known, path, item, depth + 1)
    }
  }

  // oxlint-disable-next-line max-params -- as above
  #lookWithin(
    value: object,
    known: Set<string>,
    path: string,
    item: SourceItem<unknown>,
    depth: number,
  ): void {
    if (!Array.isArray(value)) {
      if (Object.getPrototypeOf(value) === Object.prototype)
        this.#look(value as DataFields, known, `${path}.`, item, depth)
      return
    }
    for (const element of value as readonly unknown[]) {
      if (typeof element === "string" && element.length > MAX_VALUE_CHARS) this.#noteLong(path, element, item)
      else if (typeof element === "object" && element !== null && depth < MAX_DEPTH)
        this.#lookWithin(element, known, path, item, depth + 1)
    }
  }

  #noteName(name: string, path: string, known: Set<string>): void {
    if (known.size >= MAX_NAMES) return
    known.add(path)
    if (name.includes(".") && this.#dotted.size < MAX_FIELDS_KEPT) this.#dotted.add(path)
    if (known === this.#ofUsers && RESERVED_FIELDS.has(path)) this.#reserved.add(path)
  }

  #noteLong(path: string, value: string, item: SourceItem<unknown>): void {
    if (this.#long.has(path) || this.#long.size >= MAX_FIELDS_KEPT) return
    const { lineNumber, recordNumber } = originOf(item)
    const where = lineNumber === undefined ? `record ${recordNumber}` : `line ${lineNumber}`
    this.#long.set(path, `${path} (${countText(value.length)} in ${where})`)
  }
}

function reservedText(names: readonly string[]): string {
  const known = names.map((name) => `${name} ${RESERVED_FIELDS.get(name) ?? ""}`)
  return `Names in the dataFields of users that mean something of their own to Iterable: ${known.join("; ")}. If that is not meant, leave these fields out, or give them other names.`
}

function dottedText(paths: readonly string[]): string {
  const [first = ""] = paths
  const [outer = "", ...inner] = first.split(".")
  return `Names in dataFields that hold dots: ${shortList(paths)}. They are sent as they are. Iterable names what is in objects so, and does not say what it makes of such names. To send an object, nest the values: { ${JSON.stringify(outer)}: { ${JSON.stringify(inner.join("."))}: … } }.`
}

function longText(places: readonly string[]): string {
  return `Texts in dataFields with more than ${countText(MAX_VALUE_CHARS)} characters, about the most that Iterable documents for a value: ${shortList(places)}. They are sent as they are; Iterable may refuse them, or not let them be searched for.`
}

function manyText(count: number): string {
  return `The dataFields of users have ${countText(count)} different names; by default, an Iterable project has at most ${countText(MAX_USER_FIELDS)} fields of users (those in objects count too), and keeps each for good. Map fewer, or ask Iterable for more.`
}

function countText(count: number): string {
  return count.toLocaleString("en-US")
}
