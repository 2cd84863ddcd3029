import { expect, it } from "vitest"
import { withMapOption } from "./with-map-option.ts"

it.each([
  ["run users.csv map.ts", "run users.csv --map map.ts"],
  ["run users.csv maps/users.cjs --sandbox", "run users.csv --map maps/users.cjs --sandbox"],
  ["run map.mjs users.csv", "run --map map.mjs users.csv"],
  ["retry users.csv map.js", "retry users.csv --map map.js"],
  ["run users.csv more.csv", undefined],
  ["run users.csv more.csv --map map.ts", undefined],
  ["run users.csv more.csv --map=map.ts", undefined],
  ["run users.csv more.csv -m map.ts", undefined],
  ["run users.csv more.csv -mmap.ts", undefined],
])("withMapOption() of %s", (call, expected) => {
  expect(withMapOption(call.split(" "))?.join(" ")).toBe(expected)
})
