import { expect, it } from "vitest"
import { refuseKeyArgument } from "./refuse-key-argument.ts"

it.each([
  ["--api-key", "SECRET"],
  ["--api-key=SECRET"],
  ["--apiKey=SECRET"],
  ["--API_KEY=SECRET"],
  ["-key=SECRET"],
])("refuseKeyArgument() refuses %s without showing the key", (...args) => {
  const refuse = (): void => refuseKeyArgument(["run", "a.csv", ...args])
  expect(refuse).toThrow("ITERABLE_API_KEY")
  expect(refuse).not.toThrow("SECRET")
})

it("refuseKeyArgument() lets everything else pass", () => {
  expect(() => refuseKeyArgument(["run", "--api-key-env", "NAME", "--", "--api-key"])).not.toThrow()
})
