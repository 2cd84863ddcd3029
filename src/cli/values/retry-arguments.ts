import { flagName } from "../../import/options/flag-name.ts"
import { ALL_OPTIONS } from "../options/all-options.ts"
import type { TypedOption } from "../options/all-options.ts"
import { typedText } from "../options/typed-flags.ts"
import type { TypedFlags } from "../options/typed-flags.ts"

/** The arguments that retry an import's rejects as it was run. */
export function retryArguments(
  importName: string,
  flags: TypedFlags,
  all: readonly TypedOption[] = ALL_OPTIONS,
): readonly string[] {
  const options = all
    .filter(({ flag }) => flag.isKeptForRetry === true)
    .flatMap((option) => optionWords(flagName(option.flag.syntax), typedText(option, flags)))
  // A name may look like an option.
  return importName.startsWith("-")
    ? ["retry", ...options, "--", importName]
    : ["retry", importName, ...options]
}

function optionWords(name: string, value: string | undefined): readonly string[] {
  if (value === undefined) return []
  return value.startsWith("-") ? [`${name}=${value}`] : [name, value]
}
