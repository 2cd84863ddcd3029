import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

const DISCARD = fileURLToPath(new URL("../programs/discard.js", import.meta.url))
const MAIN = fileURLToPath(new URL("../../dist/cli/main.cjs", import.meta.url))

/** A server in a process of its own. */
export class ServerProcess {
  /**
   * @param {string} url
   * @param {import("node:child_process").ChildProcess} child
   */
  constructor(url, child) {
    this.url = url
    this.child = child
  }

  /** A server that answers at once that all is well, and keeps nothing. */
  static discarding() {
    return start([DISCARD])
  }

  /**
   * The product's own stand-in for Iterable.
   *
   * @param {readonly string[]} options of the command `sandbox`
   */
  static sandbox(options) {
    return start([MAIN, "sandbox", "--port", "0", ...options])
  }

  /**
   * What it says at a path.
   *
   * @param {string} path
   */
  async ask(path) {
    const answer = await fetch(this.url + path)
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    return answer.json()
  }

  async stop() {
    this.child.kill()
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, "exit")
  }
}

/** @param {readonly string[]} args */
async function start(args) {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] })
  let printed = ""
  for await (const text of child.stdout.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    printed += String(text)
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0]
    if (url === undefined) continue
    child.stdout.resume()
    return new ServerProcess(url, child)
  }
  throw new Error(`The server did not start: ${printed}`)
}
