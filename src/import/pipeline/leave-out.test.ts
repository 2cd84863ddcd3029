import { expect, it } from "vitest"
import { ofKind } from "../../../tests/kit/of-kind.ts"
import { UpdateUserProfile } from "../../kinds/update-user-profile.ts"
import type { MappedAction } from "../../mapping/mapped-records.ts"
import { leftOut } from "./leave-out.ts"

it("leftOut() gives what is sent, in order, and what is said of the rest", () => {
  const actions = [1, 2, 3, 4].map((recordNumber): MappedAction => ({
    item: { position: { recordNumber }, record: {} },
    ...ofKind(new UpdateUserProfile({ userId: "u" })),
    actionIndex: 0,
    actionCount: 1,
    group: "update-user-profile",
    ordinal: 0,
  }))
  const outcome = { kind: "unknown", code: "c", message: "m" } as const
  const { sent, settlements } = leftOut(actions, {
    verdictOn: ({ item }) => (item.position.recordNumber % 2 === 0 ? outcome : undefined),
  })
  expect(sent).toEqual([actions[0], actions[2]])
  expect(settlements).toEqual([
    { action: actions[1], outcome },
    { action: actions[3], outcome },
  ])
})
