import { flagNames } from "../../../import/options/flag-name.ts"
import { ALL_OPTIONS } from "../../options/all-options.ts"
import { commandWords } from "../../shell/with-option.ts"

/** The names of options that a retry has as the import had them. */
const KEPT = new Set(
  ALL_OPTIONS.filter(({ flag }) => flag.isKeptForRetry === true).flatMap(({ flag }) =>
    flagNames(flag.syntax),
  ),
)

/** The command that runs the rejects of an import again, made of the one that ran it; `name` is a word of a shell. */
export function retryCommandOf(command: string, name: string): string | undefined {
  const words = commandWords(command)
  const at = words.indexOf("run")
  if (at === -1) return undefined
  const options: string[] = []
  for (let index = at + 1; index < words.length && words[index] !== "--"; index += 1) {
    const word = words[index] ?? ""
    const [flag = ""] = word.split("=", 1)
    if (!KEPT.has(flag)) continue
    options.push(word)
    if (flag !== word) continue
    index += 1
    options.push(words[index] ?? "")
  }
  const start = [...words.slice(0, at), "retry"]
  return [...start, ...(name.startsWith("-") ? [...options, "--", name] : [name, ...options])].join(" ")
}
