import { COMMON_OPTIONS } from "../../import/options/common-options.ts"

/** What to say where there is nothing to show. */
export function noImportsText(stateDir: string = COMMON_OPTIONS.stateDir.default): string {
  return `There are no imports in ${stateDir}.`
}
