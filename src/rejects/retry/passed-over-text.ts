import { basename } from "node:path"
import type { ChosenList } from "../lists/rejects-lists.ts"

/** Says of a list that was changed that another one counts. */
export function passedOverText(
  path: string,
  list: Pick<ChosenList, "path">,
  asidePath: string | undefined,
): string {
  const kept = asidePath === undefined ? "" : ` It is kept as ${basename(asidePath)}.`
  return `${path} was changed too, and does not say the same as ${list.path}.${kept}`
}
