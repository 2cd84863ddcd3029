import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { dataFields, mappedOf } from "../../tests/kit/arbitraries.ts"
import { ofKind } from "../../tests/kit/of-kind.ts"
import type { Rejection } from "../actions/outcome.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import { usersBulkUpdate } from "../endpoints/users-bulk-update.ts"
import { eventsTrackBulk } from "../endpoints/events-track-bulk.ts"
import { commerceTrackPurchase } from "../endpoints/commerce-track-purchase.ts"
import type { Endpoint } from "../endpoints/endpoint.ts"
import { encodeAction } from "../kinds/encode-action.ts"
import { BatchBuilder, bodyBytesAlone } from "./batch-builder.ts"
import type { Encode } from "./encode-mapped.ts"
import type { EncodedAction } from "./encoded-action.ts"
import { bodyOf, sentOf, wireOf } from "./batch.ts"
import type { Batch } from "./batch.ts"
import { BufferPool } from "./buffer-pool.ts"

const latin1Of = (json: string): string => Buffer.from(json).toString("latin1")
const MAPPED = mappedOf(new UpdateUserProfile({ userId: "u" }))
const encoded = (json: string): EncodedAction => ({
  mapped: MAPPED,
  marks: [json.length],
  idempotent: true,
  latin1: latin1Of(json),
})
/** Writes what is to stand for the encoded action. */
const encode =
  (json: string): Encode =>
  (_, writer) => {
    writer.raw(json)
    return true
  }
const jsonOfUser = dataFields.map((fields) =>
  encodeAction(ofKind(new UpdateUserProfile({ userId: "u", dataFields: fields }))),
)
const endpoint = fc.constantFrom<Endpoint>(usersBulkUpdate, eventsTrackBulk)

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

function build(
  jsons: readonly string[],
  maxBytes: number,
  on: Endpoint = usersBulkUpdate,
): Built | undefined {
  const builder = new BatchBuilder(on, undefined, maxBytes, dirtyPool())
  const taken = jsons.filter((json, index) =>
    index % 2 === 0
      ? builder.add(encoded(json))
      : builder.write(MAPPED, [json.length], encode(json)) === undefined,
  )
  return taken.length === 0 ? undefined : { batch: builder.build(), taken }
}

const parsed = (jsons: readonly string[]): unknown[] => jsons.map((json) => JSON.parse(json) as unknown)

describe("BatchBuilder", () => {
  it("makes a body that is JSON and holds exactly the actions it took, in order", () => {
    fc.assert(
      fc.property(fc.array(jsonOfUser, { minLength: 1, maxLength: 8 }), endpoint, (jsons, on) => {
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
        fc.boolean(),
        (jsons, maxBytes, isWritten) => {
          const builder = new BatchBuilder(usersBulkUpdate, undefined, maxBytes, dirtyPool())
          const taken: string[] = []
          for (const json of jsons) {
            const withIt = `{"users":[${[...taken, json].join(",")}]}`
            const fits = Buffer.byteLength(withIt) <= maxBytes
            if (isWritten) expect(builder.write(MAPPED, [1], encode(json)) === undefined).toBe(fits)
            else expect(builder.add(encoded(json))).toBe(fits)
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
      const bytes = bodyBytesAlone(usersBulkUpdate, encoded(json))
      expect(build([json], bytes)?.batch.bytes.length).toBe(bytes)
      expect(build([json], bytes - 1)).toBeUndefined()
    }
  })

  it("gives back what it has no room for, encoded, and is as it was before", () => {
    const builder = new BatchBuilder(usersBulkUpdate, undefined, 24, dirtyPool())
    expect(builder.write(MAPPED, [1], encode('{"a":1}'))).toBeUndefined()
    const left = builder.write(MAPPED, [2, 3], encode('{"b":2}'))
    expect(left).toEqual({ mapped: MAPPED, marks: [2, 3], idempotent: true, latin1: '{"b":2}' })
    expect(builder.write(MAPPED, [4], encode('{"c":3}'))).toBeDefined()
    expect(left).toMatchObject({ latin1: '{"b":2}' })
    const { bytes, entries, marks } = builder.build()
    expect([bytes.toString(), entries.length, marks]).toEqual(['{"users":[{"a":1}]}', 1, [1]])
  })

  it("says why an action cannot be sent, and forgets what was written of it", () => {
    const builder = new BatchBuilder(usersBulkUpdate, undefined, 1_000, dirtyPool())
    const refused: Rejection = { stage: "validate", code: "c", message: "m" }
    const refuse: Encode = (_, writer) => {
      writer.raw("x".repeat(5_000))
      return refused
    }
    expect(builder.write(MAPPED, [1], refuse)).toBe(refused)
    expect(builder.write(MAPPED, [2], encode("{}"))).toBeUndefined()
    expect(builder.write(MAPPED, [3], refuse)).toBe(refused)
    const { bytes, marks } = builder.build()
    expect([bytes.toString(), marks]).toEqual(['{"users":[{}]}', [2]])
  })

  it("sends an action of an endpoint without an envelope as it is", () => {
    fc.assert(
      fc.property(jsonOfUser, (json) => {
        expect(build([json], 1_000_000, commerceTrackPurchase)?.batch.bytes.toString()).toBe(json)
        expect(bodyBytesAlone(commerceTrackPurchase, encoded(json))).toBe(Buffer.byteLength(json))
      }),
    )
  })
})

describe("bodyOf() and sentOf()", () => {
  it("say some of the entries, in order, to the byte as they were encoded", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(jsonOfUser, fc.boolean()), { minLength: 1, maxLength: 8 }),
        endpoint,
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
          expect([sent.count, sent.form]).toEqual([jsons.length, on.form])
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
