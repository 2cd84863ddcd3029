import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyAction, mappedOf } from "../../tests/kit/arbitraries.ts"
import { ofKind } from "../../tests/kit/of-kind.ts"
import { TrackCustomEvent } from "../kinds/track-custom-event.ts"
import { TrackPurchase } from "../kinds/track-purchase.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import type { ImportAction } from "../kinds/all-kinds.ts"
import type { Rejection } from "../actions/outcome.ts"
import { encodeAction } from "../kinds/encode-action.ts"
import { JsonWriter } from "../json/json-writer.ts"
import { encodeApart, encodeMappedWith } from "./encode-mapped.ts"
import type { IdPolicy } from "./encode-mapped.ts"

/** As it stands behind what a writer holds already, in an import of the name `import`. */
function encode(action: ImportAction, policy: IdPolicy, recordNumber = 1): Encoded {
  const writer = new JsonWriter(Buffer.alloc(0))
  writer.ascii("[1,")
  const idempotent = encodeMappedWith("import", policy)(mappedOf(action, recordNumber), writer)
  if (typeof idempotent !== "boolean") return { rejection: idempotent, json: "", idempotent: undefined }
  expect(writer.bytes.toString("utf8", 0, 3)).toBe("[1,")
  return { json: writer.bytes.toString("utf8", 3, writer.length), idempotent, rejection: undefined }
}
interface Encoded {
  readonly json: string
  readonly idempotent: boolean | undefined
  readonly rejection: Rejection | undefined
}
const idOf = ({ json }: Encoded): unknown => (JSON.parse(json) as { id?: unknown }).id
const EVENT = new TrackCustomEvent({ eventName: "e", userId: "u" })
const OWN = new TrackCustomEvent({ eventName: "e", userId: "u", id: "own-1" })

describe("encodeMappedWith()", () => {
  it("adds an id where one is missing, and nothing else; then sending twice is harmless", () => {
    fc.assert(
      fc.property(anyAction, (action) => {
        const encoded = encode(action, "derive")
        const { id, ...rest } = JSON.parse(encoded.json) as Record<string, unknown>
        const { id: own, ...given } = JSON.parse(encodeAction(ofKind(action))) as Record<string, unknown>
        expect(rest).toEqual(given)
        if (own === undefined)
          expect(String(id)).toMatch(action.kind === "update-user-profile" ? /^undefined$/ : /^[0-9a-z-]+$/i)
        else expect(id).toBe(own)
        expect(encoded.idempotent).toBe(true)
      }),
    )
  })

  it("knows that sending again is harmless for users, and for what has an id of its own", () => {
    expect(encode(new UpdateUserProfile({ userId: "u" }), "none").idempotent).toBe(true)
    expect([encode(OWN, "none").idempotent, idOf(encode(OWN, "none"))]).toEqual([true, "own-1"])
    expect([encode(EVENT, "none").idempotent, idOf(encode(EVENT, "none"))]).toEqual([false, undefined])
  })

  it("takes any text from a function for the id of a purchase, and letters, digits and hyphens for that of an event", () => {
    const purchase = new TrackPurchase({
      user: { userId: "u" },
      items: [{ id: "i", name: "I", price: 1, quantity: 1 }],
      total: 1,
    })
    expect(idOf(encode(purchase, () => 'R "1"/2026'))).toBe('R "1"/2026')
    expect(encode(EVENT, () => "R 1/2026").rejection?.message).toContain("id has U+0020 SPACE as its 2nd")
    expect(encode(EVENT, () => "R_1").rejection?.message).toContain("id takes letters, digits and hyphens")
  })

  it("derives another id for another record", () => {
    expect(idOf(encode(EVENT, "derive", 1))).toBe(idOf(encode(EVENT, "derive", 1)))
    expect(idOf(encode(EVENT, "derive", 1))).not.toBe(idOf(encode(EVENT, "derive", 2)))
  })

  it("tells a function the kind by its name, with the place and the origin", () => {
    const told: IdPolicy = ({ actionIndex, kind }, origin) =>
      `${kind}-${actionIndex}-${origin.kind}-${origin.recordNumber}-${origin.origin}`
    expect(idOf(encode(EVENT, told, 7))).toBe("track-custom-event-0-track-custom-event-7-import")
  })

  it("asks a function, which may also decide for none", () => {
    const encoded = encode(
      EVENT,
      (mapped, { origin, recordNumber }) => `${origin}-${recordNumber}-${mapped.actionIndex}`,
      5,
    )
    expect([idOf(encoded), encoded.idempotent]).toEqual(["import-5-0", true])
    expect(encode(EVENT, () => "").idempotent).toBe(false)
  })

  it.each([
    ["an id that Iterable would not take", () => "a_b", "id takes letters, digits and hyphens"],
    ["a number", (() => 5) as unknown as IdPolicy, "id must be a string, not 5"],
    [
      "an error",
      () => {
        throw new Error("no column named order")
      },
      "no column named order",
    ],
    [
      "what is no error",
      () => {
        // oxlint-disable-next-line typescript/only-throw-error
        throw Object.assign(Object.create(null) as object, { amount: 5n })
      },
      "cannot be shown",
    ],
  ] as [string, IdPolicy, string][])(
    "rejects the action where the function gives %s",
    (_, policy, message) => {
      expect(encode(EVENT, policy).rejection).toMatchObject({
        stage: "validate",
        code: "invalid-field",
        message: expect.stringContaining(message) as unknown,
      })
    },
  )

  it("rejects what JSON cannot say", () => {
    const action = new UpdateUserProfile({ userId: "u", dataFields: { ltv: Number.NaN } })
    expect(encode(action, "derive").rejection).toEqual({
      stage: "validate",
      code: "invalid-field",
      message: "dataFields.ltv is NaN, which JSON cannot say (it would delete the field)",
      messageParts: [[14, "field"], 4, [3, "value"], 51],
    })
  })
})

const textOf = (latin1: string): string => Buffer.from(latin1, "latin1").toString()

describe("encodeApart()", () => {
  it("gives an action the same bytes, which are its own", () => {
    const encodeBoth = encodeMappedWith("import", "derive")
    fc.assert(
      fc.property(anyAction, (action) => {
        const apart = encodeApart(encodeBoth, mappedOf(action), [5])
        const other = encodeApart(encodeBoth, mappedOf(OWN), [])
        expect("latin1" in other && textOf(other.latin1)).toBe(encode(OWN, "derive").json)
        expect(apart).toMatchObject({ marks: [5], idempotent: true })
        expect("latin1" in apart && textOf(apart.latin1)).toBe(encode(action, "derive").json)
      }),
    )
  })

  it("says why an action cannot be sent", () => {
    const action = new UpdateUserProfile({ userId: "u", dataFields: { ltv: Number.NaN } })
    expect(encodeApart(encodeMappedWith("import", "none"), mappedOf(action), [])).toMatchObject({
      code: "invalid-field",
    })
  })
})
