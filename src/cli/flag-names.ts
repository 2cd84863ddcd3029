const FLAGS: Readonly<Record<string, string>> = {
  apiKey: "the API key",
  baseUrl: "--base-url",
  dryRun: "--dry-run",
  idsFrom: "--ids-from",
  maxOutageMs: "--max-outage",
  maxRejects: "--max-rejects",
  rateLimits: "--rate-limit",
  rejectsFilePath: "--rejects",
  sourceFilePath: "FILE",
  stateDir: "--state-dir",
}

/** A message of the library in the words of the command line: `maxRejects` becomes `--max-rejects`. */
export function inFlagNames(message: string): string {
  return message
    .replaceAll('maxRejects: "off"', "--max-rejects off")
    .replaceAll(/ifChanged: "(same|new)"/g, "--if-changed $1")
    .replaceAll(/idsFrom: (\["[^\]]*"\])/g, (_, columns: string) => `--ids-from ${listText(columns)}`)
    .replaceAll(/\b[a-z]+[A-Z]\w+\b/g, (name) => FLAGS[name] ?? name)
    .replace(/\bsay format\b/, "say --format")
    .replace("set the option delimiter to", "give --delimiter")
    .replace('--delimiter "\\t"', "--delimiter tab")
    .replaceAll(/\bwith from\b/g, "with --from")
    .replace("choose them by their codes", "choose them by --retry-code")
    .replaceAll("restart: true", "--restart")
    .replaceAll("resumeAnyway: true", "--resume-anyway")
    .replaceAll("allowEmpty: true", "--allow-empty")
    .replaceAll("another name", "another --name")
}

/** `["a","b"]` as it is typed: `a,b`. */
function listText(json: string): string {
  const list = (JSON.parse(json) as readonly string[]).join(",")
  return /^[\w.,-]+$/.test(list) ? list : `"${list}"`
}
