import { flagName } from "../../import/options/flag-name.ts"
import type { Flag } from "../../import/options/declared-option.ts"
import { typedValue } from "./typed-flags.ts"
import type { TypedFlags } from "./typed-flags.ts"

/** Declarations whose flags give the values of options. */
type Declarations<Options> = {
  readonly [Name in keyof Options]-?: { readonly flag?: Flag<Exclude<Options[Name], undefined>> }
}

/**
 * Those of the declared options that were typed, as the library takes them; not those that the command reads by itself.
 *
 * @throws {@link UsageError} if what was typed cannot be understood.
 */
export function readFlags<Options>(declarations: Declarations<Options>, flags: TypedFlags): Partial<Options> {
  const read: Partial<Options> = {}
  for (const name of Object.keys(declarations) as (keyof Options)[]) {
    const { flag } = declarations[name]
    if (flag === undefined || flag.isReadByCommand === true) continue
    const typed = typedValue(flag, flags)
    if (typed !== undefined) read[name] = valueOf(flag, typed)
  }
  return read
}

function valueOf<Value>({ read, readAll, syntax }: Flag<Value>, typed: unknown): Value {
  if (readAll !== undefined) return readAll(typed as readonly string[], flagName(syntax))
  return read === undefined ? (typed as Value) : read(typed as string, flagName(syntax))
}
