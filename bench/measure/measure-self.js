import { readFileSync, writeFileSync } from "node:fs"
import { monitorEventLoopDelay } from "node:perf_hooks"

const RESOLUTION_MS = 10

/**
 * What a process measured of itself.
 *
 * @typedef {object} Measures
 * @property {number} wallSeconds from the call to the end of the process
 * @property {number} runCpuSeconds the same in CPU time, all threads
 * @property {number} cpuSeconds CPU time since the process started
 * @property {number} peakMegabytes the most memory it had, resident
 * @property {number} stallMs the longest time for which the event loop did not turn
 */

/** Begins to measure this process; what was measured is written, at its end, to the file that the environment names. */
export function measureSelf() {
  const path = process.env.BENCH_MEASURES_FILE
  if (path === undefined)
    throw new Error("BENCH_MEASURES_FILE is not set: this program is started by the benchmarks.")
  const startedMs = performance.now()
  const before = process.cpuUsage()
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delays.enable()
  process.on("exit", () => {
    const cpu = process.cpuUsage()
    /** @type {Measures} */
    const measures = {
      wallSeconds: (performance.now() - startedMs) / 1e3,
      runCpuSeconds: (cpu.user + cpu.system - before.user - before.system) / 1e6,
      cpuSeconds: (cpu.user + cpu.system) / 1e6,
      peakMegabytes: peakBytes() / 1e6,
      // The interval of the timer is no stall.
      stallMs: Math.max(0, delays.max / 1e6 - RESOLUTION_MS),
    }
    writeFileSync(path, JSON.stringify(measures))
  })
}

/** Linux counts in `maxRSS` what the parent had when it forked; in `VmHWM` it does not. */
function peakBytes() {
  try {
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))
    return Number(kibibytes) * 1024
  } catch {
    return process.resourceUsage().maxRSS * 1024
  }
}
