import { takesValue } from "../../import/options/flag-name.ts"
import type { TypedOption } from "./all-options.ts"

/** What help says of an option, and what holds without it. */
export function helpOfOption(option: TypedOption): string {
  const defaultText = defaultTextOf(option)
  return defaultText === undefined ? option.flag.help : `${option.flag.help} (default: ${defaultText})`
}

/** What holds where an option is not typed; undefined: nothing that has to be said. */
export function defaultTextOf({ default: value, flag }: TypedOption): string | undefined {
  if (flag.defaultText !== undefined) return flag.defaultText
  return value === undefined || !takesValue(flag.syntax) ? undefined : String(value)
}
