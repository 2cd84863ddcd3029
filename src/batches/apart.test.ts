import fc from "fast-check"
import { expect, it } from "vitest"
import { encodedOf } from "../../tests/kit/encoded-of.ts"
import { ofKind } from "../../tests/kit/of-kind.ts"
import { identityKeys } from "../actions/identity.ts"
import { identityOf } from "../kinds/kind.ts"
import { TrackCustomEvent } from "../kinds/track-custom-event.ts"
import { eventsTrackBulk } from "../endpoints/events-track-bulk.ts"
import { apart } from "./apart.ts"
import { BatchBuilder } from "./batch-builder.ts"
import type { Batch } from "./batch.ts"
import { BufferPool } from "./buffer-pool.ts"

function batchOf(events: readonly TrackCustomEvent[]): Batch {
  const builder = new BatchBuilder(eventsTrackBulk, undefined, 1_000_000, new BufferPool())
  for (const [index, event] of events.entries()) builder.add(encodedOf(event, index + 1, "derive"))
  return builder.build()
}

const anyEvent = fc
  .tuple(fc.constantFrom("a@b.co", "A@b.co", "b@b.co", undefined), fc.constantFrom("u", "v", "w"))
  .map(([email, userId]) => new TrackCustomEvent({ eventName: "e", email, userId }))

it("parts suspects from the others, each in order, and parts no user from itself", () => {
  fc.assert(
    fc.property(
      fc.array(anyEvent, { maxLength: 12 }),
      fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
      (events, isSuspect) => {
        const batch = batchOf(events)
        const suspects = batch.entries.filter((_, index) => isSuspect[index] === true)
        const [others = [], suspected = []] = apart(batch, batch.entries, suspects)
        const numberOf = ({ item }: (typeof suspects)[number]): number => item.position.recordNumber
        expect([...others, ...suspected].map(numberOf).toSorted((one, other) => one - other)).toEqual(
          batch.entries.map(numberOf),
        )
        for (const group of [others, suspected])
          expect(group.map(numberOf)).toEqual(group.map(numberOf).toSorted((one, other) => one - other))
        expect(suspects.every((suspect) => suspected.includes(suspect))).toBe(true)
        const keysOf = (entries: typeof suspected): string[] =>
          entries.flatMap((entry) => {
            const event = events[numberOf(entry) - 1]
            return event === undefined ? [] : identityKeys(identityOf(ofKind(event)))
          })
        const suspectedKeys = new Set(keysOf(suspected))
        expect(keysOf(others).filter((key) => suspectedKeys.has(key))).toEqual([])
      },
    ),
  )
})

it("lets those go alone who share nobody with a suspect", () => {
  const event = (userId: string): TrackCustomEvent => new TrackCustomEvent({ eventName: "e", userId })
  const batch = batchOf([event("u"), event("v"), event("u"), event("w")])
  const [, second] = batch.entries
  const groups = apart(batch, batch.entries, second === undefined ? [] : [second])
  expect(groups.map((group) => group.map(({ item }) => item.position.recordNumber))).toEqual([[1, 3, 4], [2]])
})
