// npm run mutate [-- word] [-- --sample 8 [--seed 1]] [-- --list]: breaks each promise on purpose (tests/mutations/*.json), in a
// copy, and sees whether the tests go red. With a word, only the mutations that name it; with --sample, so many of these, chosen by
// the seed, which is printed; with --list, they are only named. Each is run against those tests only that are to notice it.
import { execFileSync, spawn } from "node:child_process"
import { randomInt } from "node:crypto"
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { chooseMutations } from "./choose-mutations.js"

/** A broken import may never end; that is red too. */
const TIMEOUT_MS = 300_000
/** All tests together, with nothing broken. */
const TIMEOUT_OF_ALL_MS = 3_600_000

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: "string" }, seed: { type: "string" }, list: { type: "boolean" } },
})
const [word = ""] = positionals
const named = readdirSync("tests/mutations")
  .toSorted()
  .flatMap((name) => JSON.parse(readFileSync(join("tests/mutations", name), "utf8")))
  .filter((mutation) => JSON.stringify(mutation).includes(word))
if (named.length === 0) refuse(`No mutation names ${word}.`)
const mutations = values.sample === undefined ? named : sampleOf(named, values.sample)
if (values.list) {
  for (const mutation of mutations) console.log(nameOf(mutation))
  process.exit()
}

function sampleOf(all, count) {
  if (!/^[1-9]\d*$/.test(count)) refuse(`--sample takes a whole number from 1, not ${count}.`)
  const seed = values.seed ?? String(randomInt(1_000_000))
  const sample = chooseMutations(all, Number(count), seed)
  console.log(`A sample of ${sample.length} of ${all.length} mutations; --seed ${seed} chooses the same.`)
  return sample
}

function nameOf({ promise, breaks }) {
  return `${promise}: ${breaks}`
}

function refuse(message) {
  console.error(message)
  process.exit(2)
}

const copy = mkdtempSync(join(tmpdir(), "mutations-"))
for (const name of [
  "src",
  "tests",
  "tools",
  "examples",
  "package.json",
  "tsconfig.json",
  "tsconfig.build.json",
  "vitest.config.ts",
]) {
  cpSync(name, join(copy, name), { recursive: true })
}
symlinkSync(join(process.cwd(), "node_modules"), join(copy, "node_modules"))

/** Tests of the command line run what is built. */
function buildFor(tests) {
  if (!tests.some((test) => test.startsWith("tests/cli/"))) return
  execFileSync(process.execPath, ["tools/build.js"], { cwd: copy, stdio: "inherit" })
}

/** Runs tests in the copy; tells how they ended, and the first that was red. */
const run = (tests, timeoutMs = TIMEOUT_MS) =>
  new Promise((resolve) => {
    const args = ["node_modules/vitest/vitest.mjs", "run", "--bail=1", ...tests]
    const env = { ...process.env, SEEDS: "300", SEED: "1", NO_COLOR: "1" }
    // A group of its own, so that workers that never come to rest end with it.
    const child = spawn(process.execPath, args, { cwd: copy, env, detached: true })
    let output = ""
    let isOver = false
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text
      })
    }
    const end = () => process.kill(-Number(child.pid), "SIGKILL")
    const timer = setTimeout(() => {
      isOver = true
      end()
    }, timeoutMs)
    const onSignal = () => {
      end()
      process.exit(130)
    }
    process.once("SIGINT", onSignal)
    child.on("close", (code) => {
      clearTimeout(timer)
      process.off("SIGINT", onSignal)
      const red = isOver ? "never ended" : /FAIL\s+(\S+\.test\.ts)/.exec(output)?.[1]
      resolve({ isGreen: code === 0, red: red ?? "", output })
    })
  })

const survivors = []
try {
  const allTests = [...new Set(mutations.flatMap(({ tests }) => tests))]
  buildFor(allTests)
  const { isGreen, output } = await run(allTests, TIMEOUT_OF_ALL_MS)
  if (!isGreen) throw new Error(`The tests are red without any mutation.\n${output}`)
  for (const mutation of mutations) {
    const { file, find, replace, tests } = mutation
    const path = join(copy, file)
    const original = readFileSync(path, "utf8")
    if (original.split(find).length !== 2) throw new Error(`${file} does not hold just once: ${find}`)
    writeFileSync(
      path,
      original.replace(find, () => replace),
    )
    buildFor(tests)
    const result = await run(tests)
    writeFileSync(path, original)
    const name = nameOf(mutation)
    console.log(result.isGreen ? `SURVIVED  ${name}` : `red       ${name} (${result.red})`)
    if (result.isGreen) survivors.push(name)
  }
} finally {
  rmSync(copy, { recursive: true, force: true })
}
console.log(`${mutations.length - survivors.length} of ${mutations.length} mutations were noticed.`)
process.exit(survivors.length === 0 ? 0 : 1)
