import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { encodedOf } from "../../tests/kit/encoded-of.ts"
import { TrackCustomEvent } from "../kinds/track-custom-event.ts"
import { eventsTrackBulk } from "../endpoints/events-track-bulk.ts"
import { BatchBuilder } from "./batch-builder.ts"
import type { Batch, BatchEntry } from "./batch.ts"
import { BufferPool } from "./buffer-pool.ts"
import { apart } from "./apart.ts"
import { halves } from "./halves.ts"

interface Who {
  readonly email?: string | undefined
  readonly userId?: string | undefined
}

function batchOf(people: readonly Who[]): Batch {
  const builder = new BatchBuilder(eventsTrackBulk, undefined, 1_000_000, new BufferPool())
  for (const [index, who] of people.entries())
    builder.add(encodedOf(new TrackCustomEvent({ eventName: "e", ...who }), index + 1))
  return builder.build()
}
const numbers = (entries: readonly BatchEntry[] = []): number[] =>
  entries.map(({ item }) => item.position.recordNumber)

const person: fc.Arbitrary<Who> = fc
  .tuple(
    fc.constantFrom("a@b.co", "A@B.co", "b@b.co", "c@b.co", undefined),
    fc.constantFrom("u", "v", "w", undefined),
  )
  .filter(([email, userId]) => email !== undefined || userId !== undefined)
  .map(([email, userId]) => ({ email, userId }))

describe("halves()", () => {
  it("are two of nearly one size, in order, that are all there is", () => {
    fc.assert(
      fc.property(fc.array(person, { minLength: 2, maxLength: 20 }), (people) => {
        const { entries } = batchOf(people)
        const [first = [], second = []] = halves(entries)
        expect([...first, ...second]).toEqual(entries)
        expect(first.length - second.length).toBeLessThanOrEqual(1)
        expect(second.length).toBeGreaterThan(0)
      }),
    )
  })

  it("are one group where there is nothing to halve", () => {
    const { entries } = batchOf([{ userId: "u" }])
    expect(halves(entries)).toEqual([entries])
    expect(halves([])).toEqual([[]])
  })
})

describe("apart()", () => {
  it("loses nobody, keeps the order, and never parts the actions of one user", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(person, fc.boolean()), { minLength: 1, maxLength: 12 }), (all) => {
        const batch = batchOf(all.map(([who]) => who))
        const suspects = batch.entries.filter((_, index) => all[index]?.[1] === true)
        const [others = [], suspected = []] = apart(batch, batch.entries, suspects)
        expect([...numbers(others), ...numbers(suspected)].toSorted((one, other) => one - other)).toEqual(
          numbers(batch.entries),
        )
        for (const group of [others, suspected]) {
          expect(numbers(group)).toEqual(numbers(group).toSorted((one, other) => one - other))
        }
        for (const suspect of suspects) expect(suspected).toContain(suspect)
        const keysOf = (entries: readonly BatchEntry[]): Set<string> =>
          new Set(
            numbers(entries).flatMap((number) => {
              const { email, userId } = all[number - 1]?.[0] ?? {}
              return [`e ${email?.toLowerCase() ?? number}`, `u ${userId ?? number}`]
            }),
          )
        const theirs = keysOf(suspected)
        expect([...keysOf(others)].filter((key) => theirs.has(key))).toEqual([])
      }),
    )
  })

  it("takes along who is joined to a suspect over others", () => {
    const batch = batchOf([
      { email: "a@b.co" },
      { email: "a@b.co", userId: "u" },
      { userId: "u", email: "c@b.co" },
      { email: "C@b.co" },
      { email: "d@b.co" },
    ])
    const [others, suspected] = apart(batch, batch.entries, batch.entries.slice(0, 1))
    expect([numbers(others), numbers(suspected)]).toEqual([[5], [1, 2, 3, 4]])
  })
})
