import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { interleave } from "../measure/interleave.js"
import { runProgram } from "../measure/run-program.js"
import { withServer } from "../measure/with-server.js"

const MAIN = fileURLToPath(new URL("../../dist/cli/main.cjs", import.meta.url))
const MAPS = {
  js: `import { UpdateUserProfile } from "iterable-data-import"

export default (record) =>
  new UpdateUserProfile({ email: record.email, userId: record.id, dataFields: { city: record.city } })
`,
  ts: `import { UpdateUserProfile, type SourceDataRecord } from "iterable-data-import"

export default (record: SourceDataRecord) =>
  new UpdateUserProfile({ email: record["email"]!, userId: record["id"]!, dataFields: { city: record["city"] } })
`,
}

/** @type {import("./all-cases.js").Case} */
export const start = {
  name: "start",
  title:
    "The built command line from its start: `--help` until the process is gone, and `run` until its first request reaches the server, with a map function in JavaScript and in TypeScript. Node alone is what cannot be undercut.",
  recordCount: 20_000,
  repetitions: 10,
  measure: ({ recordCount, repetitions, data, say }) =>
    withServer(async (server) => {
      const filePath = await data.file("users", recordCount)
      const folder = data.scratch()
      const contenders = [
        { name: "node alone", measure: () => wholeTime(["--eval", "0"]) },
        { name: "--help", measure: () => wholeTime([MAIN, "--help"]) },
        ...Object.entries(MAPS).map(([extension, map]) => {
          const mapPath = join(folder, `map.${extension}`)
          writeFileSync(mapPath, map)
          const args = [
            "run",
            filePath,
            "--map",
            mapPath,
            "--base-url",
            server.url,
            "--rate-limit",
            "off",
            "--quiet",
          ]
          return {
            name: `run, map.${extension}: first request`,
            measure: () => timeToFirstRequest([MAIN, ...args, "--state-dir", data.scratch()], server),
          }
        }),
      ]
      const results = await interleave(contenders, repetitions, say)
      const [, help, runJs, runTs] = results.map(({ medians }) => medians.elapsedMs)
      return {
        columns: [{ key: "elapsedMs", title: "ms", digits: 0 }],
        results,
        figures: [
          { name: "--help", value: help, unit: "ms", atMost: 150 },
          { name: "run, map.js: first request", value: runJs, unit: "ms", atMost: 400 },
          { name: "run, map.ts: first request", value: runTs, unit: "ms", atMost: 650 },
        ],
      }
    }),
}

/** @param {readonly string[]} args */
async function wholeTime(args) {
  const { elapsedMs } = await runProgram(args)
  return { elapsedMs }
}

/**
 * @param {readonly string[]} args
 * @param {import("../measure/server-process.js").ServerProcess} server
 */
async function timeToFirstRequest(args, server) {
  const { startedEpochMs } = await runProgram(args, { ITERABLE_API_KEY: "bench-key" })
  const { firstRequestEpochMs } = await server.ask("/counts")
  return { elapsedMs: firstRequestEpochMs - startedEpochMs }
}
