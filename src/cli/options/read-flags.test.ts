import { expect, it } from "vitest"
import { UsageError } from "../../errors.ts"
import type { CommandLineOptions } from "../../import/options/declared-option.ts"
import { parseDuration } from "../../import/options/typed/parse-duration.ts"
import { readFlags } from "./read-flags.ts"

interface Pauses {
  readonly pauseMs?: number
  readonly days?: readonly string[]
  readonly isLoud?: boolean
  readonly secret?: string
}

const PAUSES: CommandLineOptions<Pauses> = {
  pauseMs: {
    flag: { syntax: "-p, --long-pause <TIME>", commands: ["rest"], help: "how long", read: parseDuration },
  },
  days: {
    flag: { syntax: "--day <DAY>", commands: ["rest"], help: "when", readAll: (texts) => texts.toReversed() },
  },
  isLoud: { flag: { syntax: "--loud", commands: ["rest"], help: "how" } },
  secret: {
    flag: { syntax: "--secret-env <NAME>", commands: ["rest"], help: "where", isReadByCommand: true },
  },
}

it("readFlags() gives what was typed as values of options, and leaves out what was not", () => {
  expect(readFlags(PAUSES, {})).toEqual({})
  expect(readFlags(PAUSES, { longPause: "2min", day: ["mon", "tue"], loud: true, other: "x" })).toEqual({
    pauseMs: 120_000,
    days: ["tue", "mon"],
    isLoud: true,
  })
})

it("readFlags() takes nothing for a value that only says where it is", () => {
  expect(readFlags(PAUSES, { secretEnv: "NAME" })).toEqual({})
})

it("readFlags() names the flag whose value makes no sense", () => {
  expect(() => readFlags(PAUSES, { longPause: "x" })).toThrow(UsageError)
  expect(() => readFlags(PAUSES, { longPause: "x" })).toThrow(/^--long-pause: "x" is not a duration/)
})
