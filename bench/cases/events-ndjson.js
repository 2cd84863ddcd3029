import { library, readyMadeBodies, usualScript } from "../measure/contenders.js"
import { interleave } from "../measure/interleave.js"
import { withServer } from "../measure/with-server.js"
import { COLUMNS } from "../report/figures.js"

/** @type {import("./all-cases.js").Case} */
export const eventsNdjson = {
  name: "events-ndjson",
  title: "Events from an NDJSON file into a server that discards them, without rate limits.",
  recordCount: 1_000_000,
  repetitions: 3,
  measure: ({ recordCount, repetitions, data, say }) =>
    withServer(async (server) => {
      const filePath = await data.file("events", recordCount)
      const bodiesPath = await data.bodies("events", recordCount)
      const task = { kind: "events", filePath, recordCount, server, data }
      const contenders = [
        library(task),
        usualScript(task),
        readyMadeBodies({ ...task, bodiesPath, requestsAtATime: 5 }),
      ]
      const results = await interleave(contenders, repetitions, say)
      const [ours, usual, bound] = results.map(({ medians }) => medians)
      return {
        columns: [COLUMNS.seconds, COLUMNS.perSecond, COLUMNS.cpu, COLUMNS.peak, COLUMNS.stall],
        results,
        figures: [
          { name: "records/s, library", value: ours.recordsPerSecond, atLeast: 300_000 },
          {
            name: "records/s, library ÷ usual script",
            value: ours.recordsPerSecond / usual.recordsPerSecond,
          },
          { name: "records/s, library ÷ bound", value: ours.recordsPerSecond / bound.recordsPerSecond },
        ],
      }
    }),
}
