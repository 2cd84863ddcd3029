import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyAction } from "../../../tests/kit/arbitraries.ts"
import { ofKind } from "../../../tests/kit/of-kind.ts"
import { JsonWriter } from "../../json/json-writer.ts"
import { encodeAction } from "../encode-action.ts"
import { addId } from "./write-id.ts"

describe("addId()", () => {
  it("adds an id and changes nothing else", () => {
    fc.assert(
      fc.property(anyAction, fc.string({ unit: "binary", minLength: 1 }), (action, id) => {
        const { kind } = ofKind(action)
        const writer = new JsonWriter(Buffer.alloc(0))
        kind.write(writer, action)
        addId(writer, id)
        const json = writer.bytes.toString("utf8", 0, writer.length)
        expect(JSON.parse(json)).toEqual({ ...(JSON.parse(encodeAction({ action, kind })) as object), id })
      }),
    )
  })
})
