import { interleave } from "../measure/interleave.js"
import { partProgram } from "../measure/part-program.js"
import { runProgram } from "../measure/run-program.js"

/** Each part of `programs/part.js`, and the kind of file that it reads. */
const PARTS = [
  { part: "read-bytes", name: "CSV: read the bytes", kind: "users" },
  { part: "csv-source", name: "CSV: our source", kind: "users" },
  { part: "csv-parse", name: "CSV: csv-parse, objects", kind: "users" },
  { part: "csv-source-and-map", name: "CSV: our source and the map function", kind: "users" },
  { part: "ndjson-source", name: "NDJSON: our source", kind: "events" },
  { part: "readline-json", name: "NDJSON: readline and JSON.parse", kind: "events" },
  { part: "encode-into-body", name: "body: encoded one by one, with marks and positions", kind: "users" },
  { part: "stringify-whole-body", name: "body: JSON.stringify of the whole, to bytes", kind: "users" },
]

/** @type {import("./all-cases.js").Case} */
export const parts = {
  name: "parts",
  title: "Parts of an import alone, each with what it is compared with: CPU time without start-up.",
  recordCount: 1_000_000,
  repetitions: 5,
  measure: async ({ recordCount, repetitions, data, say }) => {
    const contenders = []
    const program = await partProgram()
    for (const { part, name, kind } of PARTS) {
      const filePath = await data.file(kind, recordCount)
      contenders.push({
        name,
        measure: async () => {
          const { measures } = await runProgram([program, part, filePath, String(recordCount)])
          return { ...measures, cpuSecondsPerMillion: (measures.runCpuSeconds / recordCount) * 1e6 }
        },
      })
    }
    const results = await interleave(contenders, repetitions, say)
    const cpu = Object.fromEntries(
      PARTS.map(({ part }, index) => [part, results[index].medians.cpuSecondsPerMillion]),
    )
    return {
      columns: [
        { key: "wallSeconds", title: "s", digits: 2 },
        { key: "cpuSecondsPerMillion", title: "CPU s per million", digits: 2 },
        { key: "peakMegabytes", title: "peak MB", digits: 0 },
      ],
      results,
      figures: [
        { name: "CPU time, csv-parse ÷ our source", value: cpu["csv-parse"] / cpu["csv-source"] },
        {
          name: "CPU time, readline and JSON.parse ÷ our source",
          value: cpu["readline-json"] / cpu["ndjson-source"],
        },
        {
          name: "CPU time, stringify the whole ÷ our body",
          value: cpu["stringify-whole-body"] / cpu["encode-into-body"],
        },
      ],
    }
  },
}
