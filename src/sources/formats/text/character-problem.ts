import type { Message } from "../../../messages/message.ts"
import { asNames, asOurs, say } from "../../../messages/say.ts"
import { LineProblem } from "./line-problem.ts"

const MAX_PATH_CHARACTERS = 200
const LONE_SURROGATE = /\p{Cs}/u

/** A value within another, and the names and indexes that lead to it. */
interface Placed {
  readonly path: string
  readonly value: unknown
}

/**
 * That a text or a name in a value of JSON, at any depth, has a character that no text should have: NUL, or half of a surrogate pair;
 * `undefined` if none has.
 */
export function characterProblem(json: object): LineProblem | undefined {
  const left: Placed[] = [{ path: "", value: json }]
  // A list of what is left to be seen instead of calls: JSON may be nested deeper than those.
  for (let placed = left.pop(); placed !== undefined; placed = left.pop()) {
    const { path, value } = placed
    if (typeof value === "string" && hasWrongCharacter(value))
      return problemOf(value, say`The text in ${asNames(path)}`)
    if (typeof value !== "object" || value === null) continue
    const isArray = Array.isArray(value)
    for (const [name, inner] of Object.entries(value).toReversed()) {
      if (!isArray && hasWrongCharacter(name))
        return problemOf(name, path === "" ? say`A name` : say`A name within ${asNames(path)}`)
      left.push({ path: longer(path, isArray ? `[${name}]` : name), value: inner })
    }
  }
  return undefined
}

/** Whether a text has one. */
export function hasWrongCharacter(text: string): boolean {
  return text.includes("\0") || LONE_SURROGATE.test(text)
}

function longer(path: string, name: string): string {
  if (path.length > MAX_PATH_CHARACTERS) return path
  const joined = path === "" || name.startsWith("[") ? path + name : `${path}.${name}`
  return joined.length > MAX_PATH_CHARACTERS ? `${joined.slice(0, MAX_PATH_CHARACTERS)}…` : joined
}

function problemOf(text: string, place: Message): LineProblem {
  if (text.includes("\0"))
    return new LineProblem(
      "nul-character",
      say`${place} has a NUL character (U+0000), which no text should have.`,
    )
  const [half = ""] = LONE_SURROGATE.exec(text) ?? []
  const code = half.charCodeAt(0).toString(16).toUpperCase()
  return new LineProblem(
    "lone-surrogate",
    say`${place} has one half of a character (U+${asOurs(code)}) without the other: it may have been cut within an emoji.`,
  )
}
