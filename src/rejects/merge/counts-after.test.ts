import { describe, expect, it } from "vitest"
import { inAll } from "../../../tests/kit/in-all.ts"
import { newLedger } from "../../../tests/kit/new-ledger.ts"
import { ALL_KINDS } from "../../kinds/all-kinds.ts"
import { TrackCustomEvent } from "../../kinds/track-custom-event.ts"
import { UpdateUserProfile } from "../../kinds/update-user-profile.ts"
import type { MappedRecords, MappedAction } from "../../mapping/mapped-records.ts"
import { mapRecords } from "../../mapping/map-records.ts"
import { settledActionCounts } from "./counts-after.ts"

const email = "ada@example.com"

/** A record of an update and two events. */
async function mappedRecord(recordNumber: number): Promise<MappedRecords> {
  async function* items() {
    yield [{ position: { recordNumber }, record: {} }]
  }
  const event = new TrackCustomEvent({ email, eventName: "e" })
  for await (const mapped of mapRecords(
    items(),
    () => [new UpdateUserProfile({ email }), event, event],
    ALL_KINDS,
  ))
    return mapped
  throw new Error("There is no record.")
}

const REJECTED = {
  kind: "rejected",
  rejection: { stage: "api", code: "c", message: "m" },
} as const
const UNKNOWN = { kind: "unknown", code: "c", message: "m" } as const

describe("settledActionCounts", () => {
  it("leaves out the failures of records that are open, as the lists still have those from before", async () => {
    const ledger = newLedger()
    const settle = (places: readonly MappedAction[], outcomes: readonly object[]): void => {
      ledger.settle(
        outcomes.flatMap((outcome, index) => {
          const action = places[index]
          return action === undefined ? [] : [{ action, outcome: outcome as typeof REJECTED }]
        }),
      )
    }
    for (const [number, outcomes] of [
      [1, [REJECTED, UNKNOWN, { kind: "accepted" }]],
      [2, [REJECTED, UNKNOWN]],
      [3, [{ kind: "accepted" }, REJECTED]],
    ] as const) {
      const mapped = await mappedRecord(number)
      ledger.take(mapped)
      settle(mapped.actions, outcomes)
    }
    const { counts } = ledger.snapshot()
    expect(counts.actions).toMatchObject({
      users: { accepted: 1, rejected: 2 },
      events: { accepted: 1, rejected: 1, unknown: 2 },
    })
    expect(settledActionCounts(counts, ALL_KINDS)).toEqual(
      inAll(
        { accepted: 0, rejected: 0, unknown: 0 },
        {
          users: { accepted: 1, rejected: 1, unknown: 0 },
          events: { accepted: 1, rejected: 0, unknown: 1 },
        },
      ),
    )
  })
})
