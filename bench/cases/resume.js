import { cpSync } from "node:fs"
import { commandLineArgs } from "../measure/contenders.js"
import { interleave } from "../measure/interleave.js"
import { runProgram, runUntil } from "../measure/run-program.js"
import { withServer } from "../measure/with-server.js"

const STOPPED_AT = 0.9
const KEY = { ITERABLE_API_KEY: "bench-key" }

/** @type {import("./all-cases.js").Case} */
export const resume = {
  name: "resume",
  title:
    "An import that was stopped (SIGINT) at nine tenths goes on: from the start of the process until its first request reaches the server.",
  recordCount: 20_000_000,
  repetitions: 3,
  measure: ({ recordCount, repetitions, data, say }) =>
    withServer(async (server) => {
      const filePath = await data.file("users", recordCount)
      const stopped = data.scratch()
      say(`  until ${STOPPED_AT} of it is imported`)
      let importedCount = 0
      await runUntil(commandLineArgs({ filePath, server, stateDir: stopped }), KEY, async () => {
        importedCount += (await server.ask("/counts")).records
        return importedCount >= recordCount * STOPPED_AT
      })
      importedCount += (await server.ask("/counts")).records
      const measure = async () => {
        const stateDir = data.scratch()
        cpSync(stopped, stateDir, { recursive: true })
        const { startedEpochMs } = await runProgram(commandLineArgs({ filePath, server, stateDir }), KEY)
        const { firstRequestEpochMs, records } = await server.ask("/counts")
        if (importedCount + records !== recordCount)
          throw new Error(`${importedCount} and ${records} records were sent instead of ${recordCount}.`)
        return { elapsedMs: firstRequestEpochMs - startedEpochMs }
      }
      const name = `run, going on behind record ${importedCount.toLocaleString("en-US")}: first request`
      const results = await interleave([{ name, measure }], repetitions, say)
      return {
        columns: [{ key: "elapsedMs", title: "ms", digits: 0 }],
        results,
        figures: [{ name: "first request", value: results[0].medians.elapsedMs, unit: "ms", atMost: 1000 }],
      }
    }),
}
