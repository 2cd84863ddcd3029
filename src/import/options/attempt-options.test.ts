import { expect, it } from "vitest"
import { ATTEMPT_OPTIONS, attemptOptionsIn } from "./attempt-options.ts"
import { COMMON_OPTIONS } from "./common-options.ts"
import { declaredOptions } from "./declared-option.ts"

it("attemptOptionsIn() passes on each option that a retry has in common with an import, and no other", () => {
  const names = Object.keys(ATTEMPT_OPTIONS)
  const all = Object.fromEntries([...names, "trial", "onStart"].map((name) => [name, name]))
  expect(Object.keys(attemptOptionsIn(all))).toEqual(names)
})

it("every option that both run and retry take on the command line is passed on to both", () => {
  const ofBoth = declaredOptions(COMMON_OPTIONS).filter(({ flag }) => flag?.commands.includes("retry"))
  expect(ofBoth.filter(({ name }) => !(name in ATTEMPT_OPTIONS))).toEqual([])
})
