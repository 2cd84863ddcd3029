import { expect, it } from "vitest"
import { UsageError } from "../../errors.ts"
import { refuseKeyInArguments } from "./refuse-key-in-arguments.ts"

const KEY = "canary0key0canary0key0canary0key"

it.each([
  [["--name", KEY], { ITERABLE_API_KEY: ` ${KEY}\n` }, "--name"],
  [[`--rejects=out/${KEY}.csv`], { ITERABLE_API_KEY: KEY }, "--rejects"],
  [["-m", `${KEY.toUpperCase()}.ts`], { ITERABLE_API_KEY: KEY }, "-m"],
  [["run", `${KEY}.csv`, "--api-key-env", "OTHER"], { OTHER: KEY }, "An argument"],
  [["run", `${KEY}.csv`, "--api-key-env=OTHER"], { OTHER: KEY }, "An argument"],
  [[KEY, KEY], { ITERABLE_API_KEY: KEY }, "An argument"],
])("refuseKeyInArguments() refuses %j without showing the key", (args, env, option) => {
  const refuse = (): void => refuseKeyInArguments(args, env)
  expect(refuse).toThrow(UsageError)
  expect(refuse).toThrow(`${option} holds the API key`)
  expect(refuse).not.toThrow(new RegExp(KEY, "i"))
})

it("refuseKeyInArguments() lets everything else pass", () => {
  const args = ["run", "users.csv", "--name", "canary0key0", "--api-key-env", "toString", "--api-key-env"]
  for (const env of [{}, { ITERABLE_API_KEY: KEY }, { ITERABLE_API_KEY: "users" }, { HOME: "users.csv" }])
    expect(() => refuseKeyInArguments(args, env)).not.toThrow()
})
