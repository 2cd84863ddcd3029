import { isMet } from "./figures.js"

/**
 * A case that was measured, as it is kept.
 *
 * @typedef {object} CaseReport
 * @property {string} name
 * @property {string} title
 * @property {string} command that measures it again
 * @property {string} measuredAt
 * @property {string | undefined} commit
 * @property {number} loadBefore
 * @property {number} repetitions
 * @property {import("./figures.js").Measured["columns"]} columns
 * @property {import("./figures.js").Measured["results"]} results
 * @property {import("./figures.js").Measured["figures"]} figures
 */

/**
 * The machine, as Markdown.
 *
 * @param {import("./machine.js").Machine} machine
 */
export function machineText({ cores, memoryGigabytes, node, packages, processor, system }) {
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`)
  return `${processor}, ${cores} cores, ${memoryGigabytes} GB, ${system}; Node ${node}; ${versions.join(", ")}.`
}

/**
 * A case, as Markdown.
 *
 * @param {CaseReport} report
 */
export function caseText({
  name,
  title,
  command,
  measuredAt,
  commit,
  loadBefore,
  repetitions,
  columns,
  results,
  figures,
}) {
  const rows = results.map((result) => [
    result.name,
    ...columns.map(({ key, digits }) => numberText(result.medians[key], digits)),
  ])
  const figureRows = figures.map((figure) => [
    figure.name,
    `${numberText(figure.value, figure.value < 10 ? 2 : 0)}${figure.unit === undefined ? "" : ` ${figure.unit}`}`,
    goalText(figure),
  ])
  return [
    `## ${name}`,
    title,
    `\`${command}\`, ${measuredAt.slice(0, 16).replace("T", " ")} UTC, ${commit === undefined ? "" : `commit ${commit}, `}load before ${loadBefore.toFixed(1)}, medians of ${repetitions}.`,
    table(["", ...columns.map((column) => column.title)], rows),
    ...(figureRows.length === 0 ? [] : [table(["figure", "value", "goal"], figureRows)]),
  ].join("\n\n")
}

/** @param {import("./figures.js").Figure} figure */
function goalText(figure) {
  const { atLeast, atMost } = figure
  if (atLeast === undefined && atMost === undefined) return ""
  const bound = atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`
  return `${bound}: ${isMet(figure) ? "met" : "not met"}`
}

/**
 * @param {number | undefined} value
 * @param {number} digits
 */
function numberText(value, digits) {
  if (value === undefined) return "–"
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
function table(head, rows) {
  const widths = head.map((_title, column) =>
    Math.max(3, ...[head, ...rows].map((row) => row[column].length)),
  )
  const line = (row) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(" | ")} |`
  const rule = widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`))
  return [line(head), line(rule), ...rows.map(line)].join("\n")
}
