// npm run mutate: breaks each promise on purpose (tests/mutations.json), in a copy, and sees whether the tests go red.
import { spawnSync } from "node:child_process"
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const copy = mkdtempSync(join(tmpdir(), "mutations-"))
for (const name of ["src", "tests", "package.json", "tsconfig.json", "vitest.config.ts"]) {
  cpSync(name, join(copy, name), { recursive: true })
}
symlinkSync(join(process.cwd(), "node_modules"), join(copy, "node_modules"))

const TESTS = ["src/api", "src/batches", "src/delivery", "tests/simulation"]
const run = () => {
  const args = ["node_modules/vitest/vitest.mjs", "run", "--bail=1", ...TESTS]
  // A broken import may never end; that is red too.
  // A broken import may never end; that is red too.
  return spawnSync(process.execPath, args, {
    cwd: copy,
    encoding: "utf8",
    env: { ...process.env, SEEDS: "300", NO_COLOR: "1" },
  })
}

let survivors = 0
try {
  if (run().status !== 0) throw new Error("The tests are red without any mutation.")
  for (const { promise, breaks, file, find, replace } of JSON.parse(
    readFileSync("tests/mutations.json", "utf8"),
  )) {
    const path = join(copy, file)
    const original = readFileSync(path, "utf8")
    if (original.split(find).length !== 2) throw new Error(`${file} does not hold just once: ${find}`)
    writeFileSync(
      path,
      original.replace(find, () => replace),
    )
    const { status, stdout } = run()
    writeFileSync(path, original)
    const red = /FAIL\s+(\S+\.test\.ts)/.exec(stdout)?.[1]
    console.log(
      `${status === 0 ? "SURVIVED" : "red     "}  ${promise}: ${breaks}${red === undefined ? "" : ` (${red})`}`,
    )
    if (status === 0) survivors += 1
  }
} finally {
  rmSync(copy, { recursive: true, force: true })
}
process.exit(survivors === 0 ? 0 : 1)
