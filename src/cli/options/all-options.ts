import { COMMON_OPTIONS } from "../../import/options/common-options.ts"
import { DELIVERY_OPTIONS } from "../../import/options/delivery-options.ts"
import { FILE_OPTIONS } from "../../import/options/file-options.ts"
import { declaredOptions } from "../../import/options/declared-option.ts"
import type { DeclaredOption, Flag } from "../../import/options/declared-option.ts"
import { RETRY_OPTIONS } from "../../import/options/retry-options.ts"
import { MAP_OPTIONS } from "./map-options.ts"
import { OUTPUT_OPTIONS } from "./output-options.ts"
import { TRIAL_OPTIONS } from "./trial-options.ts"

/** A declared option that can be typed. */
export interface TypedOption extends DeclaredOption {
  readonly flag: Flag<unknown>
}

/** All options that can be typed, but those that one command has for itself, in the order of `--help`. */
export const ALL_OPTIONS: readonly TypedOption[] = typedOptions(
  declaredOptions(
    MAP_OPTIONS,
    FILE_OPTIONS,
    RETRY_OPTIONS,
    TRIAL_OPTIONS,
    DELIVERY_OPTIONS,
    COMMON_OPTIONS,
    OUTPUT_OPTIONS,
  ),
)

/** Those options that have a flag. */
export function typedOptions(declared: readonly DeclaredOption[]): readonly TypedOption[] {
  return declared.filter((option): option is TypedOption => option.flag !== undefined)
}
