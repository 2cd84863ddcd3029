import { hash } from "node:crypto"
import { identityKeys } from "../actions/identity.ts"
import type { Identity } from "../actions/identity.ts"
import { identityMarks } from "../batches/identity-marks.ts"
import type { Position } from "../sources/data-source.ts"

/** So many users are remembered, each under each of its identifiers. */
const MAX_USERS = 10_000

/**
 * A user, as JSON can hold it, in numbers only: a digest of one of its identifiers and its mark; from which record on all later ones are known; and the
 * last record known that was imported and overwrote it (0: none), with its line.
 */
export type KeptUser = readonly [
  digest: number,
  mark: number,
  completeFrom: number,
  lastRecord: number,
  lastLine?: number,
]

/** What {@link LaterRecords} remember, as a journal keeps it. */
export interface LaterRecordsSnapshot {
  readonly users: readonly KeptUser[]
  /** The last record that a retry imported of a user who is not remembered, as there were too many. */
  readonly forgottenUpTo?: number
}

/** What is known of the records about a user that come after one that failed. */
export interface KnownLater {
  /** The last one that overwrote the user, if it comes later. */
  readonly newer: Position | undefined
  /** Whether there is certainly no other. */
  readonly isComplete: boolean
  /** Whether a retry may have imported another that was not remembered: no source tells of it. */
  readonly isForgotten: boolean
}

interface Remembered {
  readonly mark: number
  completeFrom: number
  last: Position
}

/**
 * Remembers, of each user about whom a record failed, the last later record that was imported: to run the failed one again after that would replace
 * a newer value by an older one.
 *
 * Later actions of a user leave only once the earlier ones are settled, so that it is enough to listen from then on. As long as
 * nothing has failed, nothing is looked at.
 */
export class LaterRecords {
  readonly #users = new Map<number, Remembered>()
  readonly #marks = new Set<number>()
  readonly #isRetry: boolean
  readonly #forgottenBefore: number
  #forgottenUpTo: number
  /** The marks that were looked at last, when so many users were remembered, and whether they concerned one of these. */
  #looked:
    | { readonly marks: readonly number[]; readonly size: number; readonly concerns: boolean }
    | undefined

  /**
   * @param isRetry it listens to a retry. That tells nothing of what came after a record that it has not told already; but all that it imports is
   * to be remembered, as it may stand in no source.
   */
  constructor(before?: LaterRecordsSnapshot, { isRetry = false }: { readonly isRetry?: boolean } = {}) {
    this.#isRetry = isRetry
    this.#forgottenBefore = before?.forgottenUpTo ?? 0
    this.#forgottenUpTo = this.#forgottenBefore
    for (const [digest, mark, completeFrom, recordNumber, lineNumber] of before?.users ?? []) {
      const last = { recordNumber, ...(lineNumber === undefined ? {} : { lineNumber }) }
      this.#users.set(digest, { mark, completeFrom, last })
      this.#marks.add(mark)
    }
  }

  /** A record failed that would have overwritten a user. */
  failed(identity: Identity, { recordNumber }: Position): void {
    if (this.#isRetry) return
    for (const user of this.#remember(identity, recordNumber))
      user.completeFrom = Math.min(user.completeFrom, recordNumber)
  }

  /** Whether one of the users of these marks may be remembered, so that what becomes of their records is to be told. */
  concerns(marks: readonly number[]): boolean {
    if (this.#isRetry) return true
    const { size } = this.#marks
    if (size === 0) return false
    if (this.#looked?.marks !== marks || this.#looked.size !== size)
      this.#looked = { marks, size, concerns: marks.some((mark) => this.#marks.has(mark)) }
    return this.#looked.concerns
  }

  /** A record was imported that overwrote a user. */
  imported(identity: Identity, { lineNumber, recordNumber }: Position): void {
    const users = this.#isRetry ? this.#remember(identity, recordNumber) : this.#known(identity)
    for (const user of users)
      if (user.last.recordNumber < recordNumber)
        user.last = { recordNumber, ...(lineNumber === undefined ? {} : { lineNumber }) }
  }

  /** What is known of records about a user that come later than one. */
  after(identity: Identity, { recordNumber }: Position): KnownLater {
    const known = this.#known(identity)
    const last = known.reduce(latest, NONE)
    const areKnown = known.length === identityKeys(identity).length
    return {
      newer: last.recordNumber > recordNumber ? last : undefined,
      isComplete: areKnown && known.every(({ completeFrom }) => completeFrom <= recordNumber),
      // What this retry itself imported so far comes earlier.
      isForgotten: this.#forgottenBefore > recordNumber && !areKnown,
    }
  }

  /** The numbers of the records that are remembered as the last about a user. */
  get recordNumbers(): ReadonlySet<number> {
    return new Set([...this.#users.values()].map(({ last }) => last.recordNumber))
  }

  /** What restores this state; undefined if there is nothing to remember. */
  snapshot(): LaterRecordsSnapshot | undefined {
    const forgottenUpTo = this.#forgottenUpTo
    if (this.#users.size === 0 && forgottenUpTo === 0) return undefined
    const users = [...this.#users].map(([digest, { completeFrom, last, mark }]): KeptUser => {
      const { lineNumber, recordNumber } = last
      // JSON knows no Infinity.
      const kept = [digest, mark, Math.min(completeFrom, Number.MAX_SAFE_INTEGER), recordNumber] as const
      return lineNumber === undefined ? kept : [...kept, lineNumber]
    })
    return { users, ...(forgottenUpTo === 0 ? {} : { forgottenUpTo }) }
  }

  #known(identity: Identity): readonly Remembered[] {
    return identityKeys(identity).flatMap((key) => this.#users.get(digestOf(key)) ?? [])
  }

  /** As far as there is room. */
  #remember(identity: Identity, recordNumber: number): readonly Remembered[] {
    const marks = identityMarks(identity)
    return identityKeys(identity).flatMap((key, index) => {
      const digest = digestOf(key)
      const known = this.#users.get(digest)
      if (known !== undefined) return known
      if (this.#users.size >= MAX_USERS) {
        // What is imported for the first time stands in the source.
        if (this.#isRetry) this.#forgottenUpTo = Math.max(this.#forgottenUpTo, recordNumber)
        return []
      }
      const user: Remembered = { mark: marks[index] ?? 0, completeFrom: Infinity, last: NONE }
      this.#users.set(digest, user)
      this.#marks.add(user.mark)
      return user
    })
  }
}

const NONE: Position = { recordNumber: 0 }

function latest(one: Position, { last }: Remembered): Position {
  return last.recordNumber > one.recordNumber ? last : one
}

const DIGEST_BYTES = 6

/** A number that no two users share, as far as chance can tell: numbers are short, and say nothing about whom they stand for. */
function digestOf(key: string): number {
  return hash("sha256", key, "buffer").readUIntBE(0, DIGEST_BYTES)
}
