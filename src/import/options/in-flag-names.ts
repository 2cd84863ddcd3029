import { FILE_OPTIONS } from "./file-options.ts"
import { COMMON_OPTIONS } from "./common-options.ts"
import { DELIVERY_OPTIONS } from "./delivery-options.ts"
import { flagName } from "./flag-name.ts"
import type { DeclaredOption } from "./declared-option.ts"
import { RETRY_OPTIONS } from "./retry-options.ts"

/** The options of the library that may be typed. */
const DECLARED: Readonly<Record<string, Omit<DeclaredOption, "name">>> = {
  ...FILE_OPTIONS,
  ...RETRY_OPTIONS,
  ...DELIVERY_OPTIONS,
  ...COMMON_OPTIONS,
}

/** How the functions of the library are typed. */
const COMMANDS: Readonly<Record<string, string>> = { retryRejects: "retry" }

/** Values that a shell, or a person, would read otherwise. */
const TYPED_VALUES: Readonly<Record<string, string>> = {
  ",": "comma",
  ";": "semicolon",
  "|": "pipe",
  "\t": "tab",
}

/** An option with its value, as messages name it: `restart: true`, `ifChanged: "new"`, `idsFrom: ["a","b"]`. */
const WITH_VALUE = /\b([a-z]+[A-Za-z]*): (true\b|\d+\b|"(?:[^"\\]|\\.)*"|\["(?:[^\]"\\]|\\.|",")*"\])/g
/** An option alone; what is a part of a path, or stands between quotes, is a name of the user's own. */
const ALONE = /(?<![\w./\\"'`“$-])[a-z]+[A-Z]\w+(?![\w/\\"'`”-]|\.\w)/g

/**
 * A message of the library in the words of the command line: `maxRejects` becomes `--max-rejects`.
 *
 * Messages name an option with a value (`restart: true`), or alone if its name has a capital letter (`maxRejects`). The one of which both are
 * said (`--restart (restart: true)`) is left as it is typed.
 */
export function inFlagNames(message: string): string {
  return message
    .replaceAll(WITH_VALUE, (text, name: string, value: string) => {
      const flag = flagOf(name)
      return flag === undefined ? text : `${flag}${valueText(value)}`
    })
    .replaceAll(ALONE, (name) => flagOf(name) ?? name)
    .replaceAll(/(--[a-z-]+) \(\1\)/g, "$1")
    .replaceAll("another name", "another name with --name")
    .replace(/^the API key/, "The API key")
}

function flagOf(name: string): string | undefined {
  if (Object.hasOwn(COMMANDS, name)) return COMMANDS[name]
  const option = Object.hasOwn(DECLARED, name) ? DECLARED[name] : undefined
  return option?.typedAs ?? (option?.flag && flagName(option.flag.syntax))
}

/** A value of JSON as it is typed: `["a","b"]` as ` a,b`, and `true` not at all. */
function valueText(json: string): string {
  const value = JSON.parse(json) as true | number | string | readonly string[]
  if (value === true) return ""
  const text = Array.isArray(value) ? value.join(",") : String(value)
  const typed = TYPED_VALUES[text] ?? text
  return /^[\w.,%-]+$/.test(typed) ? ` ${typed}` : ` "${typed}"`
}
