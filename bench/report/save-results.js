import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { caseText, machineText } from "./write-text.js"

const RESULTS = new URL("../results/", import.meta.url)

/**
 * Keeps what was measured in `bench/results/<date>.json` and `.md`. Cases of the same day stand together; a case that is measured again
 * is replaced.
 *
 * @param {import("./machine.js").Machine} machine
 * @param {readonly import("./write-text.js").CaseReport[]} reports
 * @param {readonly string[]} order of the cases
 * @returns {string} the name of the Markdown file
 */
export function saveResults(machine, reports, order) {
  const date = new Date().toISOString().slice(0, 10)
  const jsonPath = new URL(`${date}.json`, RESULTS)
  mkdirSync(RESULTS, { recursive: true })
  const earlier = existsSync(jsonPath) ? JSON.parse(readFileSync(jsonPath, "utf8")).cases : []
  const measuredNow = new Set(reports.map(({ name }) => name))
  const cases = [...earlier.filter(({ name }) => !measuredNow.has(name)), ...reports].toSorted(
    (one, other) => order.indexOf(one.name) - order.indexOf(other.name),
  )
  writeFileSync(jsonPath, `${JSON.stringify({ date, machine, cases }, undefined, 2)}\n`)
  const text = [`# Benchmarks, ${date}`, machineText(machine), ...cases.map(caseText)].join("\n\n")
  writeFileSync(new URL(`${date}.md`, RESULTS), `${text}\n`)
  return `bench/results/${date}.md`
}
