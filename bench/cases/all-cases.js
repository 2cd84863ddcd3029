import { documentedLimits } from "./documented-limits.js"
import { dryRunCase } from "./dry-run.js"
import { eventsNdjson } from "./events-ndjson.js"
import { parts } from "./parts.js"
import { purchasesNdjson } from "./purchases-ndjson.js"
import { resume } from "./resume.js"
import { start } from "./start.js"
import { usersCsvLong } from "./users-csv-long.js"
import { usersCsv } from "./users-csv.js"

/**
 * One thing to measure, alone: `npm run bench -- NAME`.
 *
 * @typedef {object} Case
 * @property {string} name
 * @property {string} title what is measured, and how
 * @property {number} recordCount unless `--records` says another
 * @property {number} repetitions unless `--repetitions` says another
 * @property {(options: CaseOptions) => Promise<import("../report/figures.js").Measured>} measure
 */

/**
 * @typedef {object} CaseOptions
 * @property {number} recordCount
 * @property {number} repetitions
 * @property {import("../data/data-folder.js").DataFolder} data
 * @property {(text: string) => void} say tells how far it has got
 */

/**
 * All cases, in the order in which they are run.
 *
 * @type {readonly Case[]}
 */
export const ALL_CASES = [
  usersCsv,
  usersCsvLong,
  eventsNdjson,
  purchasesNdjson,
  dryRunCase,
  resume,
  start,
  parts,
  documentedLimits,
]
