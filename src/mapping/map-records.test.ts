import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyAction } from "../../tests/kit/arbitraries.ts"
import { hostileThrown } from "../../tests/kit/hostile-thrown.ts"
import { ALL_KINDS } from "../kinds/all-kinds.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import type { SourceItem } from "../sources/data-source.ts"
import type { MappedRecords } from "./mapped-records.ts"
import type { MapFunction } from "./map-function.ts"
import { mapRecords } from "./map-records.ts"

async function* sourceOf<Data>(
  arrays: readonly (readonly SourceItem<Data>[])[],
): AsyncGenerator<readonly SourceItem<Data>[]> {
  for (const array of arrays) yield await Promise.resolve(array)
}
const good = <Data>(record: Data, recordNumber: number = 1): SourceItem<Data> => ({
  position: { recordNumber },
  record,
})
const ADA = new UpdateUserProfile({ userId: "ada" })

async function mapAll<Data>(
  arrays: readonly (readonly SourceItem<Data>[])[],
  mapFunction: MapFunction<Data>,
): Promise<MappedRecords[]> {
  const all: MappedRecords[] = []
  for await (const mapped of mapRecords(sourceOf(arrays), mapFunction, ALL_KINDS)) all.push(mapped)
  return all
}

/** Maps one record with a function that returns or throws anything. */
async function mapOne(mapFunction: (record: string) => unknown): Promise<MappedRecords> {
  const [mapped] = await mapAll([[good("r")]], mapFunction as MapFunction<string>)
  if (mapped === undefined) throw new Error("nothing came")
  return mapped
}

const HOW: [string, (value: unknown) => unknown][] = [
  ["returned", (value) => value],
  ["promised", (value) => Promise.resolve(value)],
  // oxlint-disable-next-line unicorn/no-thenable
  ["given by a thenable", (value) => ({ then: (resolve: (given: unknown) => void) => resolve(value) })],
]

