import { expect, it } from "vitest"
import { UsageError } from "../../../errors.ts"
import { parseMaxRejects } from "./parse-max-rejects.ts"

it.each([
  ["0", 0],
  ["1200", 1_200],
  ["10%", "10%"],
  [" 0.5% ", "0.5%"],
  ["100%", "100%"],
  ["off", "off"],
])("parseMaxRejects() reads %s", (text, max) => expect(parseMaxRejects(text)).toBe(max))

it.each(["", "many", "-1", "1.5", "101%", "%", "1e3"])("parseMaxRejects() refuses %s", (text) =>
  expect(() => parseMaxRejects(text)).toThrow(UsageError),
)
