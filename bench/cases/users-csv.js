import { commandLine, library, readyMadeBodies, usualScript } from "../measure/contenders.js"
import { interleave } from "../measure/interleave.js"
import { withServer } from "../measure/with-server.js"
import { COLUMNS } from "../report/figures.js"

/** @type {import("./all-cases.js").Case} */
export const usersCsv = {
  name: "users-csv",
  title:
    "Users from a CSV file into a server that discards them, without rate limits; rejects and state files are on. The usual script has neither.",
  recordCount: 2_000_000,
  repetitions: 3,
  measure: ({ recordCount, repetitions, data, say }) =>
    withServer(async (server) => {
      const filePath = await data.file("users", recordCount)
      const bodiesPath = await data.bodies("users", recordCount)
      const task = { kind: "users", filePath, recordCount, server, data }
      const contenders = [
        library(task),
        commandLine(task),
        usualScript(task),
        readyMadeBodies({ ...task, bodiesPath, requestsAtATime: 5 }),
      ]
      const results = await interleave(contenders, repetitions, say)
      const [ours, command, usual, bound] = results.map(({ medians }) => medians)
      return {
        columns: [COLUMNS.seconds, COLUMNS.perSecond, COLUMNS.cpu, COLUMNS.peak, COLUMNS.stall],
        results,
        figures: [
          {
            name: "records/s, library ÷ usual script",
            value: ours.recordsPerSecond / usual.recordsPerSecond,
            atLeast: 3,
          },
          { name: "records/s, library ÷ bound", value: ours.recordsPerSecond / bound.recordsPerSecond },
          {
            name: "CPU s per million, usual script ÷ library",
            value: usual.cpuSecondsPerMillion / ours.cpuSecondsPerMillion,
          },
          { name: "CPU s per million, library", value: ours.cpuSecondsPerMillion, unit: "s", atMost: 3.5 },
          { name: "peak memory, library", value: ours.peakMegabytes, unit: "MB", atMost: 180 },
          { name: "peak memory, command line", value: command.peakMegabytes, unit: "MB", atMost: 180 },
          { name: "longest stall of the event loop, library", value: ours.stallMs, unit: "ms", atMost: 100 },
        ],
      }
    }),
}
