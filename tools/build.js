// Builds dist/: the types by tsc, one file a source file; the code in few files, as Node.js takes longer to find 230 files than to
// run them (docs/decisions/0009-few-files.md). The command line's entry becomes executable.
import { execFileSync } from "node:child_process"
import { chmodSync, readdirSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { resolve } from "node:path"
import { bundleModules, bundleProgram } from "./bundle.js"

const COMMANDS = "src/cli/commands"

rmSync("dist", { recursive: true, force: true })
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc")
try {
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { stdio: "inherit" })
} catch (error) {
  process.exit(error.status ?? 1)
}
await bundleModules(
  {
    index: "src/index.ts",
    "sandbox/index": "src/sandbox/index.ts",
    "cli/commands": actsOfCommands(),
  },
  "dist",
)
await bundleProgram("src/cli/main.ts", "dist/cli/main.cjs", (source) => {
  if (!source.startsWith(resolve(COMMANDS)))
    throw new Error(`${source} is loaded later, and is no command's.`)
  return "./commands.js"
})
chmodSync("dist/cli/main.cjs", 0o755)

/** What the commands do, in one file: a module that exports the function of each, `run` of `run/run.ts`. */
function actsOfCommands() {
  const names = readdirSync(COMMANDS, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  )
  return {
    code: names
      .map((name) => `export * from ${JSON.stringify(resolve(COMMANDS, name, `${name}.ts`))}`)
      .join("\n"),
  }
}
