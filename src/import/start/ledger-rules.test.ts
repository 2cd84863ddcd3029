import { describe, expect, it } from "vitest"
import { ofKind } from "../../../tests/kit/of-kind.ts"
import { ALL_KINDS } from "../../kinds/all-kinds.ts"
import { TrackCustomEvent } from "../../kinds/track-custom-event.ts"
import { UpdateUserProfile } from "../../kinds/update-user-profile.ts"
import { ledgerRules } from "./ledger-rules.ts"
import type { LedgerRuleParts } from "./ledger-rules.ts"

const parts: LedgerRuleParts = {
  kinds: ALL_KINDS,
  before: { mapFingerprint: "one" },
  ids: { scheme: 2, origin: "o" },
  mapFingerprint: "one",
  repeats: undefined,
  resumeAnyway: false,
}

describe("ledgerRules()", () => {
  it.each<[string, Partial<LedgerRuleParts>, boolean]>([
    ["the same map function", {}, true],
    ["another map function", { mapFingerprint: "two" }, false],
    ["a map function that nobody knows", { mapFingerprint: undefined, before: {} }, false],
    ["a source that may have changed", { resumeAnyway: true }, false],
    ["a beginning", { before: undefined }, false],
  ])("know whether actions stand where they stood: %s", (_, given, isUnchanged) => {
    expect(ledgerRules({ ...parts, ...given }).isUnchanged).toBe(isUnchanged)
  })

  it("let what has ids of the old scheme be sent once only, as these are made of what it says", () => {
    const { repeats } = ledgerRules({ ...parts, ids: { scheme: 1, origin: "users.csv" } })
    expect(repeats?.(ofKind(new UpdateUserProfile({ userId: "u" })))).toBe(true)
    expect(repeats?.(ofKind(new TrackCustomEvent({ eventName: "seen", userId: "u" })))).toBe(false)
    expect(ledgerRules(parts).repeats).toBeUndefined()
  })
})
