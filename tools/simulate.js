// npm run simulate -- --seeds 100000 [--from 1]: whole imports in virtual time under so many seeds.
import { spawnSync } from "node:child_process"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { parseArgs } from "node:util"

const { values } = parseArgs({
  options: { seeds: { type: "string", default: "1000" }, from: { type: "string", default: "1" } },
})
const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs")
const { status } = spawnSync(process.execPath, [vitest, "run", "--maxWorkers", "100%", "tests/simulation"], {
  stdio: "inherit",
  env: { ...process.env, SEEDS: values.seeds, SEED: values.from },
})
process.exit(status ?? 1)
