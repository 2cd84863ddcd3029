import { library, readyMadeBodies } from "../measure/contenders.js"
import { interleave } from "../measure/interleave.js"
import { withServer } from "../measure/with-server.js"
import { COLUMNS } from "../report/figures.js"

/** @type {import("./all-cases.js").Case} */
export const purchasesNdjson = {
  name: "purchases-ndjson",
  title:
    "Purchases from an NDJSON file, one a request as the API wants it, into a server that answers at once. The official client has no call for them.",
  recordCount: 50_000,
  repetitions: 3,
  measure: ({ recordCount, repetitions, data, say }) =>
    withServer(async (server) => {
      const filePath = await data.file("purchases", recordCount)
      const bodiesPath = await data.bodies("purchases", recordCount)
      const task = { kind: "purchases", filePath, recordCount, server, data }
      const contenders = [library(task), readyMadeBodies({ ...task, bodiesPath, requestsAtATime: 50 })]
      const results = await interleave(contenders, repetitions, say)
      const [ours, bound] = results.map(({ medians }) => medians)
      return {
        columns: [
          COLUMNS.seconds,
          { key: "requestsPerSecond", title: "requests/s", digits: 0 },
          COLUMNS.cpu,
          COLUMNS.peak,
          COLUMNS.stall,
        ],
        results,
        figures: [
          { name: "requests/s, library", value: ours.requestsPerSecond, atLeast: 4_000 },
          { name: "requests/s, library ÷ bound", value: ours.requestsPerSecond / bound.requestsPerSecond },
        ],
      }
    }),
}
