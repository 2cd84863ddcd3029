import { basename } from "node:path"
import { flagName, takesValue } from "../../import/options/flag-name.ts"
import { ALL_OPTIONS } from "../options/all-options.ts"
import { isPlain } from "../terminal/plain-text.ts"

export const PACKAGE_NAME = "iterable-data-import"
const NAMES = new Set([PACKAGE_NAME, "idi"])

/** How this program was called. */
export interface Call {
  /** Its own path, as the system says it. */
  readonly programPath: string
  readonly args: readonly string[]
  readonly env: Readonly<NodeJS.ProcessEnv>
  readonly platform: NodeJS.Platform
}

/** The command that goes on with what a call began, as it can be pasted into a shell: the same one, without what begins anew. */
export function commandText(call: Call): string {
  const { args, platform } = call
  const end = args.indexOf("--")
  const again = args.filter((arg, index) => !isAskedOnce(arg, args[index - 1]) || (end !== -1 && index > end))
  return [programText(call), ...again.map((word) => quoted(word, platform))].join(" ")
}

/** How the program is called where this call was typed: `idi`, `npx idi`, or `node dist/cli/main.cjs`. */
export function programText({ env, platform, programPath }: Omit<Call, "args">): string {
  const name = basename(programPath).replace(/\.(cmd|ps1)$/, "")
  if (!NAMES.has(name)) return ["node", programPath].map((word) => quoted(word, platform)).join(" ")
  // What npx has fetched for once has the name of the package only.
  if (/[\\/]_npx[\\/]/.test(programPath)) return `npx ${PACKAGE_NAME}`
  const isOfPackage = env["npm_command"] !== undefined || /[\\/]node_modules[\\/]\.bin[\\/]/.test(programPath)
  return isOfPackage ? `npx ${name}` : name
}

/** Whether a word asks for something once; pasted again, it would take the next change for granted. */
function isAskedOnce(arg: string, before: string | undefined): boolean {
  return ALL_OPTIONS.some(({ flag }) => {
    if (flag.isAskedOnce !== true) return false
    const name = flagName(flag.syntax)
    return arg === name || (takesValue(flag.syntax) && (before === name || arg.startsWith(`${name}=`)))
  })
}

/** The call of this process. */
export function thisCall(): Call {
  const [, programPath = PACKAGE_NAME, ...args] = process.argv
  return { programPath, args, env: process.env, platform: process.platform }
}

/** A word as a shell takes it for one. */
export function quoted(word: string, platform: NodeJS.Platform): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word
  if (platform !== "win32" && !isPlain(word)) return `$'${Array.from(word, visible).join("")}'`
  return platform === "win32" ? `"${word.replaceAll('"', '\\"')}"` : `'${word.replaceAll("'", `'\\''`)}'`
}

const ESCAPED: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "'": "\\'",
  "\\": "\\\\",
}

/** As it stands within `$'…'`, which bash, zsh and ksh know: what cannot be seen is named by its bytes. */
function visible(character: string): string {
  const escaped = ESCAPED[character]
  if (escaped !== undefined) return escaped
  if (isPlain(character)) return character
  return Array.from(Buffer.from(character), (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("")
}
