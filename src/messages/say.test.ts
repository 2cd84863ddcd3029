import fc from "fast-check"
import { expect, it } from "vitest"
import { maskMessage } from "../accounting/mask-value.ts"
import type { Message } from "./message.ts"
import { messagePartsIn } from "./message-parts-in.ts"
import { asField, asFile, asId, asNames, asOthers, asOurs, asQuoted, asType, asValue, say } from "./say.ts"

const SECRET = "Quillzebra"
const HOLES = [asField, asFile, asId, asNames, asOthers, asQuoted, asType, asValue]

/** Something to say, which is no template, as a text and as a message. */
const between: fc.Arbitrary<number | Message> = fc.oneof(
  fc.nat(),
  fc.string({ unit: "binary" }).map(asOurs),
  fc.tuple(fc.constantFrom(...HOLES), fc.string({ unit: "binary" })).map(([as, text]) => as(text)),
  // A message of others, such as one that an earlier release has noted.
  fc.string().map((message) => ({ message })),
)
const textOf = (said: number | Message): string => (typeof said === "number" ? String(said) : said.message)

it("say() says the text that a template makes, and knows each character of it", () => {
  fc.assert(
    fc.property(between, between, between, (one, other, third) => {
      const inner = say`${one}a${other}`
      const { message, messageParts } = say`The row ${inner}; ${third}.`
      expect(message).toBe(`The row ${textOf(one)}a${textOf(other)}; ${textOf(third)}.`)
      expect(messagePartsIn(messageParts, message)).toBe(messageParts)
      // As a list of rejects, or a journal, holds it.
      expect(messagePartsIn(JSON.parse(JSON.stringify(messageParts)), message)).toEqual(messageParts)
    }),
  )
})

it.each([asId, asNames, asOthers, asQuoted, asType, asValue])(
  "say() shows its words, and no value: %o",
  (as) => {
    const value = `Ada ${SECRET}`
    for (const text of [value, JSON.stringify(value)]) {
      const masked = maskMessage(say`Zarf ${say`blick ${as(text)} plonk`} in column ${3}`)
      expect(masked).toMatch(/^Zarf blick .+ plonk in column 3$/)
      expect(masked).not.toContain(SECRET)
    }
  },
)

it("say() takes no text of which nobody says what it is", () => {
  const text: string = SECRET
  // @ts-expect-error -- the compiler refuses it
  const refuse = (): Message => say`The row has ${text}.`
  expect(refuse).toBeTypeOf("function")
})

it.each(
  [undefined, "5", [4], [5, 1], [-1, 6], [[5, "words"]], [["5", "id"]], [[[5], "id"]], [null], [{}]].map(
    (parts) => [parts],
  ),
)("messagePartsIn() knows what are no parts: %j", (parts) => {
  expect(messagePartsIn(parts, "12345")).toBeUndefined()
})
