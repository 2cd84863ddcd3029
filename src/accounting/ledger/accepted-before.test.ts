import { describe, expect, it } from "vitest"
import { ALL_KINDS } from "../../kinds/all-kinds.ts"
import type { ImportAction } from "../../kinds/all-kinds.ts"
import { needsId } from "../../kinds/kind.ts"
import { TrackCustomEvent } from "../../kinds/track-custom-event.ts"
import { TrackPurchase } from "../../kinds/track-purchase.ts"
import { UpdateUserProfile } from "../../kinds/update-user-profile.ts"
import { actionDigest } from "../../batches/action-digest.ts"
import { ofKind } from "../../../tests/kit/of-kind.ts"
import { Dice } from "../../../tests/kit/seeded-random.ts"
import { ActionGroups } from "../../mapping/action-groups.ts"
import type { MappedAction } from "../../mapping/mapped-records.ts"
import { acceptedBefore } from "./accepted-before.ts"
import type { AcceptedRules } from "./accepted-before.ts"
import { SettledActions } from "./settled-actions.ts"

/**
 * `u ada 1` updates ada, `e` is an event, `p` a purchase with fields of its user; what comes last is what it says. `ada#7` is ada with
 * the userId 7, and `#7` that userId alone.
 */
function actionOf(text: string): ImportAction {
  const [kind, name = "", what] = text.split(" ")
  const [account, number] = name.split("#")
  const who = {
    ...(account === "" ? {} : { email: `${account}@example.com` }),
    ...(number === undefined ? {} : { userId: number }),
  }
  if (kind === "u") return new UpdateUserProfile({ ...who, dataFields: { what } })
  if (kind === "e") return new TrackCustomEvent({ ...who, eventName: "e", dataFields: { what } })
  const items = [{ id: "i", name: "I", price: 1, quantity: 1 }]
  return new TrackPurchase({ user: { ...who, dataFields: { what } }, items, total: 1 })
}

function mapped(texts: readonly string[]): readonly MappedAction[] {
  const groups = new ActionGroups()
  const item = { position: { recordNumber: 1 }, record: {} }
  return texts.map((text, actionIndex) => {
    const action = ofKind(actionOf(text))
    return { item, actionIndex, actionCount: texts.length, ...groups.next(action), ...action }
  })
}

/** What was asked for before; a star marks what was accepted. */
function accepted(texts: readonly string[], hasDigests = true): SettledActions {
  const before = new SettledActions()
  for (const action of mapped(texts.map((text) => text.replace("*", ""))))
    if (texts[action.actionIndex]?.startsWith("*") === true)
      before.add(action.group, action.ordinal, hasDigests ? actionDigest(action) : undefined)
  return before
}

const DERIVED: AcceptedRules = {
  kinds: ALL_KINDS,
  isUnchanged: false,
  keepsAccepted: false,
  repeats: undefined,
}
const NO_IDS: AcceptedRules = { ...DERIVED, repeats: (action) => !needsId(action) }
const UNCHANGED: AcceptedRules = { ...DERIVED, isUnchanged: true }
const RESUMED: AcceptedRules = { ...DERIVED, keepsAccepted: true }

/** What is run. */
function run(before: readonly string[], now: readonly string[], rules: AcceptedRules): readonly string[] {
  const { actions, done } = acceptedBefore(mapped(now), accepted(before), rules)
  return actions.flatMap((action) => (done.has(action) ? [] : (now[action.actionIndex] ?? [])))
}

