import { describe, expect, it } from "vitest"
import { newLedger } from "../../../tests/kit/new-ledger.ts"
import { ALL_KINDS } from "../../kinds/all-kinds.ts"
import type { ImportAction } from "../../kinds/all-kinds.ts"
import { identityOf } from "../../kinds/kind.ts"
import type { Outcome } from "../../actions/outcome.ts"
import { UpdateUserProfile } from "../../kinds/update-user-profile.ts"
import { mapRecords } from "../../mapping/map-records.ts"
import type { MappedRecords, MappedAction } from "../../mapping/mapped-records.ts"
import type { Ledger } from "./ledger.ts"

const update = (name: string, plan = "free"): ImportAction =>
  new UpdateUserProfile({ email: `${name}@example.com`, dataFields: { plan } })

async function mapped(actions: readonly ImportAction[]): Promise<MappedRecords> {
  async function* items() {
    yield [{ position: { recordNumber: 1 }, record: {} }]
  }
  for await (const one of mapRecords(items(), () => [...actions], ALL_KINDS)) return one
  throw new Error("There is no record.")
}

const REJECTED: Outcome = { kind: "rejected", rejection: { stage: "api", code: "c", message: "m" } }
const UNKNOWN: Outcome = { kind: "unknown", code: "u", message: "m" }
const ACCEPTED: Outcome = { kind: "accepted" }

/** A ledger that reads a record again which a run has left open, and what is unsettled of that. */
async function readAgain(
  before: readonly ImportAction[],
  outcomes: readonly Outcome[],
  now: readonly ImportAction[],
  isUnchanged = false,
): Promise<{ readonly ledger: Ledger; readonly unsettled: readonly MappedAction[] }> {
  const first = newLedger()
  const { actions, ...others } = await mapped(before)
  first.take(others)
  first.settle(
    outcomes.flatMap((outcome, index) =>
      actions.slice(index, index + 1).map((action) => ({ action, outcome })),
    ),
  )
  const ledger = newLedger(structuredClone(first.snapshot()), { isUnchanged })
  const again = await mapped(now)
  ledger.take(again)
  return { ledger, unsettled: ledger.unsettledActions(again.actions).unsettled }
}

/** Whom actions are about that are sent of such a record. */
async function sentAgain(...given: Parameters<typeof readAgain>): Promise<unknown[]> {
  const { unsettled } = await readAgain(...given)
  return unsettled.map((action) => identityOf(action).email)
}

describe("a record that was left open, of which an action had failed", () => {
  it("does not run that again, wherever a corrected map function puts it, nor leave out another in its place", async () => {
    const [ada, bob, eve] = [update("ada"), update("bob"), update("eve")]
    for (const failure of [REJECTED, UNKNOWN]) {
      expect(await sentAgain([ada, bob], [failure], [ada, bob])).toEqual(["bob@example.com"])
      expect(await sentAgain([ada, bob], [failure], [bob, ada])).toEqual(["bob@example.com"])
      expect(await sentAgain([ada, bob], [failure], [eve, ada, bob])).toEqual([
        "eve@example.com",
        "bob@example.com",
      ])
      expect(await sentAgain([ada, bob, eve], [failure, ACCEPTED], [bob, ada, eve])).toEqual([
        "eve@example.com",
      ])
    }
  })

  it("does not run again what is to say something else of the same user: later records may be imported", async () => {
    const [ada, bob] = [update("ada"), update("bob")]
    expect(await sentAgain([ada, bob], [REJECTED], [update("ada", "gold"), bob])).toEqual(["bob@example.com"])
    expect(await sentAgain([ada, bob], [REJECTED], [bob, update("ada", "gold")])).toEqual(["bob@example.com"])
  })

  it("does not run what stands in its place, where nothing else is like it: it may be what was corrected", async () => {
    expect(await sentAgain([update("ada"), update("bob")], [REJECTED], [update("bob")])).toEqual([])
    expect(
      await sentAgain([update("typo"), update("bob")], [REJECTED], [update("ada"), update("bob")]),
    ).toEqual(["bob@example.com"])
  })

  it("says in the end which may have been applied, where another is rejected", async () => {
    const actions = [update("ada"), update("bob")]
    const { ledger, unsettled } = await readAgain(actions, [UNKNOWN], actions)
    const [failed] = ledger.settle(unsettled.map((action) => ({ action, outcome: REJECTED })))
    expect(failed).toMatchObject({
      state: "rejected",
      failures: [{ code: "c" }, { code: "u", state: "unknown" }],
    })
  })

  it("goes by places, where nothing has changed", async () => {
    expect(
      await sentAgain([update("a1"), update("b1")], [REJECTED], [update("b1"), update("c2")], true),
    ).toEqual(["c2@example.com"])
  })
})
