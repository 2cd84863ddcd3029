import type { ReadAs } from "../sources/read-as.ts"

/** How a file is now read differently, so that the same bytes give other records; undefined if it is not, or if that is not known. */
export function otherReading(before: ReadAs | undefined, now: ReadAs | undefined): string | undefined {
  if (before === undefined || now === undefined) return undefined
  if (before.format !== now.format)
    return `another format (sourceFileFormat: "${before.format}" then, sourceFileFormat: "${now.format}" now)`
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])]
  const differing = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]))
  if (differing.length === 0) return undefined
  const [then, later] = [before, now].map((readAs) =>
    differing.map((name) => settingText(name, readAs)).join(", "),
  )
  return `another ${differing.join(" and ")} (${then} then, ${later} now)`
}

function settingText(name: string, { [name]: value }: ReadAs): string {
  return value === undefined ? `no ${name}` : `${name}: ${JSON.stringify(value)}`
}
