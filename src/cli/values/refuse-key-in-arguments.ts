import { UsageError } from "../../errors.ts"
import { secretScrubber } from "../../platform/secret/secret-scrubber.ts"
import { DEFAULT_KEY_VARIABLE } from "./read-api-key.ts"

const KEY_VARIABLE = /^--api-key-env(?:=(.*))?$/s

/**
 * Refuses arguments that hold the API key of the environment, as names and paths become names of files.
 *
 * @throws {@link UsageError} if there is one; the message does not repeat it.
 */
export function refuseKeyInArguments(args: readonly string[], env: Readonly<NodeJS.ProcessEnv>): void {
  const named = args.flatMap((arg, index) => {
    const match = KEY_VARIABLE.exec(arg)
    return match === null ? [] : [match[1] ?? args[index + 1] ?? ""]
  })
  for (const variable of [DEFAULT_KEY_VARIABLE, ...named]) {
    if (!Object.hasOwn(env, variable)) continue
    const scrub = secretScrubber(env[variable]?.trim() ?? "")
    const index = args.findIndex((arg) => scrub(arg) !== arg)
    if (index === -1) continue
    throw new UsageError(
      [
        `${optionOf(args, index)} holds the API key, the value of ${scrub(variable)}. It would get into the names of files; other users of this machine can see arguments in the process list, and they stay in your shell's history.`,
        "Choose another path or another name. Nothing was read or written.",
      ].join("\n"),
    )
  }
}

/** The option whose value an argument is, as far as that can be told. */
function optionOf(args: readonly string[], index: number): string {
  const [option] = /^--?[a-z][a-z-]{0,20}(?==)/.exec(args[index] ?? "") ?? []
  const before = /^--?[a-z][a-z-]{0,20}$/.exec(args[index - 1] ?? "")?.[0]
  return option ?? before ?? "An argument"
}
