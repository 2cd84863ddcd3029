import { spawnSync } from "node:child_process"
import type { RealRow } from "./real-rows.ts"

/** Files to be saved, and the rows that each is to hold. */
export type RowsByFile = ReadonlyMap<string, readonly RealRow[]>

/** A program that saves tables. */
export interface RealProgram {
  /** As the names of its files begin. */
  readonly name: string
  /** Whether this machine has it. */
  readonly isInstalled: () => boolean
  /** Saves all of its files in a folder. */
  readonly save: (folder: string, files: RowsByFile) => Promise<void> | void
}

/** Whether a command succeeds on this machine. */
export function succeeds(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0
}

/** Statements that make the table `t` of rows. */
export function createTable(rows: readonly RealRow[], type = "text"): string {
  const values = rows.map(({ again, email, note }) => `(${[note, email, again].map(literal).join(", ")})`)
  return `CREATE TABLE t (note ${type}, email ${type}, again ${type});\nINSERT INTO t VALUES ${values.join(",\n")};\n`
}

function literal(text: string | null): string {
  return text === null ? "NULL" : `'${text.replaceAll("'", "''")}'`
}
