import { expect, it } from "vitest"
import { ofKind } from "../../../tests/kit/of-kind.ts"
import { plainJournalEntry } from "../../../tests/kit/plain-journal-entry.ts"
import { TrackCustomEvent } from "../../kinds/track-custom-event.ts"
import { UpdateUserProfile } from "../../kinds/update-user-profile.ts"
import type { ImportAction } from "../../kinds/all-kinds.ts"
import type { ActionOfKind } from "../../kinds/kind.ts"
import type { MappedAction } from "../../mapping/mapped-records.ts"
import { LEFT_BY_KILL } from "../../state/left-by-kill.ts"
import type { LeaveOut } from "../pipeline/leave-out.ts"
import { leaveOutDoubtful } from "./leave-out-doubtful.ts"

const mapped = (recordNumber: number, action: ImportAction): MappedAction => ({
  item: { position: { recordNumber }, record: {} },
  ...ofKind(action),
  actionIndex: 0,
  actionCount: 1,
  group: action.kind,
  ordinal: 0,
})
const event = new TrackCustomEvent({ eventName: "seen", userId: "u" })
const update = new UpdateUserProfile({ userId: "u" })
const repeats = ({ kind }: ActionOfKind): boolean => kind.name === "update-user-profile"
const before = plainJournalEntry({ underWay: [[3, 5]] })

it("leaves out what may have been sent before a kill, and must not be sent twice", () => {
  const leaveOut = leaveOutDoubtful(before, repeats, undefined)
  const { code, message, messageParts } = LEFT_BY_KILL
  expect(leaveOut?.verdictOn(mapped(4, event))).toEqual({ kind: "unknown", code, message, messageParts })
  expect(leaveOut?.verdictOn(mapped(4, update))).toBeUndefined()
  expect(leaveOut?.verdictOn(mapped(6, event))).toBeUndefined()
})

it("leaves out beside that what is left out anyway", () => {
  const outcome = { kind: "unknown", code: "c", message: "m" } as const
  const given: LeaveOut = { verdictOn: () => outcome }
  const leaveOut = leaveOutDoubtful(before, repeats, given)
  expect(leaveOut?.verdictOn(mapped(6, event))).toEqual(outcome)
  expect(leaveOut?.verdictOn(mapped(4, event))).toMatchObject({ code: LEFT_BY_KILL.code })
  for (const [entry, mayRepeat] of [
    [undefined, repeats],
    [plainJournalEntry(), repeats],
    [before, undefined],
  ] as const)
    expect(leaveOutDoubtful(entry, mayRepeat, given)).toBe(given)
})
