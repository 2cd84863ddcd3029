import { importStatuses } from "../../index.ts"
import { EXIT_CODE } from "../exit-code.ts"
import { jsonText } from "../json-text.ts"
import { listText } from "../list-text.ts"
import { printResult } from "../print-result.ts"
import { noImports } from "./status.ts"
import type { StatusFlags } from "./status.ts"

/** Prints a line for each import; gives the exit code. */
export async function list({ json, stateDir }: StatusFlags): Promise<number> {
  const found = await importStatuses({ stateDir })
  const text = found.length === 0 ? noImports(stateDir) : listText(found)
  printResult(json === true ? jsonText(found) : text)
  return EXIT_CODE.ok
}
