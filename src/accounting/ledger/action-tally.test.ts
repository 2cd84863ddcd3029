import { describe, expect, it } from "vitest"
import { inAll } from "../../../tests/kit/in-all.ts"
import { kindNamed } from "../../../tests/kit/of-kind.ts"
import { ALL_KINDS } from "../../kinds/all-kinds.ts"
import { ActionTally } from "./action-tally.ts"

const NONE = inAll(0)

describe("ActionTally", () => {
  it("counts by endpoint and outcome, and goes on where it was", () => {
    const tally = new ActionTally(ALL_KINDS)
    tally.note(kindNamed("update-user-profile"), "accepted")
    tally.note(kindNamed("track-purchase"), "unknown")
    const before = { actions: tally.counts }
    const again = new ActionTally(ALL_KINDS, before)
    again.note(kindNamed("update-user-profile"), "rejected")
    expect(again.counts).toEqual(
      inAll(
        { accepted: 0, rejected: 0, unknown: 0 },
        {
          users: { accepted: 1, rejected: 1, unknown: 0 },
          purchases: { accepted: 0, rejected: 0, unknown: 1 },
        },
      ),
    )
    // What was given away no longer changes.
    expect(before.actions.users.rejected).toBe(0)
  })

  it("says what was taken back only where something was", () => {
    const tally = new ActionTally(ALL_KINDS)
    tally.noteTakenBack({ ...NONE, events: 2 }, { ...NONE, events: 2 })
    expect(tally.takenBack).toBeUndefined()
    tally.noteTakenBack({ ...NONE, events: 2 }, { ...NONE, events: 1 })
    const again = new ActionTally(ALL_KINDS, { actions: tally.counts, takenBack: tally.takenBack ?? NONE })
    again.noteTakenBack({ ...NONE, users: 3 }, NONE)
    expect(again.takenBack).toEqual({ ...NONE, users: 3, events: 1 })
    expect(tally.takenBack).toEqual({ ...NONE, events: 1 })
    tally.noteReplaced(kindNamed("track-purchase"))
    expect(tally.takenBack).toEqual({ ...NONE, events: 1, purchases: 1 })
  })
})
