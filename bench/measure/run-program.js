import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"

const POLL_MS = 50
const STOPPED_BY_SIGINT = 130
const ROOT = fileURLToPath(new URL("../..", import.meta.url))

/**
 * What became of a program.
 *
 * @typedef {object} Ended
 * @property {string} stdout
 * @property {number} startedEpochMs just before it was started
 * @property {number} elapsedMs from before it was started until it was gone
 * @property {import("./measure-self.js").Measures | undefined} measures if it measured itself
 */

/**
 * Runs a program with this Node to its end.
 *
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} [env]
 * @returns {Promise<Ended>}
 * @throws {Error} if it does not end with 0
 */
export async function runProgram(args, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), "iterable-data-import-measures-"))
  const measuresPath = join(folder, "measures.json")
  try {
    const startedEpochMs = epochMs()
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...process.env, ...env, BENCH_MEASURES_FILE: measuresPath },
      stdio: ["ignore", "pipe", "pipe"],
    })
    let elapsedMs = 0
    child.on("exit", () => (elapsedMs = epochMs() - startedEpochMs))
    const output = { stdout: "", stderr: "" }
    child.stdout.setEncoding("utf8").on("data", (text) => (output.stdout += text))
    child.stderr.setEncoding("utf8").on("data", (text) => (output.stderr += text))
    const [code, signal] = await once(child, "close")
    if (code !== 0)
      throw new Error(`${args.join(" ")} ended with ${code ?? signal}:\n${output.stderr}${output.stdout}`)
    const measures = existsSync(measuresPath) ? JSON.parse(readFileSync(measuresPath, "utf8")) : undefined
    return { stdout: output.stdout, startedEpochMs, elapsedMs, measures }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Runs a program with this Node until it has done enough; then it is asked to stop (SIGINT), and does.
 *
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} env
 * @param {() => Promise<boolean>} isEnough asked every now and then
 * @throws {Error} if it ends before, or otherwise than by being stopped
 */
export async function runUntil(args, env, isEnough) {
  const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: "ignore" })
  const exit = once(child, "exit")
  while (child.exitCode === null && !(await isEnough())) await setTimeout(POLL_MS)
  child.kill("SIGINT")
  const [code, signal] = await exit
  if (code !== STOPPED_BY_SIGINT) throw new Error(`${args.join(" ")} ended with ${code ?? signal}.`)
}

/** The time with fractions of a millisecond, comparable between processes. */
export function epochMs() {
  return performance.timeOrigin + performance.now()
}
