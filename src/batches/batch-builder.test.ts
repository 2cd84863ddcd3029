import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { dataFields, placedOf } from "../../tests/kit/arbitraries.ts"
import { UpdateUserProfile } from "../actions/update-user-profile.ts"
import { CHANNELS } from "../api/channel.ts"
import type { Channel } from "../api/channel.ts"
import { encodeAction } from "../api/encode-action.ts"
import { BatchBuilder, bodyBytesAlone } from "./batch-builder.ts"
import type { EncodedAction } from "./encoded-action.ts"
import { bodyOf, sentOf, wireOf } from "./batch.ts"
import type { Batch } from "./batch.ts"
import { BufferPool } from "./buffer-pool.ts"

const PLACED = placedOf(new UpdateUserProfile({ userId: "u" }))
const encoded = (json: string): EncodedAction => ({
  placed: PLACED,
  marks: [json.length],
  idempotent: true,
  json,
})
const jsonOfUser = dataFields.map((fields) =>
  encodeAction(new UpdateUserProfile({ userId: "u", dataFields: fields })),
)
const channel = fc.constantFrom<Channel>(CHANNELS.users, CHANNELS.events)

/** A pool whose buffers are full of the bytes of others. */
function dirtyPool(): BufferPool {
  const pool = new BufferPool()
  for (const size of [10, 5_000, 60_000]) pool.give(Buffer.alloc(size, "x"))
  return pool
}

interface Built {
  readonly batch: Batch
  readonly taken: readonly string[]
}

function build(jsons: readonly string[], maxBytes: number, on: Channel = CHANNELS.users): Built | undefined {
  const builder = new BatchBuilder(on, maxBytes, dirtyPool())
  const taken = jsons.filter((json) => builder.add(encoded(json)))
  return taken.length === 0 ? undefined : { batch: builder.build(), taken }
}

const parsed = (jsons: readonly string[]): unknown[] => jsons.map((json) => JSON.parse(json) as unknown)

describe("BatchBuilder", () => {
  it("makes a body that is JSON and holds exactly the actions it took, in order", () => {
    fc.assert(
      fc.property(fc.array(jsonOfUser, { minLength: 1, maxLength: 8 }), channel, (jsons, on) => {
        const { batch } = build(jsons, 1_000_000, on) as Built
        expect(JSON.parse(batch.bytes.toString())).toEqual({ [on.name]: parsed(jsons) })
        expect(batch.entries.map((entry) => wireOf(batch, entry))).toEqual(parsed(jsons))
        expect(batch.marks).toEqual(jsons.map(({ length }) => length))
      }),
    )
  })

  it("never goes over the limit, and refuses only what would: to the byte, whatever the characters", () => {
    fc.assert(
      fc.property(
        fc.array(jsonOfUser, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 40, max: 400 }),
        (jsons, maxBytes) => {
          const builder = new BatchBuilder(CHANNELS.users, maxBytes, dirtyPool())
          const taken: string[] = []
          for (const json of jsons) {
            const withIt = `{"users":[${[...taken, json].join(",")}]}`
            const fits = Buffer.byteLength(withIt) <= maxBytes
            expect(builder.add(encoded(json))).toBe(fits)
            if (fits) taken.push(json)
            expect(builder.count).toBe(taken.length)
          }
          expect(builder.build().bytes.toString()).toBe(`{"users":[${taken.join(",")}]}`)
        },
      ),
    )
  })

  it("takes one that alone fills the body to the last byte, of one to four bytes a character", () => {
    for (const character of ["a", "é", "漢", "😀"]) {
      const json = JSON.stringify({ name: character.repeat(3_000) })
      const bytes = bodyBytesAlone(CHANNELS.users, json)
      expect(build([json], bytes)?.batch.bytes.length).toBe(bytes)
      expect(build([json], bytes - 1)).toBeUndefined()
    }
  })

  it("sends an action of a channel without an envelope as it is", () => {
    fc.assert(
      fc.property(jsonOfUser, (json) => {
        expect(build([json], 1_000_000, CHANNELS.purchases)?.batch.bytes.toString()).toBe(json)
        expect(bodyBytesAlone(CHANNELS.purchases, json)).toBe(Buffer.byteLength(json))
      }),
    )
  })
})

describe("bodyOf() and sentOf()", () => {
  it("say some of the entries, in order, to the byte as they were encoded", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(jsonOfUser, fc.boolean()), { minLength: 1, maxLength: 8 }),
        channel,
        (chosen, on) => {
          const { batch } = build(
            chosen.map(([json]) => json),
            1_000_000,
            on,
          ) as Built
          const entries = batch.entries.filter((_, index) => chosen[index]?.[1] === true)
          const jsons = chosen.flatMap(([json, isChosen]) => (isChosen ? [json] : []))
          expect(bodyOf(batch, entries).toString()).toBe(`{"${on.name}":[${jsons.join(",")}]}`)
          const sent = sentOf(batch, entries)
          expect([sent.count, sent.kind]).toEqual([jsons.length, on.kind])
          expect(entries.map((_, index) => sent.wireAt(index))).toEqual(parsed(jsons))
          expect(sent.wireAt(jsons.length)).toEqual({})
        },
      ),
    )
  })

  it("say the whole batch without copying it", () => {
    const { batch } = build(['{"a":1}', '{"a":2}'], 1_000) as Built
    expect(bodyOf(batch, batch.entries)).toBe(batch.bytes)
  })
})
