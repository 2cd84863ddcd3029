import picocolors from "picocolors"
import { importStatus } from "../../index.ts"
import { EXIT_CODE } from "../exit-code.ts"
import { jsonText } from "../json-text.ts"
import { printResult } from "../print-result.ts"
import { statusText } from "../status-text.ts"

/** The options of `status` and `list` as they stand on the command line. */
export interface StatusFlags {
  readonly stateDir?: string
  readonly json?: boolean
}

/** Prints how an import stands; gives the exit code. */
export async function status(name: string | undefined, { json, stateDir }: StatusFlags): Promise<number> {
  const found = await importStatus({ name, stateDir })
  const { bold, dim } = picocolors
  const style = { workingDirectory: process.cwd(), bold, dim }
  const text = found === undefined ? noImports(stateDir) : statusText(found, style)
  printResult(json === true ? jsonText(found ?? null) : text)
  return EXIT_CODE.ok
}

/** What to say where there is nothing to show. */
export function noImports(stateDir: string = ".iterable-data-import"): string {
  return `There are no imports in ${stateDir}.`
}
