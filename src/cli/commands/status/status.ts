import picocolors from "picocolors"
import { COMMON_OPTIONS } from "../../../import/options/common-options.ts"
import { importStatus } from "../../../index.ts"
import type { CommonOptions } from "../../../index.ts"
import { EXIT_CODE } from "../../exit-code.ts"
import { readFlags } from "../../options/read-flags.ts"
import type { TypedFlags } from "../../options/typed-flags.ts"
import { jsonText } from "../../terminal/json-text.ts"
import { printResult } from "../../terminal/print-result.ts"
import { noImportsText } from "../../texts/no-imports-text.ts"
import { STATUS_OPTIONS } from "./status-options.ts"
import type { StatusOptions } from "./status-options.ts"
import { statusText } from "./status-text.ts"

/** Prints how an import stands; gives the exit code. */
export async function status(name: string | undefined, flags: TypedFlags): Promise<number> {
  const { json } = readFlags<StatusOptions>(STATUS_OPTIONS, flags)
  const { stateDir } = readFlags<CommonOptions>(COMMON_OPTIONS, flags)
  const found = await importStatus({ name, stateDir })
  const { bold, dim } = picocolors
  const style = { workingDirectory: process.cwd(), bold, dim }
  const text = found === undefined ? noImportsText(stateDir) : statusText(found, style)
  printResult(json === true ? jsonText(found ?? null) : text)
  return EXIT_CODE.ok
}
