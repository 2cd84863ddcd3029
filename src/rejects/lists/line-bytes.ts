import { lineText } from "../line-text.ts"

/** A line of a list, without its line end. */
export function lineBytes(line: object): Buffer {
  return Buffer.from(lineText(line))
}
