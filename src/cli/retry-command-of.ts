import { commandWords } from "./with-option.ts"

/** Options of `run` that mean the same to `retry`. */
const SHARED = new Set([
  "-m",
  "--map",
  "--state-dir",
  "--api-key-env",
  "--region",
  "--base-url",
  "--rate-limit",
  "--rate-share",
  "--max-outage",
])

/** The command that runs the rejects of an import again, made of the one that ran it; `name` is a word of a shell. */
export function retryCommandOf(command: string, name: string): string | undefined {
  const words = commandWords(command)
  const at = words.indexOf("run")
  if (at === -1) return undefined
  const options: string[] = []
  for (let index = at + 1; index < words.length && words[index] !== "--"; index += 1) {
    const word = words[index] ?? ""
    const [flag = ""] = word.split("=", 1)
    if (!SHARED.has(flag)) continue
    options.push(word)
    if (flag !== word) continue
    index += 1
    options.push(words[index] ?? "")
  }
  const start = [...words.slice(0, at), "retry"]
  return [...start, ...(name.startsWith("-") ? [...options, "--", name] : [name, ...options])].join(" ")
}
