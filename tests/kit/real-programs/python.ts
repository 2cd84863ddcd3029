import { execFileSync } from "node:child_process"
import { succeeds } from "./real-program.ts"
import type { RealProgram } from "./real-program.ts"

const SAVE = String.raw`
import csv, json, sys
WAYS = {
  "python-excel.csv": {"dialect": "excel"},
  "python-excel-tab.tsv": {"dialect": "excel-tab"},
  "python-unix.csv": {"dialect": "unix"},
  "python-nonnumeric.csv": {"quoting": csv.QUOTE_NONNUMERIC},
  "python-no-quotes.csv": {"quoting": csv.QUOTE_NONE, "escapechar": "\\"},
  "python-no-quotes.tsv": {"quoting": csv.QUOTE_NONE, "escapechar": "\\", "delimiter": "\t"},
  "python-escaped-quotes.csv": {"doublequote": False, "escapechar": "\\"},
  "python-windows.csv": {},
  "python-windows-1252.csv": {"delimiter": ";"},
  "python-utf-16.csv": {},
  "python-utf-8-sig.csv": {"quoting": csv.QUOTE_ALL},
}
ENCODINGS = {"python-windows-1252.csv": "cp1252", "python-utf-16.csv": "utf-16", "python-utf-8-sig.csv": "utf-8-sig"}
for name, rows in json.load(sys.stdin).items():
  # On Windows, a file that was opened without newline="" gets CR LF for LF.
  newline = "\r\n" if name == "python-windows.csv" else ""
  with open(name, "w", newline=newline, encoding=ENCODINGS.get(name, "utf-8")) as file:
    writer = csv.writer(file, **WAYS[name])
    writer.writerow(["note", "email", "again"])
    writer.writerows([row["note"], row["email"], row["again"]] for row in rows)
`

/** Python's module `csv`. */
export const PYTHON: RealProgram = {
  name: "python",
  // Earlier ones do not escape the escape.
  isInstalled: () => succeeds("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 11))"),
  save: (folder, files) => {
    execFileSync("python3", ["-c", SAVE], { cwd: folder, input: JSON.stringify(Object.fromEntries(files)) })
  },
}
