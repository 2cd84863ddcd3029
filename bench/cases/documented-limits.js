import { fileURLToPath } from "node:url"
import { interleave } from "../measure/interleave.js"
import { runProgram } from "../measure/run-program.js"
import { ServerProcess } from "../measure/server-process.js"

const MAIN = fileURLToPath(new URL("../../dist/cli/main.cjs", import.meta.url))
const MAP_USERS = fileURLToPath(new URL("../programs/map-users.js", import.meta.url))
const PRELOAD = new URL("../measure/preload.js", import.meta.url).href
const LATENCY = ["--set", "latency.kind=fixed", "--set", "latency.latencyMs=150"]

/** The documented limits: so many requests a second, each with so many bytes as are safely under 4 MB. */
const REQUESTS_PER_SECOND = 5
const BODY_BYTES = 3_900_000

/** @type {import("./all-cases.js").Case} */
export const documentedLimits = {
  name: "documented-limits",
  title:
    "Users from a CSV file through the command line into the sandbox with Iterable's documented limits and 150 ms latency. The least time is that of the bytes sent, in full bodies at the limit.",
  recordCount: 1_000_000,
  repetitions: 1,
  measure: async ({ recordCount, repetitions, data, say }) => {
    const filePath = await data.file("users", recordCount)
    const contender = {
      name: "command line",
      measure: () => measureRun(filePath, recordCount, data.scratch()),
    }
    const results = await interleave([contender], repetitions, say)
    const { medians } = results[0]
    return {
      columns: [
        { key: "importSeconds", title: "import s", digits: 2 },
        { key: "processSeconds", title: "process s", digits: 2 },
        { key: "leastSeconds", title: "least s", digits: 2 },
        { key: "requests", title: "requests", digits: 0 },
        { key: "throttled", title: "429s", digits: 0 },
        { key: "lost", title: "lost", digits: 0 },
        { key: "rejected", title: "rejected", digits: 0 },
        { key: "peakMegabytes", title: "peak MB", digits: 0 },
        { key: "cpuSeconds", title: "CPU s", digits: 2 },
        { key: "stallMs", title: "longest stall ms", digits: 0 },
      ],
      results,
      figures: [
        { name: "import ÷ least time", value: medians.importSeconds / medians.leastSeconds, atMost: 1.15 },
        { name: "answers 429", value: medians.throttled, atMost: 0 },
        { name: "records lost", value: medians.lost, atMost: 0 },
        { name: "records rejected", value: medians.rejected, atMost: 0 },
      ],
    }
  },
}

/**
 * @param {string} filePath
 * @param {number} recordCount
 * @param {string} stateDir
 */
async function measureRun(filePath, recordCount, stateDir) {
  const sandbox = await ServerProcess.sandbox(LATENCY)
  try {
    const { stdout, elapsedMs, measures } = await runProgram(
      [
        "--import",
        PRELOAD,
        MAIN,
        "run",
        filePath,
        `--map=${MAP_USERS}`,
        `--base-url=${sandbox.url}`,
        `--state-dir=${stateDir}`,
        "--json",
        "--quiet",
      ],
      { ITERABLE_API_KEY: "bench-key" },
    )
    /** @type {import("iterable-data-import").Summary} */
    const summary = JSON.parse(stdout)
    const held = await sandbox.ask("/_sandbox/counts")
    return {
      ...measures,
      importSeconds: summary.durations.totalMs / 1e3,
      processSeconds: elapsedMs / 1e3,
      leastSeconds: summary.bytes.sent / BODY_BYTES / REQUESTS_PER_SECOND,
      requests: summary.requests.sent,
      throttled: summary.requests.throttled,
      // The sandbox is asked, not the importer.
      lost: recordCount - held.users,
      rejected: summary.records.rejected + summary.records.unknown,
    }
  } finally {
    await sandbox.stop()
  }
}
