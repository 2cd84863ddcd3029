import { expect, it } from "vitest"
import { idsText } from "./ids-text.ts"

it("idsText() says that ids repeat, and nothing where they do not", () => {
  expect([idsText(undefined), idsText({ repeated: 0 })]).toEqual(["", ""])
  expect(idsText({ repeated: 1 })).toMatch(/^Warning: 1 event or purchase has an id that an earlier one/)
  expect(idsText({ repeated: 3_000, isApproximate: true })).toBe(
    "Warning: About 3,000 events or purchases have an id that an earlier one of this import has: Iterable keeps one of each id. If they are not the same, give each an id of its own.",
  )
})
