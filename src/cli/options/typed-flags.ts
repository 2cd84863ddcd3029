import { flagName } from "../../import/options/flag-name.ts"
import type { Flag } from "../../import/options/declared-option.ts"

/** What was typed after flags, by their names in camel case: a text, several, or true where nothing was. */
export type TypedFlags = Readonly<Record<string, unknown>>

/** What was typed after a flag; undefined: it was not. */
export function typedValue({ syntax }: Pick<Flag<unknown>, "syntax">, flags: TypedFlags): unknown {
  return flags[camelCase(flagName(syntax))]
}

/** The text that was typed after the flag of an option; undefined: none was. */
export function typedText(
  { flag }: { readonly flag?: Pick<Flag<unknown>, "syntax"> },
  flags: TypedFlags,
): string | undefined {
  const value = flag && typedValue(flag, flags)
  return typeof value === "string" ? value : undefined
}

/** Whether a flag was typed that takes no value. */
export function isTyped(
  { flag }: { readonly flag?: Pick<Flag<unknown>, "syntax"> },
  flags: TypedFlags,
): boolean {
  return flag !== undefined && typedValue(flag, flags) === true
}

function camelCase(name: string): string {
  return name.replace(/^--/, "").replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
