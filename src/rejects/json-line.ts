import { lineText } from "./line-text.ts"

/** A line of a list with its line end. */
export function jsonLine(line: object): string {
  return `${lineText(line)}\n`
}
