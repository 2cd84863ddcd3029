import { isThrown, propertyOf } from "../../errors.ts"

/** The line of a file in which an error came up, where its stack names the file by this path. */
export function lineOfError(path: string, error: unknown): string | undefined {
  // What is thrown may say anything.
  const found = isThrown(error, Error) ? propertyOf(error, "stack") : undefined
  const stack = typeof found === "string" ? found : ""
  for (const row of stack.split("\n")) {
    const [end, line] = /:(\d+):\d+\)?$/.exec(row) ?? []
    if (end === undefined || !/^\s+at /.test(row)) continue
    const place = row.slice(0, -end.length)
    // Of what jiti has compiled the lines are the file's, and the columns are not.
    if (place.endsWith(` ${path}`) || place.endsWith(`(${path}`)) return line
  }
  return undefined
}
