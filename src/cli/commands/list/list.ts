import { COMMON_OPTIONS } from "../../../import/options/common-options.ts"
import { importStatuses } from "../../../index.ts"
import type { CommonOptions } from "../../../index.ts"
import { EXIT_CODE } from "../../exit-code.ts"
import { readFlags } from "../../options/read-flags.ts"
import type { TypedFlags } from "../../options/typed-flags.ts"
import { jsonText } from "../../terminal/json-text.ts"
import { printResult } from "../../terminal/print-result.ts"
import { noImportsText } from "../../texts/no-imports-text.ts"
import { LIST_OPTIONS } from "./list-options.ts"
import type { ListOptions } from "./list-options.ts"
import { listText } from "./list-text.ts"

/** Prints a line for each import; gives the exit code. */
export async function list(flags: TypedFlags): Promise<number> {
  const { json } = readFlags<ListOptions>(LIST_OPTIONS, flags)
  const { stateDir } = readFlags<CommonOptions>(COMMON_OPTIONS, flags)
  const found = await importStatuses({ stateDir })
  const text = found.length === 0 ? noImportsText(stateDir) : listText(found)
  printResult(json === true ? jsonText(found) : text)
  return EXIT_CODE.ok
}
