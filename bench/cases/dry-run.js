import { dryRun, library } from "../measure/contenders.js"
import { interleave } from "../measure/interleave.js"
import { withServer } from "../measure/with-server.js"
import { COLUMNS } from "../report/figures.js"

/** @type {import("./all-cases.js").Case} */
export const dryRunCase = {
  name: "dry-run",
  title: "A dry run of users from a CSV file against the run itself.",
  recordCount: 1_000_000,
  repetitions: 5,
  measure: ({ recordCount, repetitions, data, say }) =>
    withServer(async (server) => {
      const filePath = await data.file("users", recordCount)
      const task = { kind: "users", filePath, recordCount, server, data }
      const results = await interleave([library(task), dryRun(task)], repetitions, say)
      const [run, dry] = results.map(({ medians }) => medians)
      return {
        columns: [COLUMNS.seconds, COLUMNS.perSecond, COLUMNS.cpu, COLUMNS.peak, COLUMNS.stall],
        results,
        figures: [
          { name: "time, dry run ÷ run", value: dry.wallSeconds / run.wallSeconds, atMost: 1 },
          { name: "CPU time, dry run ÷ run", value: dry.cpuSeconds / run.cpuSeconds },
        ],
      }
    }),
}
