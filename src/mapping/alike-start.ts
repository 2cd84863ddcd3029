import type { Rejection } from "../actions/outcome.ts"
import { partsOf } from "../messages/say.ts"
import type { SourceItem } from "../sources/data-source.ts"
import type { MappedRecords } from "./mapped-records.ts"

/** So many records that fail alike at the start of a source have one cause. */
export const ALIKE_AT_START = 200
/** A single record is like no other. */
const LEAST_ALIKE = 2

/** That all records at the start of a source failed alike. */
export interface AlikeFailure {
  readonly count: number
  /** There are no others. */
  readonly isAll: boolean
  /** The first record, and why it failed. */
  readonly item: SourceItem<unknown>
  readonly rejection: Rejection
}

/**
 * Finds out whether the records at the start of a source all fail alike, before anything is sent: nothing can be read in their places, or the map
 * function fails, for the same reason. Records for which it returns nothing have not failed.
 */
export class AlikeStart {
  #count = 0
  #first: { readonly item: SourceItem<unknown>; readonly rejection: Rejection } | undefined

  /** Looks at the next records; undefined: those that follow decide. `differs`: they do not all fail alike. */
  look({ items, unmapped }: Pick<MappedRecords, "items" | "unmapped">): AlikeFailure | "differs" | undefined {
    const looked = items.slice(0, ALIKE_AT_START - this.#count)
    for (const [index, item] of looked.entries()) {
      const failed = unmapped[index]
      if (failed?.item !== item) return "differs"
      this.#first ??= failed
      if (!isAlike(failed.rejection, this.#first.rejection)) return "differs"
      this.#count += 1
    }
    return this.#count < ALIKE_AT_START ? undefined : this.#failure(false)
  }

  /** What is so if no records follow. */
  end(): AlikeFailure | undefined {
    return this.#count < LEAST_ALIKE ? undefined : this.#failure(true)
  }

  #failure(isAll: boolean): AlikeFailure | undefined {
    return this.#first && { ...this.#first, count: this.#count, isAll }
  }
}

function isAlike(one: Rejection, other: Rejection): boolean {
  if (one.stage !== other.stage || one.code !== other.code) return false
  return one.stage === "parse" || ownWords(one) === ownWords(other)
}

/** What the library says in a message, whatever the values and the lines. */
function ownWords(said: Rejection): string {
  let [words, at] = ["", 0]
  for (const part of partsOf(said)) {
    const [length, is] = typeof part === "number" ? [part] : part
    words += is === undefined ? said.message.slice(at, at + length) : "…"
    at += length
  }
  return words.replaceAll(/\d+/g, "0")
}
