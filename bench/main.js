// npm run bench -- [CASE…] [OPTIONS]: measures whole imports and parts of them, each in a process of its own. README.md here says more.
import { existsSync } from "node:fs"
import { parseArgs } from "node:util"
import { ALL_CASES } from "./cases/all-cases.js"
import { DataFolder } from "./data/data-folder.js"
import { commitOfNow, describeMachine, loadOfLastMinute } from "./report/machine.js"
import { saveResults } from "./report/save-results.js"
import { caseText, machineText } from "./report/write-text.js"

const HELP = `npm run bench -- [CASE…] [OPTIONS]

Cases (all of them unless some are named):
${ALL_CASES.map(({ name, recordCount, repetitions }) => `  ${name.padEnd(20)} ${recordCount.toLocaleString("en-US")} records, ${repetitions} ×`).join("\n")}

  --records N        so many records in each case
  --repetitions N    so many rounds; medians are shown
  --save             keep the results in bench/results/<date>.md and .json
  --data-dir DIR     keep the made-up data there for the next time (default: a temporary folder)
  --help             this`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    records: { type: "string" },
    repetitions: { type: "string" },
    save: { type: "boolean", default: false },
    "data-dir": { type: "string" },
    help: { type: "boolean", default: false },
  },
})
if (values.help) console.log(HELP)
else await measureAll()

async function measureAll() {
  const cases = ALL_CASES.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
  const unknown = positionals.find((name) => ALL_CASES.every((known) => known.name !== name))
  if (unknown !== undefined) throw new Error(`There is no case ${unknown}.\n\n${HELP}`)
  if (!existsSync(new URL("../dist/index.js", import.meta.url)))
    throw new Error("dist/ is missing: npm run build")

  const machine = describeMachine()
  console.log(`${machineText(machine)}\n`)
  const data = new DataFolder(values["data-dir"])
  // Gigabytes are not left behind. The processes of the moment get the signal too.
  process.once("SIGINT", () => {
    data.remove()
    process.exit(130)
  })
  const reports = []
  try {
    for (const each of cases) {
      const report = await measureCase(each, data)
      console.log(`${caseText(report)}\n`)
      reports.push(report)
    }
  } finally {
    data.remove()
  }
  if (values.save)
    console.log(
      `Kept in ${saveResults(
        machine,
        reports,
        ALL_CASES.map(({ name }) => name),
      )}.`,
    )
}

/**
 * @param {import("./cases/all-cases.js").Case} each
 * @param {DataFolder} data
 * @returns {Promise<import("./report/write-text.js").CaseReport>}
 */
async function measureCase({ name, title, measure, ...defaults }, data) {
  const recordCount = wholeNumber("records", defaults.recordCount)
  const repetitions = wholeNumber("repetitions", defaults.repetitions)
  const loadBefore = loadOfLastMinute()
  const say = (text) => process.stderr.write(`${text}\n`)
  say(`${name}: ${recordCount.toLocaleString("en-US")} records`)
  const measuredAt = new Date().toISOString()
  const measured = await measure({ recordCount, repetitions, data, say })
  const command = `npm run bench -- ${name} --records ${recordCount} --repetitions ${repetitions}`
  return { name, title, command, measuredAt, commit: commitOfNow(), loadBefore, repetitions, ...measured }
}

/**
 * @param {"records" | "repetitions"} option
 * @param {number} unlessGiven
 */
function wholeNumber(option, unlessGiven) {
  const text = values[option]
  const value = text === undefined ? unlessGiven : Number(text.replaceAll("_", ""))
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new Error(`--${option} is ${text}; it must be a whole number above 0.`)
}
