import { fileURLToPath } from "node:url"
import { KINDS } from "../data/kinds.js"
import { sampleOf } from "../report/figures.js"
import { runProgram } from "./run-program.js"

const PRELOAD = new URL("preload.js", import.meta.url).href
const MAIN = program("../../dist/cli/main.cjs")
const MAP_USERS = program("../programs/map-users.js")
const KEY = { ITERABLE_API_KEY: "bench-key" }

/**
 * What all contenders send, and where to.
 *
 * @typedef {object} Task
 * @property {keyof typeof KINDS} kind
 * @property {string} filePath
 * @property {number} recordCount
 * @property {import("./server-process.js").ServerProcess} server that discards
 * @property {import("../data/data-folder.js").DataFolder} data
 */

/**
 * The built package, through its public API.
 *
 * @param {Task} task
 * @returns {import("./interleave.js").Contender}
 */
export function library({ kind, filePath, recordCount, server, data }) {
  const args = () => [program("../programs/import-file.js"), kind, filePath, data.scratch(), server.url]
  return { name: "library", measure: () => deliver(args(), recordCount, server) }
}

/**
 * The same, and nothing is sent.
 *
 * @param {Omit<Task, "server">} task
 * @returns {import("./interleave.js").Contender}
 */
export function dryRun({ kind, filePath, recordCount, data }) {
  return {
    name: "library, dry run",
    measure: async () => {
      const args = [program("../programs/import-file.js"), kind, filePath, data.scratch(), "dry-run"]
      const { measures, stdout } = await runProgram(args)
      check(Number(stdout), recordCount, "imported")
      return sampleOf(measures, recordCount)
    },
  }
}

/**
 * The built command line.
 *
 * @param {Task} task
 * @returns {import("./interleave.js").Contender}
 */
export function commandLine({ filePath, recordCount, server, data }) {
  const args = () => ["--import", PRELOAD, ...commandLineArgs({ filePath, server, stateDir: data.scratch() })]
  return { name: "command line", measure: () => deliver(args(), recordCount, server) }
}

/**
 * The command that imports users.
 *
 * @param {{ filePath: string, server: import("./server-process.js").ServerProcess, stateDir: string }} options
 */
export function commandLineArgs({ filePath, server, stateDir }) {
  const target = [`--map=${MAP_USERS}`, `--base-url=${server.url}`, `--state-dir=${stateDir}`]
  return [MAIN, "run", filePath, ...target, "--rate-limit=off", "--quiet"]
}

/**
 * What one writes without us.
 *
 * @param {Task} task
 * @returns {import("./interleave.js").Contender}
 */
export function usualScript({ kind, filePath, recordCount, server }) {
  const args = [program("../programs/usual-script.js"), kind, filePath, server.url]
  return {
    name: "usual script (csv-parse or readline, @iterable/api)",
    measure: () => deliver(args, recordCount, server),
  }
}

/**
 * The bound: ready-made bodies.
 *
 * @param {Task & { bodiesPath: string, requestsAtATime: number }} task
 * @returns {import("./interleave.js").Contender}
 */
export function readyMadeBodies({ kind, bodiesPath, recordCount, requestsAtATime, server }) {
  const url = server.url + KINDS[kind].path
  const args = [program("../programs/ready-made-bodies.js"), bodiesPath, url, String(requestsAtATime)]
  return { name: "bound (ready-made bodies, undici)", measure: () => deliver(args, recordCount, server) }
}

/**
 * Runs an importer to its end, and sees that all has come.
 *
 * @param {readonly string[]} args
 * @param {number} recordCount
 * @param {import("./server-process.js").ServerProcess} server
 */
async function deliver(args, recordCount, server) {
  const { measures } = await runProgram(args, KEY)
  const { records, requests } = await server.ask("/counts")
  check(records, recordCount, "received")
  return { ...sampleOf(measures, recordCount), requests, requestsPerSecond: requests / measures.wallSeconds }
}

/**
 * @param {number} count
 * @param {number} wanted
 * @param {string} what
 */
function check(count, wanted, what) {
  if (count !== wanted)
    throw new Error(`${count} of ${wanted} records were ${what}: what loses records is not measured.`)
}

/** @param {string} path */
function program(path) {
  return fileURLToPath(new URL(path, import.meta.url))
}
