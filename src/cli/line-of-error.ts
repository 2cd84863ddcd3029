import { pathToFileURL } from "node:url"

/** The line of a file in which an error came up, where its stack names the file. */
export function lineOfError(path: string, error: unknown): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : ""
  const names = [`${path}:`, `${pathToFileURL(path).href}:`]
  const frame = stack
    .split("\n")
    .find((row) => /^\s+at /.test(row) && names.some((name) => row.includes(name)))
  // The column would be that of compiled code.
  return frame === undefined ? undefined : /:(\d+):\d+\)?$/.exec(frame)?.[1]
}
