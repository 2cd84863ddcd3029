/**
 * A number that sums a case up, and where it should be.
 *
 * @typedef {object} Figure
 * @property {string} name
 * @property {number} value
 * @property {string} [unit]
 * @property {number} [atLeast]
 * @property {number} [atMost]
 */

/**
 * What a case measured.
 *
 * @typedef {object} Measured
 * @property {readonly Column[]} columns
 * @property {readonly import("../measure/interleave.js").Result[]} results
 * @property {readonly Figure[]} figures
 */

/**
 * One of the numbers of a sample, as a column of a table.
 *
 * @typedef {object} Column
 * @property {string} key
 * @property {string} title with its unit
 * @property {number} digits after the point
 */

/** @type {Readonly<Record<string, Column>>} */
export const COLUMNS = {
  seconds: { key: "wallSeconds", title: "s", digits: 2 },
  perSecond: { key: "recordsPerSecond", title: "records/s", digits: 0 },
  cpu: { key: "cpuSecondsPerMillion", title: "CPU s per million", digits: 2 },
  peak: { key: "peakMegabytes", title: "peak MB", digits: 0 },
  stall: { key: "stallMs", title: "longest stall ms", digits: 0 },
}

/**
 * The numbers of a process that took care of so many records.
 *
 * @param {import("../measure/measure-self.js").Measures} measures
 * @param {number} recordCount
 */
export function sampleOf(measures, recordCount) {
  return {
    ...measures,
    recordsPerSecond: recordCount / measures.wallSeconds,
    cpuSecondsPerMillion: (measures.cpuSeconds / recordCount) * 1e6,
  }
}

/** @param {Figure} figure */
export function isMet({ value, atLeast = -Infinity, atMost = Infinity }) {
  return value >= atLeast && value <= atMost
}
