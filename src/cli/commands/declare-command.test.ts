import { Command, CommanderError } from "commander"
import { describe, expect, it } from "vitest"
import { declaredOptions } from "../../import/options/declared-option.ts"
import type { CommandLineOptions } from "../../import/options/declared-option.ts"
import { typedOptions } from "../options/all-options.ts"
import { declareCommand, optionsOf } from "./declare-command.ts"
import type { Subcommand } from "./subcommand.ts"

interface Pause {
  readonly day?: readonly string[]
  readonly mood?: string
  readonly loud?: boolean
}

/** Options and a command that nobody else has. */
const SHARED: CommandLineOptions<Pick<Pause, "day" | "loud">> = {
  day: {
    flag: {
      syntax: "-d, --day <DAY>",
      commands: ["rest", "work"],
      help: "when",
      defaultText: "today",
      readAll: (texts) => texts,
    },
  },
  loud: { flag: { syntax: "--loud", commands: ["work"], help: "how" } },
}
const OWN: CommandLineOptions<Pick<Pause, "mood">> = {
  mood: {
    flag: {
      syntax: "--mood <MOOD>",
      commands: ["rest"],
      help: "in which",
      choices: ["glad", "calm"],
      ignoresCase: true,
    },
  },
}
const ALL = typedOptions(declaredOptions(SHARED))

function restCommand(act: Subcommand["act"]): Subcommand {
  return {
    name: "rest",
    summary: "do nothing",
    usage: "[PLACE]",
    description: "Does nothing.",
    argument: { syntax: "[PLACE]", help: "where" },
    ownOptions: declaredOptions(OWN),
    notes: "\nThat is all.\n",
    act,
  }
}

async function called(...args: readonly string[]): Promise<unknown[]> {
  const calls: unknown[] = []
  const command = new Command("rest").exitOverride().configureOutput({ writeErr: () => undefined })
  const rest = restCommand((argument, flags) => {
    calls.push(argument, flags)
    return Promise.resolve(7)
  })
  declareCommand(command, rest, (exitCode) => calls.push(exitCode), ALL)
  await command.parseAsync(args, { from: "user" })
  return calls
}

describe("declareCommand() with an invented command, and invented options", () => {
  it("calls it with what was typed, and gives its exit code", async () => {
    expect(await called()).toEqual([undefined, {}, 7])
    expect(await called("home", "-d", "mon", "--day", "tue", "--mood", "CALM")).toEqual([
      "home",
      { day: ["mon", "tue"], mood: "calm" },
      7,
    ])
  })

  it("refuses what cannot be chosen, and options of other commands", async () => {
    await expect(called("--mood", "sad")).rejects.toThrow(/Allowed choices are glad, calm\.$/)
    await expect(called("--loud")).rejects.toThrow(CommanderError)
    await expect(called("home", "away")).rejects.toThrow(CommanderError)
  })

  it("says in its help what there is, and what holds without it", () => {
    const command = new Command("rest")
    let help = ""
    command.configureOutput({ writeOut: (text) => (help += text) })
    declareCommand(
      command,
      restCommand(() => Promise.resolve(0)),
      () => undefined,
      ALL,
    )
    command.outputHelp()
    expect(help).toContain("Does nothing.")
    expect(help).toMatch(/PLACE +where/)
    expect(help).toMatch(/-d, --day <DAY> +when \(default: today\)\n +--mood <MOOD> +in which\n/)
    expect(help).toContain("That is all.")
    expect(help).not.toContain("--loud")
  })

  it("has the options of several commands first, then its own", () => {
    const rest = restCommand(() => Promise.resolve(0))
    expect(optionsOf(rest, ALL).map(({ name }) => name)).toEqual(["day", "mood"])
  })
})
