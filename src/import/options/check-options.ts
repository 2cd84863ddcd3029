import { UsageError } from "../../errors.ts"
import type { DeclaredOption } from "./declared-option.ts"

/**
 * Refuses options that do not exist: a mistyped `dryRun` would send.
 *
 * @throws {@link UsageError} if there is one; the message names those that exist.
 */
export function checkOptionNames(options: object, known: readonly string[]): void {
  if (typeof options !== "object" || options === null) throw new UsageError("Options must be an object.")
  for (const name of Object.keys(options)) {
    if (!known.includes(name))
      throw new UsageError(`There is no option "${name}". The options are: ${known.join(", ")}.`)
  }
}

/**
 * Refuses options that are missing, or make no sense.
 *
 * @throws {@link UsageError} if there is one.
 */
export function checkOptionValues(options: object, declared: readonly DeclaredOption[]): void {
  const values = options as Readonly<Record<string, unknown>>
  for (const { check, isRequired, name } of declared) {
    const value = values[name]
    if (value !== undefined || isRequired === true) check?.(value, name)
  }
}

/**
 * Refuses options that do not exist, are missing, or make no sense.
 *
 * @throws {@link UsageError} if there is one.
 */
export function checkOptions(options: object, declared: readonly DeclaredOption[]): void {
  checkOptionNames(options, namesOf(declared))
  checkOptionValues(options, declared)
}

/** The names of options. */
export function namesOf(declared: readonly DeclaredOption[]): readonly string[] {
  return declared.map(({ name }) => name)
}
