import { SourceMap } from "node:module"
import { pathToFileURL } from "node:url"
import { isThrown, propertyOf } from "../../errors.ts"

/** Where the parts of compiled code stand in the text that it was made of. */
export type SourceMapData = Pick<
  ConstructorParameters<typeof SourceMap>[0],
  "version" | "sources" | "names" | "mappings"
>

const sourceMaps = new Map<string, SourceMap>()

/** Remembers where the parts of what was compiled of a file stand in it, if stacks name the URL as its place. */
export function rememberSourceMap(url: string, data: SourceMapData): void {
  sourceMaps.set(url, new SourceMap({ file: url, sourceRoot: "", sourcesContent: [], ...data }))
}

/** The line of a file in which an error came up, where its stack names the file. */
export function lineOfError(path: string, error: unknown): string | undefined {
  // What is thrown may say anything.
  const found = isThrown(error, Error) ? propertyOf(error, "stack") : undefined
  const stack = typeof found === "string" ? found : ""
  const url = pathToFileURL(path).href
  for (const row of stack.split("\n")) {
    const [end, line, column] = /:(\d+):(\d+)\)?$/.exec(row) ?? []
    if (end === undefined || !/^\s+at /.test(row)) continue
    const place = row.slice(0, -end.length)
    const isAt = (name: string): boolean => place.endsWith(` ${name}`) || place.endsWith(`(${name}`)
    // Of what jiti has compiled the lines are the file's, and the columns are not.
    if (isAt(path)) return line
    if (isAt(url)) return lineInSource(url, Number(line), Number(column))
  }
  return undefined
}

function lineInSource(url: string, line: number, column: number): string {
  const entry = sourceMaps.get(url)?.findEntry(line - 1, column - 1)
  return String(entry !== undefined && "originalLine" in entry ? entry.originalLine + 1 : line)
}
