import { execFileSync } from "node:child_process"
import { createTable, succeeds } from "./real-program.ts"
import type { RealProgram } from "./real-program.ts"

const MODES: Readonly<Record<string, string>> = {
  "sqlite.csv": "csv",
  "sqlite.tsv": "tabs",
  "sqlite-list.csv": "list",
  "sqlite.json": "json",
}

/** The command line of SQLite. */
export const SQLITE: RealProgram = {
  name: "sqlite",
  isInstalled: () => succeeds("sqlite3", "--version"),
  save: (folder, files) => {
    for (const [name, rows] of files) {
      // Of CR LF in a statement it would make LF.
      const table = createTable(rows).replaceAll("\r", "'||char(13)||'")
      const commands = `.headers on\n.mode ${MODES[name]}\n.once ${name}\nSELECT * FROM t;\n`
      execFileSync("sqlite3", ["-batch", ":memory:"], { cwd: folder, input: table + commands })
    }
  },
}
