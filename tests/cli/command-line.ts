import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { onTestFinished } from "vitest"

/** The built program; `npm test` builds it. */
export const PROGRAM_PATH: string = join(import.meta.dirname, "../../dist/cli/main.cjs")

/** How to start the program. */
export interface StartOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** The program under way. */
export interface Running {
  readonly child: ChildProcess
  readonly stdout: () => string
  readonly stderr: () => string
  /** Resolves to the text once one of the streams has held it. */
  readonly said: (text: string | RegExp) => Promise<void>
  readonly ended: Promise<Ended>
}

/** How the program ended. */
export interface Ended {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts the program with an environment of its own: no key, no color, no CI. */
export function start(args: readonly string[], options: StartOptions = {}): Running {
  return startCommand([process.execPath, PROGRAM_PATH, ...args], options)
}

/** Signals until the program has ended, far enough apart to count one by one. */
export async function interruptUntilEnded({ child, ended }: Running): Promise<Ended> {
  const timer = setInterval(() => child.kill("SIGINT"), 250)
  try {
    return await ended
  } finally {
    clearInterval(timer)
  }
}

/** Runs the program to its end. */
export function cli(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
  return start(args, options).ended
}

/** Starts any command as `start` starts the program. */
export function startCommand(
  [command = "", ...args]: readonly string[],
  options: StartOptions = {},
): Running {
  if (!existsSync(PROGRAM_PATH)) throw new Error("The program is not built: npm run build")
  const { HOME = "", PATH = "" } = process.env
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { HOME, PATH, LANG: "C.UTF-8", ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
  })
  onTestFinished(() => void child.kill("SIGKILL"))
  let [stdout, stderr] = ["", ""]
  const waiting = new Set<() => void>()
  const look = (): void => {
    for (const check of waiting) check()
  }
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text
    look()
  })
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text
    look()
  })
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr }))
  })
  const said = (text: string | RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        const isSaid = [stdout, stderr].some((output) =>
          typeof text === "string" ? output.includes(text) : text.test(output),
        )
        if (!isSaid) return
        waiting.delete(check)
        resolve()
      }
      waiting.add(check)
      check()
      void ended.then(() =>
        reject(new Error(`It ended without saying ${String(text)}:\n${stdout}\n${stderr}`)),
      )
    })
  return { child, stdout: () => stdout, stderr: () => stderr, said, ended }
}

/** A folder for one test, with these files in it. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "idi-cli-"))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)))
  return folder
}

/** A CSV of so many users. */
export function usersCsv(users: number): string {
  const rows = Array.from(
    { length: users },
    (_, index) => `u${index + 1},user${index + 1}@example.com,${index}.5`,
  )
  return `id,email,ltv\n${rows.join("\n")}\n`
}

/** A map file for {@link usersCsv}. */
export const USER_MAP = `import { UpdateUserProfile, type SourceDataRecord } from "iterable-data-import"
export default (record: SourceDataRecord) =>
  new UpdateUserProfile({ userId: record.id, email: record.email, dataFields: { ltv: Number(record.ltv) } })
`
