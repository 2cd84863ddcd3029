import { execFileSync } from "node:child_process"
import { succeeds } from "./real-program.ts"
import type { RealProgram } from "./real-program.ts"

const SAVE = String.raw`
import duckdb, json, sys
WAYS = {
  "duckdb.csv": "HEADER",
  "duckdb.tsv": "HEADER, DELIMITER '\t'",
  "duckdb-quoted.csv": "HEADER, FORCE_QUOTE *",
  "duckdb.json": "FORMAT json, ARRAY true",
  "duckdb.ndjson": "FORMAT json",
}
for name, rows in json.load(sys.stdin).items():
  table = duckdb.connect()
  table.execute("CREATE TABLE t (note text, email text, again text)")
  table.executemany("INSERT INTO t VALUES (?, ?, ?)", [[row["note"], row["email"], row["again"]] for row in rows])
  table.execute(f"COPY t TO '{name}' ({WAYS[name]})")
`

/** DuckDB, by its module for Python. */
export const DUCKDB: RealProgram = {
  name: "duckdb",
  isInstalled: () => succeeds("python3", "-c", "import duckdb"),
  save: (folder, files) => {
    execFileSync("python3", ["-c", SAVE], { cwd: folder, input: JSON.stringify(Object.fromEntries(files)) })
  },
}