describe("mapRecords()", () => {
  it.each([false, true])(
    "gives the map function a position of its own, which it may change (with an origin: %s)",
    async (hasOrigin) => {
      const origin = { recordNumber: 5 }
      const item = { ...good("r"), ...(hasOrigin ? { origin } : {}) }
      const seen: unknown[] = []
      await mapAll([[item]], (_, position) => {
        seen.push({ ...position })
        Object.assign(position, { recordNumber: 7 })
        return ADA
      })
      expect(seen).toEqual([{ recordNumber: hasOrigin ? 5 : 1 }])
      expect(item.position).toEqual({ recordNumber: 1 })
      expect(origin).toEqual({ recordNumber: 5 })
    },
  )

  it("keeps arrays, records and actions in order, whatever each record asks for", async () => {
    const asked = fc.oneof(
      fc.constant(null),
      fc.constant(undefined),
      anyAction,
      fc.array(anyAction, { maxLength: 3 }),
      fc.constant("throw" as const),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.tuple(asked, fc.boolean()), { maxLength: 5 }), { maxLength: 4 }),
        async (arrays) => {
          let recordNumber = 0
          const items = arrays.map((array) => array.map((record) => good(record, (recordNumber += 1))))
          const mapped = await mapAll(items, ([result, isAsync]) => {
            if (result === "throw") throw new Error("no")
            return isAsync ? Promise.resolve(result) : result
          })
          expect(mapped.map((of) => of.items)).toEqual(items)
          for (const [at, of] of mapped.entries()) {
            const { actions, items: ownItems, skipped, unmapped } = of
            const expected = (arrays[at] ?? []).flatMap(([result]) =>
              result === "throw" ? [] : (result ?? []),
            )
            expect(actions.map(({ action }) => action)).toEqual(expected)
            expect(actions.map(({ kind }) => kind.name)).toEqual(expected.map(({ kind }) => kind))
            const asking = ownItems.filter((item) => {
              const own = actions.filter((action) => action.item === item)
              expect(own.map(({ actionIndex }) => actionIndex)).toEqual(own.map((_, index) => index))
              expect(own.every(({ actionCount }) => actionCount === own.length)).toBe(true)
              return own.length > 0
            })
            const threw = (arrays[at] ?? []).filter(([result]) => result === "throw")
            expect(unmapped).toHaveLength(threw.length)
            expect(asking.length + unmapped.length + skipped.length).toBe(ownItems.length)
          }
        },
      ),
      { numRuns: 50 },
    )
  })

  it("calls the function once for each record, the next only after the last promise is settled", async () => {
    const log: string[] = []
    await mapAll([[good("a", 1), good("b", 2)], [good("c", 3)]], async (record, { recordNumber }) => {
      log.push(`${record}${recordNumber} begins`)
      await Promise.resolve()
      log.push(`${record}${recordNumber} ends`)
    })
    expect(log).toEqual(["a1 begins", "a1 ends", "b2 begins", "b2 ends", "c3 begins", "c3 ends"])
  })

  it("does not show the function what holds no record", async () => {
    const problem = { code: "not-json", message: "m" }
    const bad = { position: { recordNumber: 1 }, problem, raw: "{" }
    const [mapped] = await mapAll([[bad]], () => ADA)
    expect(mapped).toEqual({
      items: [bad],
      unmapped: [{ item: bad, rejection: { stage: "parse", ...problem } }],
      skipped: [],
      actions: [],
    })
  })

  it.each(HOW)("takes an action, an array or nothing where it is %s", async (_, give) => {
    expect((await mapOne(() => give(ADA))).actions).toHaveLength(1)
    expect((await mapOne(() => give([ADA, ADA]))).actions.map(({ actionIndex }) => actionIndex)).toEqual([
      0, 1,
    ])
    for (const nothing of [undefined, null, []]) {
      expect(await mapOne(() => give(nothing))).toMatchObject({ actions: [], skipped: [{}], unmapped: [] })
    }
  })

  describe.each(HOW)("garbage that is %s", (_, give) => {
    it.each([
      ["false", false, "returned false;"],
      ["an empty text", "", 'returned "";'],
      ["a number", 5, "returned 5;"],
      ["an object", { email: "a@b.co" }, "returned an object;"],
      [
        "a plain object of a mistyped kind",
        { kind: "update-user-profil", user: { email: "a@b.co" } },
        'returned an object of the unknown kind "update-user-profil" (did you mean update-user-profile?);',
      ],
      [
        "a plain object of a class",
        { kind: "TrackCustomEvent", email: "a@b.co" },
        'returned an object of the unknown kind "TrackCustomEvent" (did you mean track-custom-event?);',
      ],
      ["a function", () => ADA, "returned a function;"],
      ["an array in an array", [[ADA]], "returned an array that holds an array;"],
      ["null in an array", [ADA, null], "returned an array that holds null;"],
      ["undefined in an array", [undefined, ADA], "returned an array that holds undefined;"],
      ["a hole in an array", Array<unknown>(1), "returned an array that holds undefined;"],
      [
        "a promise in an array",
        [Promise.resolve(ADA)],
        "returned an array that holds an object of the kind Promise;",
      ],
    ])("rejects the record: %s", async (_name, garbage, message) => {
      const { unmapped, actions } = await mapOne(() => give(garbage))
      expect(actions).toEqual([])
      expect(unmapped[0]?.rejection).toMatchObject({ stage: "map", code: "not-an-action" })
      expect(unmapped[0]?.rejection?.message).toContain(message)
    })
  })

  const THROWN: [string, unknown, string][] = [
    ["an Error", new Error("no such country"), "no such country"],
    ["an Error without a message", new TypeError(""), "TypeError"],
    ["text", "no", "no"],
    ["nothing", undefined, "undefined"],
    ["an object", { status: 404 }, '{"status":404}'],
    ["a symbol", Symbol("s"), "Symbol(s)"],
    [
      "what cannot be made a text of",
      Object.assign(Object.create(null) as object, { n: 5n }),
      "what was thrown cannot be shown",
    ],
    ["a long text", "x".repeat(5_000), `${"x".repeat(500)}…`],
  ]

  it.each(THROWN)(
    "rejects the record where the function throws %s, and goes on",
    async (_, thrown, message) => {
      for (const fail of [
        (): unknown => {
          throw thrown
        },
        (): unknown => Promise.reject(thrown),
      ]) {
        const [mapped] = await mapAll([[good("bad", 1), good("good", 2)]], ((record: string) =>
          record === "bad" ? fail() : ADA) as MapFunction<string>)
        expect(mapped?.unmapped).toMatchObject([
          {
            item: { record: "bad" },
            rejection: { stage: "map", code: "map-function-threw", message },
          },
        ])
        expect(mapped?.actions).toHaveLength(1)
      }
    },
  )

  it.each(hostileThrown())("rejects the record where the function throws %s", async (_, thrown) => {
    for (const fail of [
      (): unknown => {
        throw thrown
      },
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors
      (): unknown => Promise.reject(thrown),
    ]) {
      const [mapped] = await mapAll([[good("bad", 1), good("good", 2)]], ((record: string) =>
        record === "bad" ? fail() : ADA) as MapFunction<string>)
      const rejection = {
        stage: "map",
        code: "map-function-threw",
        message: expect.stringMatching(/./) as string,
      }
      expect(mapped?.unmapped).toMatchObject([{ item: { record: "bad" }, rejection }])
      expect(mapped?.actions).toHaveLength(1)
    }
  })

  it("says which field was wrong where a resource refused it", async () => {
    const { unmapped } = await mapOne(() => new UpdateUserProfile({}))
    expect(unmapped[0]?.rejection).toMatchObject({ stage: "map", code: "invalid-field" })
  })

  it("looks into actions that were made by hand", async () => {
    expect(
      (await mapOne(() => ({ kind: "update-user-profile", user: { userId: "u" } }))).actions[0]?.action,
    ).toEqual(new UpdateUserProfile({ userId: "u" }))
    const { unmapped, actions } = await mapOne(() => [
      ADA,
      { kind: "update-user-profile", user: { userId: 5 } },
    ])
    expect(unmapped[0]?.rejection).toMatchObject({
      code: "invalid-field",
      message: "userId must be a string, not 5",
    })
    expect(actions).toEqual([])
  })

  it("takes any number of actions of one record", async () => {
    const { actions } = await mapOne(() => Array.from({ length: 200_000 }, () => ADA))
    expect(actions).toHaveLength(200_000)
  })

  it("fails as the source fails, after what came before", async () => {
    async function* failing(): AsyncGenerator<readonly SourceItem<string>[]> {
      yield await Promise.resolve([good("a")])
      throw new Error("disk")
    }
    const seen: MappedRecords[] = []
    const reading = async (): Promise<void> => {
      for await (const mapped of mapRecords(failing(), () => ADA, ALL_KINDS)) seen.push(mapped)
    }
    await expect(reading()).rejects.toThrow("disk")
    expect(seen).toHaveLength(1)
  })
})
