// npm run chaos -- --kills 500 --records 1000000 --seed 7: imports that are killed again and again, at any scale.
import { spawnSync } from "node:child_process"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { parseArgs } from "node:util"

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "500" },
    records: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
  },
})
const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs")
const { status } = spawnSync(process.execPath, [vitest, "run", "tests/chaos"], {
  stdio: "inherit",
  env: {
    ...process.env,
    KILLS: values.kills,
    RECORDS: values.records,
    SEED: values.seed,
    ROWS_TO_SEEK: "5000000",
  },
})
process.exit(status ?? 1)
