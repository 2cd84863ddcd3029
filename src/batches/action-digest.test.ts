import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ofKind } from "../../tests/kit/of-kind.ts"
import { TrackCustomEvent } from "../kinds/track-custom-event.ts"
import type { ImportAction } from "../kinds/all-kinds.ts"
import { TrackPurchase } from "../kinds/track-purchase.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import { actionGroup } from "../mapping/action-groups.ts"
import type { MappedAction } from "../mapping/mapped-records.ts"
import { NO_DIGEST, actionDigest as digestOfKind, isSameUser, sharesUser } from "./action-digest.ts"
import { BatchBuilder } from "./batch-builder.ts"
import { BufferPool } from "./buffer-pool.ts"
import { encodeMappedWith } from "./encode-mapped.ts"
import type { IdPolicy } from "./encode-mapped.ts"
import { identityMarks } from "./identity-marks.ts"
import { identityOf } from "../kinds/kind.ts"

const update = (email: string, plan: string): ImportAction =>
  new UpdateUserProfile({ email, dataFields: { plan } })
const event = (email: string, fields: object = {}, id?: string): ImportAction =>
  new TrackCustomEvent({ email, eventName: "joined", dataFields: { ...fields }, id })
const purchase = (email: string): ImportAction =>
  new TrackPurchase({ user: { email }, items: [{ id: "i", name: "I", price: 1, quantity: 1 }], total: 1 })

const actionDigest = (action: ImportAction): number => digestOfKind(ofKind(action))

/** The digest that a batch takes of an action as it encodes it. */
function digestInBatch(action: ImportAction, ids: IdPolicy, actionCount = 2): number | undefined {
  const ofOneKind = ofKind(action)
  const builder = new BatchBuilder(ofOneKind.kind.endpoint, undefined, 1_000_000, new BufferPool())
  const item = { position: { recordNumber: 1 }, record: {} }
  const group = actionGroup(ofOneKind)
  const mapped: MappedAction = { ...ofOneKind, item, actionIndex: 0, actionCount, group, ordinal: 0 }
  builder.write(mapped, identityMarks(identityOf(ofOneKind)), encodeMappedWith("origin", ids))
  return builder.build().entries[0]?.digest
}

describe("actionDigest", () => {
  it.each(["derive", "none", () => "my-own"] as const)(
    "is what a batch takes of an action of a record with several, whatever id it is given: %s",
    (ids) => {
      for (const action of [
        update("a@x.com", "gold"),
        event("a@x.com"),
        event("a@x.com", { id: "1" }),
        event("a@x.com", {}, "own"),
        purchase("a@x.com"),
        new TrackCustomEvent({ email: "a@x.com", userId: "7", eventName: "joined" }),
      ]) {
        expect(actionDigest(action)).not.toBe(NO_DIGEST)
        expect(digestInBatch(action, ids)).toBe(actionDigest(action))
      }
      expect(digestInBatch(event("a@x.com"), ids, 1)).toBe(NO_DIGEST)
    },
  )

  it("is what earlier releases took: lists of rejects and journals hold it", () => {
    const order = new TrackPurchase({
      user: { email: "a@x.com", dataFields: { ltv: 12.5, visits: 5 } },
      items: [
        { id: "i", name: "I", price: 1, quantity: 1, dataFields: { weight: 2, tags: ["a"] } },
        { id: "j", name: "Jürgen", price: 0.1, quantity: 2, categories: ["x", "y"], sku: "s", url: "u" },
      ],
      total: 1.2,
      id: "order-1",
      dataFields: { coupon: null, at: new Date(0), nested: { n: 0 } },
    })
    const actions = [
      update("a@x.com", "gold"),
      event("a@x.com", { n: 0, m: 1e21, at: new Date(0) }, "1"),
      order,
    ]
    expect(actions.map(actionDigest)).toEqual([251037195175428, 251048403660997, 251057020049644])
  })

  it("does not depend on an id that was made, whatever that holds", () => {
    const text = fc.string({ unit: fc.constantFrom('"', "\\", "a", " ", ",", ":", "id", "}"), minLength: 1 })
    fc.assert(
      fc.property(text, (id) => {
        fc.pre(id.trim() === id)
        expect(digestInBatch(purchase("a@x.com"), () => id)).toBe(actionDigest(purchase("a@x.com")))
      }),
    )
  })

  it("is another one where anything else is said, an id of its own too", () => {
    const digests = [
      update("a@x.com", "gold"),
      update("a@x.com", "bold"),
      update("b@x.com", "gold"),
      event("a@x.com"),
      event("a@x.com", {}, "1"),
      event("a@x.com", {}, "2"),
    ].map(actionDigest)
    expect(new Set(digests).size).toBe(digests.length)
  })

  it("is a whole number that JSON holds, and hardly ever the same twice", () => {
    const digests = Array.from({ length: 100_000 }, (_, n) => actionDigest(event("a@x.com", { n })))
    expect(digests.every((digest) => Number.isSafeInteger(digest) && digest > 0)).toBe(true)
    expect(new Set(digests).size).toBe(digests.length)
  })

  it("tells the user, in whatever case an address is written", () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.string(), fc.string(), (email, one, other) => {
        const [first, second] = [update(email, one), update(email.toUpperCase(), other)].map(actionDigest)
        expect(isSameUser(first ?? 0, second ?? 1)).toBe(true)
      }),
    )
    expect(isSameUser(actionDigest(event("a@x.com")), actionDigest(event("b@x.com")))).toBe(false)
  })

  it("tells whether users share an identifier where one of them has two", () => {
    const digestOf = (who: { readonly email?: string; readonly userId?: string }, n: number): number =>
      actionDigest(new TrackCustomEvent({ ...who, eventName: "joined", dataFields: { n } }))
    const both = { email: "a@x.com", userId: "7" }
    for (const other of [{ email: "A@x.com" }, { userId: "7" }, { ...both, userId: "8" }, both]) {
      expect(sharesUser(digestOf(both, 1), digestOf(other, 2))).toBe(true)
      expect(sharesUser(digestOf(other, 1), digestOf(both, 2))).toBe(true)
    }
    for (const other of [{ email: "b@x.com" }, { userId: "8" }, { email: "b@x.com", userId: "8" }])
      expect(sharesUser(digestOf(both, 1), digestOf(other, 2))).toBe(false)
    expect([digestOf(both, 1), digestOf(both, 1)]).not.toContain(digestOf(both, 2))
    expect(isSameUser(digestOf(both, 1), digestOf(both, 2))).toBe(true)
    expect(Number.isSafeInteger(digestOf(both, 1))).toBe(true)
  })
})
