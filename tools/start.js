// What `npm start` runs: imports the bundled example into the sandbox through the built command line.
import { execFileSync, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

const IMPORT = ["run", "examples/users-csv/users.csv", "--map", "examples/users-csv/map.ts", "--sandbox"]

const root = fileURLToPath(new URL("..", import.meta.url))
const main = fileURLToPath(new URL("../dist/cli/main.cjs", import.meta.url))
/** @param {string} text */
const say = (text) => process.stderr.write(`${text}\n`)

if (!existsSync(main)) execFileSync(process.execPath, ["tools/build.js"], { cwd: root, stdio: "inherit" })

say(`Importing 3,000 made-up customers, some of them broken on purpose, into a stand-in for Iterable on this machine:

  $ iterable-data-import ${IMPORT.join(" ")}
`)

const child = spawn(process.execPath, [main, ...IMPORT], { cwd: root, stdio: "inherit" })
// Ctrl-C reaches the child too, which decides what is left to do; we only wait for it.
process.on("SIGINT", () => undefined)
process.on("SIGTERM", () => child.kill("SIGTERM"))
child.on("exit", (code, signal) => {
  // 1: some records were rejected, as they should be here.
  const isGood = code === 0 || code === 1
  if (isGood) {
    say(`
All as it should be: the good rows are in, and the broken ones are listed above with the reason for each.

  The map function:      examples/users-csv/map.ts
  Your own file:         npx iterable-data-import run FILE --map map.ts --sandbox
  For real:              the same without --sandbox, with your key in ITERABLE_API_KEY
  All that it can do:    npx iterable-data-import run --help, and README.md`)
  }
  process.exitCode = isGood ? 0 : (code ?? (signal === "SIGKILL" ? 137 : 130))
})
