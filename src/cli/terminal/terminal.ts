import type { WriteStream } from "node:tty"
import picocolors from "picocolors"
import { secretScrubber } from "../../platform/secret/secret-scrubber.ts"
import type { Scrub } from "../../platform/secret/secret-scrubber.ts"
import { jsonText } from "./json-text.ts"
import { plainLines } from "./plain-text.ts"

type Write = WriteStream["write"]

const HIDE_CURSOR = "\u001B[?25l"
const SHOW_CURSOR = "\u001B[?25h"
const CLEAR_BELOW = "\u001B[J"

/**
 * Where the program speaks: results on stdout, everything else on stderr, there with a live line at the bottom if it is a
 * terminal. Others that write to either stream meanwhile, such as a map function, are led to stderr, above the live line.
 */
export class Terminal {
  readonly #writeOut: Write
  readonly #writeErr: Write
  readonly #scrubs: Scrub[] = []
  #shown = ""
  #live: ((columns: number) => string) | undefined
  /** Somebody's unfinished line; the live line waits until it is finished, and what we say begins a new one. */
  #isMidLine = false

  /** Whether stderr is a terminal on which a line can be drawn again and again. */
  readonly isLive: boolean
  readonly colors: ReturnType<typeof picocolors.createColors>

  constructor(env: Readonly<NodeJS.ProcessEnv> = process.env) {
    this.#writeOut = process.stdout.write.bind(process.stdout)
    this.#writeErr = process.stderr.write.bind(process.stderr)
    const canDraw = process.stderr.isTTY && env["TERM"] !== "dumb"
    this.isLive = canDraw && !isSet(env["CI"])
    this.colors = picocolors.createColors(wantsColor(env, canDraw))
    process.stdout.write = this.#divert
    process.stderr.write = this.#divert
    process.once("exit", () => this.endLive())
    process.stderr.on("resize", () => this.redraw())
  }

  /** A text that must never be shown, wherever it comes from, nor in another form. */
  hide(secret: string): void {
    this.#scrubs.push(secretScrubber(secret))
  }

  /** Says something on stderr. */
  say(text: string): void {
    this.#clear()
    this.#writeErr(`${this.#isMidLine ? "\n" : ""}${this.#clean(text)}\n`)
    this.#isMidLine = false
    this.redraw()
  }

  /** Prints a result on stdout. */
  print(text: string): void {
    this.#clear()
    this.#writeOut(`${this.#clean(text)}\n`)
    this.redraw()
  }

  /** Prints a result as JSON on stdout. */
  printJson(value: unknown): void {
    this.print(jsonText(value))
  }

  /** Starts to show a line, which is asked for at each `redraw`, at the bottom of the terminal. */
  startLive(line: (columns: number) => string): void {
    if (!this.isLive) return
    this.#writeErr(HIDE_CURSOR)
    this.#live = line
    this.redraw()
  }

  /** Draws the live line as it is now. */
  redraw(): void {
    if (this.#live === undefined || this.#isMidLine) return
    const text = this.#clean(this.#live(columnsNow()))
    const start = this.#toStart()
    this.#shown = text
    // In one piece, and the new text over the old one: nothing flickers.
    this.#writeErr(`${start}${text}${CLEAR_BELOW}`)
  }

  /** Removes the live line. */
  endLive(): void {
    if (this.#live === undefined) return
    this.#clear()
    this.#live = undefined
    this.#writeErr(SHOW_CURSOR)
  }

  #clear(): void {
    if (this.#shown === "") return
    this.#writeErr(`${this.#toStart()}${CLEAR_BELOW}`)
    this.#shown = ""
  }

  /** A terminal that was made narrower has broken the line that is shown into several. */
  #toStart(): string {
    const rows = Math.max(1, Math.ceil(this.#shown.length / columnsNow()))
    return rows > 1 ? `\r\u001B[${rows - 1}A` : "\r"
  }

  readonly #divert: Write = (
    chunk: string | Uint8Array,
    encoding?: BufferEncoding | ((error?: Error | null) => void),
    callback?: (error?: Error | null) => void,
  ): boolean => {
    this.#clear()
    this.#isMidLine = !endsLine(chunk, this.#isMidLine)
    // The live line comes back with the next redraw: somebody who prints a lot is not slowed down by it.
    return typeof encoding === "string"
      ? this.#writeErr(chunk, encoding, callback)
      : this.#writeErr(chunk, encoding ?? callback)
  }

  /** What others made, such as names of files and messages of servers, may neither command the terminal nor tell secrets. */
  #clean(text: string): string {
    const scrubbed = this.#scrubs.reduce((left, scrub) => scrub(left), text)
    return plainLines(scrubbed, this.colors.isColorSupported)
  }
}

function columnsNow(): number {
  const { columns } = process.stderr
  return columns > 0 ? columns : 80
}

function endsLine(chunk: string | Uint8Array, wasMidLine: boolean): boolean {
  if (chunk.length === 0) return !wasMidLine
  return typeof chunk === "string" ? chunk.endsWith("\n") : chunk.at(-1) === 10
}

/** See no-color.org and force-color.org. */
function wantsColor(env: Readonly<NodeJS.ProcessEnv>, canDraw: boolean): boolean {
  if ((env["NO_COLOR"] ?? "") !== "") return false
  return isSet(env["FORCE_COLOR"]) || canDraw
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && !["", "0", "false"].includes(value)
}
