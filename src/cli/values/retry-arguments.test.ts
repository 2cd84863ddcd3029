import { expect, it } from "vitest"
import { declaredOptions } from "../../import/options/declared-option.ts"
import { typedOptions } from "../options/all-options.ts"
import { retryArguments } from "./retry-arguments.ts"

it("retryArguments() keeps what says where and how to send, and leaves out the rest", () => {
  const flags = { map: "map.ts", stateDir: "s", rateLimit: "off", restart: true, json: true, name: "n" }
  expect(retryArguments("users.csv", flags)).toEqual([
    "retry",
    "users.csv",
    "--map",
    "map.ts",
    "--rate-limit",
    "off",
    "--state-dir",
    "s",
  ])
})

it("retryArguments() tells names and values from options", () => {
  expect(retryArguments("-a.csv", { map: "-map.ts" })).toEqual(["retry", "--map=-map.ts", "--", "-a.csv"])
})

it("retryArguments() keeps an option for which its declaration says so", () => {
  const all = typedOptions(
    declaredOptions({
      day: {
        flag: { syntax: "--day <DAY>", commands: ["run", "retry"], help: "when", isKeptForRetry: true },
      },
      mood: { flag: { syntax: "--mood <MOOD>", commands: ["run", "retry"], help: "how" } },
    }),
  )
  expect(retryArguments("a", { day: "mon", mood: "calm" }, all)).toEqual(["retry", "a", "--day", "mon"])
})
