// npm run check:speed: whether an import is still faster than the usual script, and takes no more memory for a longer file. Ratios only,
// which are much the same on every machine; what is measured in earnest is `npm run bench`.
//
// A busy machine makes both sides slow, but not always alike: while a bound is not kept there is another round, and the best of each
// side counts. What really became slower or larger is so in all rounds.
import { DataFolder } from "./data/data-folder.js"
import { library, usualScript } from "./measure/contenders.js"
import { partProgram } from "./measure/part-program.js"
import { runProgram } from "./measure/run-program.js"
import { withServer } from "./measure/with-server.js"

const SHORT_RECORDS = 40_000
const LONG_RECORDS = 400_000
const MOST_ROUNDS = 3
/** CPU time of the usual script over ours, on the long file. Seen on a busy machine: 1.7 to 2.2. */
const LEAST_CPU_RATIO = 1.5
/** Peak memory with the long file over that with the short one. Seen: 1.0 to 1.2; keeping 100 bytes of each record makes it 1.3. */
const MOST_MEMORY_RATIO = 1.25

const PARTS = ["csv-source", "csv-source-and-map", "encode-into-body"]

const data = new DataFolder(undefined)
try {
  const isFine = await withServer(checkSpeed)
  if (!isFine) process.exitCode = 1
  else await checkParts()
} finally {
  data.remove()
}

/** @param {import("./measure/server-process.js").ServerProcess} server */
async function checkSpeed(server) {
  const [short, long] = await Promise.all(
    [SHORT_RECORDS, LONG_RECORDS].map(async (recordCount) => {
      const filePath = await data.file("users", recordCount)
      return { kind: /** @type {const} */ ("users"), filePath, recordCount, server, data }
    }),
  )
  const best = {
    cpuSeconds: Infinity,
    usualCpuSeconds: Infinity,
    shortMegabytes: Infinity,
    longMegabytes: Infinity,
  }
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const oursShort = await library(short).measure()
    const oursLong = await library(long).measure()
    const usual = await usualScript(long).measure()
    best.cpuSeconds = Math.min(best.cpuSeconds, oursLong.cpuSeconds)
    best.usualCpuSeconds = Math.min(best.usualCpuSeconds, usual.cpuSeconds)
    best.shortMegabytes = Math.min(best.shortMegabytes, oursShort.peakMegabytes)
    best.longMegabytes = Math.min(best.longMegabytes, oursLong.peakMegabytes)
    const cpuRatio = best.usualCpuSeconds / best.cpuSeconds
    const memoryRatio = best.longMegabytes / best.shortMegabytes
    const isFastEnough = cpuRatio >= LEAST_CPU_RATIO
    const isFlat = memoryRatio <= MOST_MEMORY_RATIO
    if (isFastEnough && isFlat) return true
    if (round < MOST_ROUNDS) continue
    if (!isFastEnough)
      console.error(
        `An import takes too much CPU time: the usual script takes ${cpuRatio.toFixed(2)} times as much, and should take at least ${LEAST_CPU_RATIO} times. npm run bench -- users-csv says more.`,
      )
    if (!isFlat)
      console.error(
        `Memory grows with the file: ${LONG_RECORDS / SHORT_RECORDS} times the records take ${memoryRatio.toFixed(2)} times the memory, and may take ${MOST_MEMORY_RATIO} times. npm run bench -- users-csv-long says more.`,
      )
  }
  return false
}

/** The parts reach into the package; whether they still can is seen here, without a look at the time. */
async function checkParts() {
  const filePath = await data.file("users", SHORT_RECORDS)
  const program = await partProgram()
  await Promise.all(PARTS.map((part) => runProgram([program, part, filePath, "1"])))
}
