import { readFileSync } from "node:fs"
import { UsageError } from "../../../errors.ts"
import type { StartSandboxOptions } from "../../../sandbox/index.ts"
import type { SandboxOptions } from "./sandbox-options.ts"
import { parseFault } from "./parse-fault.ts"

type Nested = Record<string, unknown>

/**
 * Puts the sandbox's options together: those of the config file, then those that were set, then the faults.
 *
 * @throws {@link UsageError} if the file cannot be read, or something is not understood.
 */
export function readSandboxOptions({ config, set = [], fault = [] }: SandboxOptions): StartSandboxOptions {
  const options: Nested = config === undefined ? {} : readConfig(config)
  for (const text of set) setOption(options, text)
  const faults = Array.isArray(options["faults"]) ? (options["faults"] as unknown[]) : []
  return fault.length === 0 ? options : { ...options, faults: [...faults, ...fault.map(parseFault)] as never }
}

function readConfig(path: string): Nested {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"))
    if (isNested(value)) return value
  } catch (error) {
    throw new UsageError(
      `Cannot read --config ${path}: ${error instanceof Error ? error.message : String(error)}.`,
    )
  }
  throw new UsageError(`--config ${path} must hold a JSON object of sandbox options.`)
}

/** Sets `NAME=VALUE`, with dots for what is nested; a value that is no JSON is a text. */
function setOption(options: Nested, text: string): void {
  const equals = text.indexOf("=")
  const names = text.slice(0, Math.max(equals, 0)).split(".")
  const last = names.pop() ?? ""
  if (last === "" || names.some((name) => name === "" || name === "__proto__")) {
    throw new UsageError(
      `--set ${JSON.stringify(text)} is not of the form NAME=VALUE, such as projectType=email.`,
    )
  }
  let place = options
  for (const name of names) {
    const inner = Object.hasOwn(place, name) ? place[name] : undefined
    const next = isNested(inner) ? inner : {}
    place[name] = next
    place = next
  }
  place[last] = jsonOrText(text.slice(equals + 1))
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function isNested(value: unknown): value is Nested {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
