import type { Settlement } from "../../delivery/importer.ts"
import type { ActionReference } from "../../mapping/mapped-records.ts"
import type { SourceItem } from "../../sources/data-source.ts"
import { digestOf, newOpenRecord, openSnapshot } from "./open-record.ts"
import type { OpenRecord, OpenRecordSnapshot } from "./open-record.ts"
import { SettledActions } from "./settled-actions.ts"

/** The records of several actions of which some are settled. */
export class OpenRecords {
  readonly #open = new Map<SourceItem<unknown>, OpenRecord>()

  has(item: SourceItem<unknown>): boolean {
    return this.#open.has(item)
  }

  /** Opens a record. @param accepted those of its actions that Iterable took before */
  begin(
    item: SourceItem<unknown>,
    actionCount: number,
    accepted: SettledActions = new SettledActions(),
  ): OpenRecord {
    const open = { ...newOpenRecord(actionCount), accepted }
    this.#open.set(item, open)
    return open
  }

  /** Whether an action, once it is accepted, takes the place of what was accepted before under the same id. */
  replaces({ group, item, ordinal }: ActionReference): boolean {
    return item.accepted !== undefined && this.#open.get(item)?.accepted.has(group, ordinal) === true
  }

  /** Notes what became of an action; gives its record, which is open until it is ended. */
  note({ outcome, action, wire }: Settlement): OpenRecord {
    const { actionCount, group, item, ordinal } = action
    const open = this.#open.get(item) ?? this.begin(item, actionCount)
    open.left -= 1
    open.settled.add(group, ordinal)
    if (outcome.kind === "accepted") open.accepted.add(group, ordinal, digestOf(action))
    else if (outcome.kind === "rejected") {
      open.rejected.push({ ...outcome.rejection, action, wire })
    } else {
      const { code, message, messageParts } = outcome
      open.unknown.push({ stage: "api", code, message, messageParts, action, wire, state: "unknown" })
    }
    return open
  }

  /** Lets a record go. */
  end(item: SourceItem<unknown>): void {
    this.#open.delete(item)
  }

  /** What restores them. */
  snapshots(): OpenRecordSnapshot[] {
    return [...this.#open].map(([item, record]) => openSnapshot(item.position.recordNumber, record))
  }
}
