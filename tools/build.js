// Builds dist/: the types by tsc, one file a source file; the code in few files, as Node.js takes longer to find 230 files than to
// run them (docs/decisions/0009-few-files.md). The command line's entry becomes executable.
import { execFileSync } from "node:child_process"
import { chmodSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { basename, dirname } from "node:path"
import { bundleModules, bundleProgram } from "./bundle.js"

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
    "cli/commands": "src/cli/commands/index.ts",
  },
  "dist",
)
await bundleProgram("src/cli/main.ts", "dist/cli/main.cjs", (source) => `./${basename(dirname(source))}.js`)
chmodSync("dist/cli/main.cjs", 0o755)
