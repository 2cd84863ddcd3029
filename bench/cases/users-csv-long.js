import { library } from "../measure/contenders.js"
import { interleave } from "../measure/interleave.js"
import { withServer } from "../measure/with-server.js"
import { COLUMNS } from "../report/figures.js"

/** Time is compared with the shortest, and memory with that of the case users-csv. */
const TIMES_SHORTER = [20, 10, 1]

/** @type {import("./all-cases.js").Case} */
export const usersCsvLong = {
  name: "users-csv-long",
  title: `The same import ${TIMES_SHORTER[1]} and ${TIMES_SHORTER[0]} times as long: memory and time per record stay as they are.`,
  recordCount: 20_000_000,
  repetitions: 3,
  measure: ({ recordCount, repetitions, data, say }) =>
    withServer(async (server) => {
      const counts = TIMES_SHORTER.map((times) => Math.ceil(recordCount / times))
      const contenders = []
      for (const count of counts) {
        const filePath = await data.file("users", count)
        const task = { kind: "users", filePath, recordCount: count, server, data }
        contenders.push({ ...library(task), name: `library, ${count.toLocaleString("en-US")} rows` })
      }
      const results = await interleave(contenders, repetitions, say)
      const [short, medium, long] = results.map(({ medians }) => medians)
      return {
        columns: [COLUMNS.seconds, COLUMNS.perSecond, COLUMNS.cpu, COLUMNS.peak, COLUMNS.stall],
        results,
        figures: [
          {
            name: "time per record, long ÷ short",
            value: short.recordsPerSecond / long.recordsPerSecond,
            atMost: 1.05,
          },
          {
            name: "CPU time per record without start-up, long ÷ short",
            value: long.runCpuSeconds / recordCount / (short.runCpuSeconds / counts[0]),
          },
          {
            name: "peak memory, long ÷ medium",
            value: long.peakMegabytes / medium.peakMegabytes,
            atMost: 1.1,
          },
          { name: "peak memory, long", value: long.peakMegabytes, unit: "MB", atMost: 180 },
          { name: "longest stall of the event loop, long", value: long.stallMs, unit: "ms", atMost: 100 },
        ],
      }
    }),
}