describe("acceptedBefore", () => {
  it.each<[what: string, before: string[], now: string[], run: string[], rules?: AcceptedRules]>([
    ["the same record", ["*u ada 1", "e ada 1"], ["u ada 1", "e ada 1"], ["e ada 1"]],
    ["an address that is corrected", ["*u ade 1", "e ade 1"], ["u ada 1", "e ada 1"], ["u ada 1", "e ada 1"]],
    ["a value that is corrected", ["*u ada 1", "e ada 1"], ["u ada 2", "e ada 1"], ["u ada 2", "e ada 1"]],
    [
      "an update that is added in front",
      ["*u ben 1", "u carl 1"],
      ["u ada 1", "u ben 1", "u carl 2"],
      ["u ada 1", "u carl 2"],
    ],
    [
      "an event that is added in front",
      ["*e ben 1", "e carl 1"],
      ["e ada 1", "e ben 1", "e carl 2"],
      ["e ada 1", "e carl 2"],
    ],
    [
      "an event that is taken out in front",
      ["*e ada 1", "*e ben 1", "*e carl 1", "u ada 1"],
      ["e ben 1", "e carl 1", "u ada 1"],
      ["u ada 1"],
    ],
    [
      "an event that is taken out in front, and one that failed behind",
      ["*e ada 1", "*e ben 1", "e carl 1"],
      ["e ben 1", "e carl 2"],
      ["e carl 2"],
    ],
    ["another order", ["*u ada 1", "u ben 1"], ["u ben 2", "u ada 1"], ["u ben 2"]],
    // Else what ada had before would replace what came later.
    // One of them is silver last, and is to be gold last.
    [
      "another order of what one user was sent",
      ["*u ada 1", "*u ada 2", "e ben 1"],
      ["u ada 2", "u ada 1", "e ben 2"],
      ["u ada 1", "e ben 2"],
    ],
    [
      "another order of all that is left",
      ["*u ada 1", "*u ada 2", "e ben 1"],
      ["u ada 2", "u ada 1"],
      ["u ada 1"],
    ],
    [
      "another order of users who share an identifier",
      ["*u ada 1", "*u ada#7 2", "e ben 1"],
      ["u ada#7 2", "u ada 1", "e ben 2"],
      ["u ada 1", "e ben 2"],
    ],
    [
      "another order of what two users were sent",
      ["*u ada 1", "*u ben 2", "e ben 1"],
      ["u ben 2", "u ada 1", "e ben 2"],
      ["e ben 2"],
    ],
    [
      "another order of purchases with fields",
      ["*p ada 1", "*p ada 2", "e ben 1"],
      ["p ada 2", "p ada 1", "e ben 2"],
      ["p ada 1", "e ben 2"],
    ],
    ["another order for one user", ["*u ada 1", "u ada 2"], ["u ada 2", "u ada 1"], ["u ada 2", "u ada 1"]],
    [
      "an earlier update of the user",
      ["u ada 1", "*u ada 2"],
      ["u ada 3", "u ada 2"],
      ["u ada 3", "u ada 2"],
    ],
    ["an earlier update of another user", ["u ada 1", "*u ben 2"], ["u ada 3", "u ben 2"], ["u ada 3"]],
    ["a purchase", ["*p ada 1", "e ada 1"], ["p ben 1", "e ben 1"], ["p ben 1", "e ben 1"]],
    ["equal events", ["*e ada 1", "e ada 1"], ["e ada 1", "e ada 1"], ["e ada 1"]],
    ["a clock, and nothing else", ["*u ada 1", "e ada 1"], ["u ada 2", "e ada 2"], ["e ada 2"], UNCHANGED],
    [
      "a clock, and an earlier update of the user",
      ["u ada 1", "*u ada 2"],
      ["u ada 3", "u ada 4"],
      ["u ada 3", "u ada 4"],
      UNCHANGED,
    ],
    ["without ids, the same", ["*e ada 1", "e ben 1"], ["e ada 1", "e ben 2"], ["e ben 2"], NO_IDS],
    [
      "without ids, an event that is added in front",
      ["*e ben 1", "e carl 1"],
      ["e ada 1", "e ben 1", "e carl 2"],
      ["e ada 1", "e carl 2"],
      NO_IDS,
    ],
    [
      "without ids, another user",
      ["*e ade 1", "e ade 2"],
      ["e ada 1", "e ada 2"],
      ["e ada 1", "e ada 2"],
      NO_IDS,
    ],
    ["without ids, a clock", ["*e ada 1", "e ada 2"], ["e ada 3", "e ada 4"], ["e ada 4"], NO_IDS],
    [
      "without ids, a clock and an event that is added in front",
      ["*e ben 1", "e carl 1"],
      ["e ada 2", "e ben 2", "e carl 2"],
      ["e ada 2", "e carl 2"],
      NO_IDS,
    ],
    [
      "without ids, an update that is corrected",
      ["*u ade 1", "e ade 1"],
      ["u ada 1", "e ada 1"],
      ["u ada 1", "e ada 1"],
      NO_IDS,
    ],
    [
      "without ids, a userId that is added",
      ["*e ada 1", "e ben 1"],
      ["e ada#7 1", "e ben 2"],
      ["e ben 2"],
      NO_IDS,
    ],
    [
      "without ids, an email that is added",
      ["*p #7 1", "e ben 1"],
      ["p ada#7 1", "e ben 2"],
      ["e ben 2"],
      NO_IDS,
    ],
    [
      "without ids, a userId that is dropped",
      ["*e ada#7 1", "e ben 1"],
      ["e ada 1", "e ben 2"],
      ["e ben 2"],
      NO_IDS,
    ],
    [
      "without ids, an email that is dropped",
      ["*p ada#7 1", "e ben 1"],
      ["p #7 1", "e ben 2"],
      ["e ben 2"],
      NO_IDS,
    ],
    [
      "without ids, one of both that is corrected",
      ["*e ada#7 1", "e ben 1"],
      ["e ada#8 1", "e ben 2"],
      ["e ben 2"],
      NO_IDS,
    ],
    [
      "without ids, a userId that is added, and an event in front",
      ["*e ada 1", "e ben 1"],
      ["e carl 1", "e ada#7 1", "e ada#7 2"],
      ["e carl 1", "e ada#7 2"],
      NO_IDS,
    ],
    [
      "without ids, both corrected",
      ["*e ade#7 1", "e ben 1"],
      ["e ada#8 1", "e ben 2"],
      ["e ada#8 1", "e ben 2"],
      NO_IDS,
    ],
    [
      "without ids, each where it shares what it can",
      ["*e ada#7 1", "*e ada 2", "u ben 1"],
      ["e ada 3", "e #7 1", "u ben 2"],
      ["u ben 2"],
      NO_IDS,
    ],
    [
      "with derived ids, a userId that is added",
      ["*e ada 1", "e ben 1"],
      ["e ada#7 1", "e ben 2"],
      ["e ada#7 1", "e ben 2"],
    ],
    [
      "after a stop, a userId that is added to an event",
      ["*e ada 1", "u ben 1"],
      ["e ada#7 2", "u ben 1"],
      ["u ben 1"],
      RESUMED,
    ],
    [
      "after a stop, a userId that is added",
      ["*u ada 1", "e ben 1"],
      ["u ada#7 2", "e ben 1"],
      ["e ben 1"],
      RESUMED,
    ],
    [
      "after a stop, an update that is added in front",
      ["*u ada 1", "e ada 1"],
      ["u ben 1", "u ada 1", "e ada 1"],
      ["u ben 1", "e ada 1"],
      RESUMED,
    ],
    ["after a stop, a clock", ["*u ada 1", "e ada 1"], ["u ada 2", "e ada 2"], ["e ada 2"], RESUMED],
    [
      "after a stop, another user",
      ["*u ade 1", "e ade 1"],
      ["u ada 1", "e ada 1"],
      ["u ada 1", "e ada 1"],
      RESUMED,
    ],
  ])("leaves out what says what was accepted: %s", (_, before, now, expected, rules = DERIVED) => {
    expect(run(before, now, rules)).toEqual(expected)
  })

  it.each<[what: string, before: string[], now: string[], expected: object, rules?: AcceptedRules]>([
    [
      "a purchase without an id",
      ["u ada 1", "*p ada 1"],
      ["u ada 2", "p ada 1"],
      { overtaken: ["u ada 2"], run: [] },
      NO_IDS,
    ],
    [
      "a purchase without an id, of which the update is run again with derived ones",
      ["u ada 1", "*p ada 1"],
      ["u ada 2", "p ada 1"],
      { overtaken: [], run: ["u ada 2", "p ada 1"] },
    ],
    [
      "a purchase of another user",
      ["u ada 1", "*p ben 1"],
      ["u ada 2", "p ben 1"],
      { overtaken: [], run: ["u ada 2"] },
      NO_IDS,
    ],
    [
      "a purchase in front",
      ["*p ada 1", "u ada 1"],
      ["p ada 1", "u ada 2"],
      { overtaken: [], run: ["u ada 2"] },
      NO_IDS,
    ],
    [
      "a purchase, and what was accepted between them stays",
      ["u ada 1", "*u ada 2", "*p ada 1"],
      ["u ada 3", "u ada 2", "p ada 1"],
      { overtaken: ["u ada 3"], run: [] },
      NO_IDS,
    ],
    [
      "what could be run again, but for a purchase behind it",
      ["u ada 1", "*u ada#7 2", "*p #7 1"],
      ["u ada 3", "u ada#7 2", "p #7 1"],
      { overtaken: ["u ada 3"], run: [] },
      NO_IDS,
    ],
    [
      "a purchase, and what comes behind it is run",
      ["u ada 1", "*p ada 1", "*u ada 2", "u ada 3"],
      ["u ada 4", "p ada 1", "u ada 2", "u ada 5"],
      { overtaken: ["u ada 4"], run: ["u ada 5"] },
      NO_IDS,
    ],
    [
      "a purchase that was accepted in a later place",
      ["u ada 1", "p ben 1", "*p ada 1"],
      ["u ada 2", "p ada 1"],
      { overtaken: [], run: ["u ada 2", "p ada 1"] },
    ],
    [
      "what stays after a stop",
      ["*u ada 1"],
      ["u ada 0", "u ada 1"],
      { overtaken: ["u ada 0"], run: [] },
      RESUMED,
    ],
    [
      "nothing, where older values are asked for",
      ["u ada 1", "*u ada 2", "*p ada 1"],
      ["u ada 3", "u ada 2", "p ada 1"],
      { overtaken: [], run: ["u ada 3", "u ada 2"] },
      { ...NO_IDS, runsOlder: true },
    ],
  ])(
    "tells what is older than what was accepted and cannot be run again: %s",
    (_, before, now, expected, rules = DERIVED) => {
      const { actions, done, overtaken } = acceptedBefore(mapped(now), accepted(before), rules)
      const textsOf = (places: Iterable<MappedAction>): unknown[] =>
        [...places].map(({ actionIndex }) => now[actionIndex])
      expect({
        overtaken: textsOf(overtaken.keys()),
        run: textsOf(actions.filter((action) => !done.has(action) && !overtaken.has(action))),
      }).toEqual(expected)
    },
  )

  it("goes by the places alone where nobody knows what was said", () => {
    const actions = mapped(["u ada 2", "e ada 2"])
    const { done } = acceptedBefore(actions, accepted(["*u ada 1", "e ada 1"], false), DERIVED)
    expect([...done].map(({ kind }) => kind.name)).toEqual(["update-user-profile"])
  })

  it("remembers what is not asked for any longer, until another action has replaced it", () => {
    const before = accepted(["*e ada 1", "*e ben 1", "*u ada 1"])
    const now = acceptedBefore(mapped(["e carl 1"]), before, DERIVED).accepted
    expect(now.snapshot()).toEqual({ "track-custom-event e": [[0, 1]], "update-user-profile": [[0, 0]] })
    const again = acceptedBefore(mapped(["e carl 1", "e ben 1"]), now, DERIVED)
    expect([...again.done].map(({ ordinal }) => ordinal)).toEqual([1])
  })

  it("lets what was accepted keep the ordinal that makes its id, and gives others what is free", () => {
    const now = acceptedBefore(
      mapped(["e carl 1", "e ben 1", "e ada 1"]),
      accepted(["*e ada 1", "*e ben 1"]),
      DERIVED,
    )
    expect(now.actions.map(({ ordinal }) => ordinal)).toEqual([2, 1, 0])
    const replaced = acceptedBefore(
      mapped(["e ben 1", "e carl 1"]),
      accepted(["*e ada 1", "*e ben 1"]),
      DERIVED,
    )
    expect(replaced.actions.map(({ ordinal }) => ordinal)).toEqual([1, 0])
  })

  it("takes an action in its place for the one that stood there, though it names the user by one identifier more", () => {
    const before = accepted(["*e ada 1", "*e ada 2"])
    const { actions, done } = acceptedBefore(mapped(["e ada#7 3", "e ben 1"]), before, RESUMED)
    expect(actions.map((action) => [action.ordinal, done.has(action)])).toEqual([
      [0, true],
      [1, false],
    ])
  })

  it("knows what stood elsewhere, though it reads the clock", () => {
    const before = accepted(["*e ada 1"])
    const first = acceptedBefore(mapped(["e ben 1", "e ada 1"]), before, DERIVED)
    const { accepted: known } = first
    const later = new SettledActions(known.snapshot(), known.digests(), known.places())
    const again = acceptedBefore(mapped(["e ben 2", "e ada 2"]), later, UNCHANGED)
    expect([...again.done].map(({ actionIndex, ordinal }) => [actionIndex, ordinal])).toEqual([[1, 0]])
  })

  it("runs again later what was to be run again, and failed", () => {
    const first = acceptedBefore(
      mapped(["u ada 0", "p ben 1", "p ada 1"]),
      accepted(["u ada 1", "*p ada 1"]),
      DERIVED,
    )
    expect([...first.done]).toEqual([])
    const { accepted: known } = first
    // Of all, the first alone is accepted.
    known.add("update-user-profile", 0, actionDigest(ofKind(actionOf("u ada 0"))))
    const later = new SettledActions(known.snapshot(), known.digests(), known.places())
    const again = acceptedBefore(mapped(["u ada 0", "p ben 1", "p ada 1"]), later, DERIVED)
    expect([...again.done].map(({ actionIndex }) => actionIndex)).toEqual([0])
    expect(again.actions.map(({ ordinal }) => ordinal)).toEqual([0, 1, 0])
  })

  it.each(Array.from({ length: 200 }, (_, seed) => seed))(
    "doubles no event, whichever fail, and however often their record is corrected: seed %i",
    (seed) => {
      const dice = new Dice(seed)
      /** What is there, by the ordinals that make the ids. */
      const there = new Map<number, string>()
      let known = new SettledActions()
      let asked = ["e ada 0", "e ada 1", "e ada 2"].slice(0, dice.between(1, 3))
      let isUnchanged = false
      for (let round = 1; round < 6; round += 1) {
        const now = acceptedBefore(mapped(asked), known, { ...DERIVED, isUnchanged })
        for (const action of now.actions) {
          const text = asked[action.actionIndex] ?? ""
          if (now.done.has(action) || dice.chance(0.4)) continue
          there.set(action.ordinal, text)
          now.accepted.add(action.group, action.ordinal, actionDigest(action))
        }
        known = new SettledActions(now.accepted.snapshot(), now.accepted.digests(), now.accepted.places())
        const said = [...there.values()]
        expect(said).toEqual([...new Set(said)])
        const acceptedNow = acceptedBefore(mapped(asked), known, DERIVED).done
        expect([...acceptedNow].every(({ actionIndex }) => said.includes(asked[actionIndex] ?? ""))).toBe(
          true,
        )
        isUnchanged = dice.chance(0.3)
        if (isUnchanged) continue
        if (dice.chance(0.3)) asked.splice(dice.between(0, asked.length - 1), 1)
        if (asked.length === 0 || dice.chance(0.5))
          asked.splice(dice.between(0, asked.length), 0, `e ada ${round}0`)
        if (dice.chance(0.5)) asked = asked.toReversed()
        const removed = said.find((text) => !asked.includes(text))
        if (removed !== undefined && dice.chance(0.3)) asked.push(removed)
      }
    },
  )

  it("forgets nothing that must not be sent twice", () => {
    const before = accepted(["*e ada 1", "*e ben 1"])
    const now = acceptedBefore(mapped(["e carl 1"]), before, NO_IDS).accepted
    const again = acceptedBefore(mapped(["e carl 1", "e ada 1", "e ben 1"]), now, NO_IDS)
    expect([...again.done].map(({ ordinal }) => ordinal)).toEqual([1, 2])
  })

  it("takes a record of very many actions", () => {
    const texts = Array.from({ length: 100_000 }, (_, n) => `u ada${n % 10} ${n % 7}`)
    const { done } = acceptedBefore(mapped(texts), accepted(texts.map((text) => `*${text}`)), DERIVED)
    expect(done.size).toBe(texts.length)
  })
})
