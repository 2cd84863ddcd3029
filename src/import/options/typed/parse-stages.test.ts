import { expect, it } from "vitest"
import { UsageError } from "../../../errors.ts"
import { parseStages } from "./parse-stages.ts"

it("parseStages() reads stages, several in one text too", () => {
  expect(parseStages(["map", "api, parse"])).toEqual(["map", "api", "parse"])
})

it.each(["", "Map", "map,", "send"])("parseStages() refuses %j", (text) => {
  expect(() => parseStages([text])).toThrow(UsageError)
  expect(() => parseStages([text])).toThrow("the stages are parse, map, validate, api")
})
