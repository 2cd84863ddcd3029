// Builds dist/: plain tsc, one emitted file a source file; the command line's entry becomes executable.
import { execFileSync } from "node:child_process"
import { chmodSync, existsSync, rmSync } from "node:fs"
import { createRequire } from "node:module"

rmSync("dist", { recursive: true, force: true })
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc")
try {
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { stdio: "inherit" })
} catch (error) {
  process.exit(error.status ?? 1)
}
if (existsSync("dist/cli/main.js")) chmodSync("dist/cli/main.js", 0o755)
