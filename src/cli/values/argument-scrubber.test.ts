import { expect, it } from "vitest"
import { argumentScrubber } from "./argument-scrubber.ts"

const KEY = "canary0key0canary0key0canary0key"
const HEX = "3f9a1c04d7e28b56a0c91e7f4d2b8863"

it.each([
  [[], { ITERABLE_API_KEY: KEY }, KEY],
  [["--api-key-env", "OTHER"], { OTHER: KEY }, KEY],
  [["--api-key-env=OTHER"], { OTHER: ` ${KEY}\n` }, KEY],
  [["run", HEX], {}, HEX],
  [[`--region=${HEX.toUpperCase()}`], {}, HEX],
])("argumentScrubber() of %j and %j takes out the key", (args, env, key) => {
  expect(argumentScrubber(args, env)(`error: unknown command '${key}'`)).toBe(
    "error: unknown command '[removed]'",
  )
})

it("argumentScrubber() leaves the names of files", () => {
  const text = `Cannot read ${HEX}.csv: it does not exist.`
  expect(argumentScrubber(["run", `${HEX}.csv`], { ITERABLE_API_KEY: KEY })(text)).toBe(text)
})

it("argumentScrubber() takes no member of all objects for a variable", () => {
  for (const name of ["constructor", "__proto__", "toString"])
    expect(argumentScrubber(["run", "--ids-from", name], {})(name)).toBe(name)
})
