import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { hostileThrown } from "../../../tests/kit/hostile-thrown.ts"
import { maskMessage } from "../../accounting/mask-value.ts"
import { ResourceError, saidBy } from "../../errors.ts"
import { asValue, say } from "../../messages/say.ts"
import type { LoadedMapFunction } from "./load-map-file.ts"
import { withLines } from "./with-lines.ts"

const PATH = fileURLToPath(import.meta.url)
const LINES = readFileSync(PATH, "utf8").split("\n")
const placeOf = (code: string): string =>
  ` (with-lines.test.ts, line ${LINES.findIndex((line) => line.includes(code)) + 1})`
const POSITION = { recordNumber: 1 }

const thrown = async (mapFunction: LoadedMapFunction, path = PATH): Promise<unknown> => {
  try {
    return await withLines(mapFunction, path)({}, POSITION)
  } catch (error) {
    return error
  }
}

const fail = (): never => {
  throw new RangeError("too far")
}

describe("withLines()", () => {
  it("says on which line an error came up, at once or later, and keeps what it is", async () => {
    const place = placeOf('RangeError("too')
    const error = await thrown(fail)
    expect(error).toBeInstanceOf(RangeError)
    expect(error).toMatchObject({ message: `too far${place}` })
    const later = await thrown(async () => {
      await Promise.resolve()
      return fail()
    })
    expect(later).toMatchObject({ message: `too far${place}` })
  })

  it("keeps what is known of what an error says", async () => {
    const refuse = (): never => {
      throw new ResourceError(say`id takes no ${asValue('"Ada"')}`, "id")
    }
    expect(maskMessage(saidBy(await thrown(refuse)))).toBe(`id takes no A***${placeOf("say`id takes")}`)
    expect(maskMessage(saidBy(await thrown(fail)))).toBe(`too f***${placeOf('RangeError("too')}`)
    const empty = (): never => {
      throw new Error("")
    }
    expect(await thrown(empty)).toMatchObject({ message: placeOf('new Error("")') })
  })

  it("says it once of an error that is thrown again, and of the first thousand", () => {
    const again = new Error("again")
    let isAgain = true
    const mapFunction = withLines(() => {
      throw isAgain ? again : new Error("each")
    }, PATH)
    const messages = Array.from({ length: 1_002 }, (_, index) => {
      isAgain = index < 2
      try {
        void mapFunction({}, POSITION)
      } catch (error) {
        return error instanceof Error ? error.message : ""
      }
      return ""
    })
    expect(messages.slice(0, 2)).toEqual(Array(2).fill(`again${placeOf('Error("again")')}`))
    expect(messages.slice(2, -2)).toEqual(Array(998).fill(`each${placeOf('Error("each")')}`))
    expect(messages.slice(-2)).toEqual(["each", "each"])
  })

  it.each(hostileThrown())("throws on %s as it is", (_, what) => {
    const failing = withLines(() => {
      throw what
    }, PATH)
    let isSame = false
    try {
      void failing({}, POSITION)
    } catch (error) {
      isSame = error === what
    }
    expect(isSame).toBe(true)
  })

  it("leaves alone what it cannot place or change", async () => {
    expect(await thrown(fail, "/elsewhere/map.ts")).toMatchObject({ message: "too far" })
    const frozen = Object.freeze(new Error("frozen"))
    const throwing = (value: unknown) => (): never => {
      throw value
    }
    expect(await thrown(throwing(frozen))).toBe(frozen)
    expect(frozen.message).toBe("frozen")
    expect(await thrown(throwing("a text"))).toBe("a text")
    expect(await thrown(() => undefined)).toBeUndefined()
  })
})
