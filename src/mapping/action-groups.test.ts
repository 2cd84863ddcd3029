import { describe, expect, it } from "vitest"
import { AddNote, addNote } from "../../tests/kit/invented-kind.ts"
import { ofKind } from "../../tests/kit/of-kind.ts"
import { TrackCustomEvent } from "../kinds/track-custom-event.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import { ActionGroups } from "./action-groups.ts"

const note = (notebook: string): Parameters<ActionGroups["next"]>[0] => ({
  kind: addNote,
  action: new AddNote({ notebook, email: "ada@example.com", text: "t" }),
})

describe("the groups of a record's actions", () => {
  it("tell events apart by their names, and counts those of one name", () => {
    const groups = new ActionGroups()
    const event = (eventName: string) => ofKind(new TrackCustomEvent({ eventName, userId: "u" }))
    expect([event("a"), event("b"), event("a")].map((action) => groups.next(action))).toEqual([
      { group: "track-custom-event a", ordinal: 0 },
      { group: "track-custom-event b", ordinal: 0 },
      { group: "track-custom-event a", ordinal: 1 },
    ])
  })

  it("tell actions apart by what they must have in common to travel together", () => {
    const groups = new ActionGroups()
    expect([note("red"), note("blue"), note("red")].map((action) => groups.next(action))).toEqual([
      { group: 'add-note "notebook":"red"', ordinal: 0 },
      { group: 'add-note "notebook":"blue"', ordinal: 0 },
      { group: 'add-note "notebook":"red"', ordinal: 1 },
    ])
  })

  it("are the kind alone where there is neither", () => {
    const update = ofKind(new UpdateUserProfile({ userId: "u" }))
    expect(new ActionGroups().next(update)).toEqual({ group: "update-user-profile", ordinal: 0 })
  })
})
