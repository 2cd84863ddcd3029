/** How the options and functions of the library are typed on the command line. */
export const FLAG_NAMES: Readonly<Record<string, string>> = {
  allowEmpty: "--allow-empty",
  apiKey: "the API key",
  baseUrl: "--base-url",
  codes: "--retry-code",
  delimiter: "--delimiter",
  dryRun: "--dry-run",
  from: "--from",
  idsFrom: "--ids-from",
  ifChanged: "--if-changed",
  logLevel: "--log-level",
  maxOutageMs: "--max-outage",
  maxRejects: "--max-rejects",
  name: "--name",
  overwriteNewer: "--overwrite-newer",
  rateLimits: "--rate-limit",
  rateShare: "--rate-share",
  region: "--region",
  rejectsFilePath: "--rejects",
  restart: "--restart",
  resumeAnyway: "--resume-anyway",
  retryRejects: "retry",
  sameProject: "--same-project",
  sourceFileFormat: "--format",
  sourceFilePath: "FILE",
  stages: "--retry-stage",
  stateDir: "--state-dir",
}

/** Values that a shell, or a person, would read otherwise. */
const TYPED_VALUES: Readonly<Record<string, string>> = {
  ",": "comma",
  ";": "semicolon",
  "|": "pipe",
  "\t": "tab",
}

/** An option with its value, as messages name it: `restart: true`, `ifChanged: "new"`, `idsFrom: ["a","b"]`. */
const WITH_VALUE = /\b([a-z]+[A-Za-z]*): (true\b|"(?:[^"\\]|\\.)*"|\["(?:[^\]"\\]|\\.|",")*"\])/g
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
  return Object.hasOwn(FLAG_NAMES, name) ? FLAG_NAMES[name] : undefined
}

/** A value of JSON as it is typed: `["a","b"]` as ` a,b`, and `true` not at all. */
function valueText(json: string): string {
  const value = JSON.parse(json) as true | string | readonly string[]
  if (value === true) return ""
  const text = typeof value === "string" ? value : value.join(",")
  const typed = TYPED_VALUES[text] ?? text
  return /^[\w.,%-]+$/.test(typed) ? ` ${typed}` : ` "${typed}"`
}
