import { expect, it } from "vitest"
import { Vault } from "../../../tests/kit/invented-source.ts"
import { ALL_PLACES } from "./all-places.ts"
import { liesElsewhere } from "./lies-elsewhere.ts"

it("liesElsewhere() tells addresses in other places from paths", () => {
  const places = [new Vault().place, ...ALL_PLACES]
  expect(liesElsewhere("vault://a.csv", places)).toBe(true)
  for (const path of ["a.csv", "/dev/stdin", "", "vault:/a.csv", new URL("file:///a.csv")])
    expect(liesElsewhere(path, places)).toBe(false)
  expect(liesElsewhere("vault://a.csv")).toBe(false)
})
