import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os"

const require = createRequire(import.meta.url)

/**
 * Where and with what was measured.
 *
 * @typedef {object} Machine
 * @property {string} processor
 * @property {number} cores
 * @property {number} memoryGigabytes
 * @property {string} system
 * @property {string} node
 * @property {Record<string, string>} packages
 */

/** @returns {Machine} */
export function describeMachine() {
  const names = ["@iterable/api", "csv-parse", "undici"]
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"))
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 1e9),
    system: `${type()} ${release()}`,
    node: process.version,
    packages: {
      "iterable-data-import": version,
      ...Object.fromEntries(names.map((name) => [name, versionOf(name)])),
    },
  }
}

/** How many processes wanted a core in the last minute, on average. */
export function loadOfLastMinute() {
  return loadavg()[0]
}

/** @param {string} name */
function versionOf(name) {
  const paths = require.resolve.paths(name) ?? []
  for (const path of paths) {
    try {
      return JSON.parse(readFileSync(`${path}/${name}/package.json`, "utf8")).version
    } catch {
      // Not in this folder.
    }
  }
  return "unknown"
}

/** The commit, with a `+` if files differ from it; undefined outside of a repository. */
export function commitOfNow() {
  try {
    const git = (...args) =>
      execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim()
    const isChanged = git("status", "--porcelain", "--untracked-files=no") !== ""
    return git("rev-parse", "--short", "HEAD") + (isChanged ? "+" : "")
  } catch {
    return undefined
  }
}
