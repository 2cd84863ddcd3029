import { say } from "../../../messages/say.ts"
import { LineProblem } from "../text/line-problem.ts"

/** Deeper nesting is not looked into by what comes after; no data of people is nested like that. */
const MAX_LEVELS = 1_000
const QUOTE = 0x22
const BACKSLASH = 0x5c

/** That JSON is nested too deeply; `undefined` if it is not. */
export function nestingProblem(json: string): LineProblem | undefined {
  // Each level takes a bracket at its start and one at its end.
  if (json.length <= 2 * MAX_LEVELS) return undefined
  let levels = 0
  for (let at = 0; at < json.length; at += 1) {
    const unit = json.charCodeAt(at)
    if (unit === QUOTE) at = closingQuote(json, at + 1)
    // Brackets and braces are four apart by this bit alone: 5B, 5D, 7B, 7D.
    else if ((unit & ~0x20) === 0x5b) levels += 1
    else if ((unit & ~0x20) === 0x5d) levels -= 1
    if (levels > MAX_LEVELS)
      return new LineProblem(
        "nested-too-deeply",
        say`Objects and arrays are nested deeper than ${MAX_LEVELS} levels.`,
      )
  }
  return undefined
}

function closingQuote(json: string, from: number): number {
  let at = from
  while (at < json.length && json.charCodeAt(at) !== QUOTE) at += json.charCodeAt(at) === BACKSLASH ? 2 : 1
  return at
}
