import { CHANNEL_OF } from "../api/channel.ts"
import type { ChannelName } from "../api/channel.ts"
import type { Rejection } from "../actions/outcome.ts"
import type { Settlement } from "../delivery/importer.ts"
import type { ActionPlace, MappedRecords } from "../mapping/mapped-records.ts"
import type { SourceItem } from "../sources/data-source.ts"
import { adviceFor } from "./advice.ts"
import type { ActionCounts, RecordCounts, RejectReason } from "./summary.ts"

/** A record that was not imported, or of which that is not known, with each reason. */
export interface FailedRecord {
  readonly item: SourceItem<unknown>
  readonly state: "rejected" | "unknown"
  /** At least one. */
  readonly failures: readonly Failure[]
}

/** Why a record failed, and, where one of its actions is to blame, which. */
export interface Failure extends Rejection {
  readonly place?: ActionPlace
  /** The action with its endpoint's names. */
  readonly wire?: Readonly<Record<string, unknown>> | undefined
}

interface OpenRecord {
  openActions: number
  readonly failures: Failure[]
  isRejected: boolean
}

const EXAMPLES_PER_REASON = 3
/** A share of fewer records says nothing. */
const RECORDS_FOR_A_SHARE = 1_000

/** Keeps account of each record from when it is read until its one final state. */
export class Ledger {
  #read = 0
  #imported = 0
  #rejected = 0
  /** Those of the rejected that held no record, or that the map function failed on. */
  #rejectedUnsent = 0
  #skipped = 0
  #unknown = 0
  readonly #actions = {
    users: { accepted: 0, rejected: 0, unknown: 0 },
    events: { accepted: 0, rejected: 0, unknown: 0 },
    purchases: { accepted: 0, rejected: 0, unknown: 0 },
  }
  /** Records of several actions, of which some are settled. */
  readonly #open = new Map<SourceItem<unknown>, OpenRecord>()
  readonly #reasons = new Map<string, { -readonly [K in keyof RejectReason]: RejectReason[K] }>()

  /** Takes records in; gives those that failed before anything of them could be sent. */
  take({ items, unmapped, skippedCount }: Omit<MappedRecords, "actions">): FailedRecord[] {
    this.#read += items.length
    this.#skipped += skippedCount
    this.#rejectedUnsent += unmapped.length
    return unmapped.map(({ item, rejection }) => this.#fail(item, "rejected", [rejection]))
  }

  /** Notes what became of actions; gives the records that thereby failed. */
  settle(settlements: readonly Settlement[]): FailedRecord[] {
    const failed: FailedRecord[] = []
    for (const { place, outcome, wire } of settlements) {
      const { actionCount, item, kind } = place
      const counts = this.#actions[CHANNEL_OF[kind]]
      counts[outcome.kind] += 1
      if (outcome.kind === "accepted" && actionCount === 1) {
        this.#imported += 1
        continue
      }
      const open = this.#open.get(item) ?? this.#opened(place)
      open.openActions -= 1
      if (outcome.kind === "rejected") {
        open.isRejected = true
        open.failures.unshift({ ...outcome.rejection, place, wire })
      } else if (outcome.kind === "unknown") {
        open.failures.push({ stage: "api", code: outcome.code, message: outcome.message, place, wire })
      }
      if (open.openActions > 0) continue
      this.#open.delete(item)
      if (open.failures.length === 0) this.#imported += 1
      else failed.push(this.#fail(item, open.isRejected ? "rejected" : "unknown", open.failures))
    }
    return failed
  }

  get records(): RecordCounts {
    const ended = this.#imported + this.#rejected + this.#skipped + this.#unknown
    return {
      read: this.#read,
      imported: this.#imported,
      rejected: this.#rejected,
      skipped: this.#skipped,
      unknown: this.#unknown,
      pending: this.#read - ended,
    }
  }

  /**
   * The share of the records that will have been rejected if it goes on like this, from 0 to 1. What fails before it is sent is
   * known long before what is sent is settled, so that each is held against its own kind.
   */
  get rejectedShare(): number {
    if (this.#read === 0) return 0
    const refused = this.#rejected - this.#rejectedUnsent
    const delivered = Math.max(refused + this.#imported + this.#unknown, RECORDS_FOR_A_SHARE)
    const sent = this.#read - this.#rejectedUnsent - this.#skipped
    return (this.#rejectedUnsent + sent * (refused / delivered)) / this.#read
  }

  get actions(): Readonly<Record<ChannelName, ActionCounts>> {
    const { users, events, purchases } = this.#actions
    return { users: { ...users }, events: { ...events }, purchases: { ...purchases } }
  }

  /** The reasons of all that failed, the most frequent first. */
  get rejectReasons(): readonly RejectReason[] {
    return [...this.#reasons.values()].toSorted((one, other) => other.count - one.count)
  }

  #opened({ actionCount, item }: ActionPlace): OpenRecord {
    const open: OpenRecord = { openActions: actionCount, failures: [], isRejected: false }
    this.#open.set(item, open)
    return open
  }

  #fail(
    item: SourceItem<unknown>,
    state: "rejected" | "unknown",
    failures: readonly Failure[],
  ): FailedRecord {
    if (state === "rejected") this.#rejected += 1
    else this.#unknown += 1
    const [first] = failures
    if (first !== undefined) this.#noteReason(item, first)
    return { item, state, failures }
  }

  #noteReason(item: SourceItem<unknown>, { stage, code, message }: Failure): void {
    const key = `${stage} ${code}`
    const { recordNumber, lineNumber } = item.position
    const example = { recordNumber, ...(lineNumber === undefined ? {} : { lineNumber }), message }
    const reason = this.#reasons.get(key)
    if (reason === undefined) {
      this.#reasons.set(key, {
        stage,
        code,
        count: 1,
        advice: adviceFor({ stage, code }),
        examples: [example],
      })
      return
    }
    reason.count += 1
    if (reason.examples.length < EXAMPLES_PER_REASON) reason.examples = [...reason.examples, example]
  }
}
