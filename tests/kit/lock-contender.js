// A process of its own that takes locks: reads one command a line, `lock DIRECTORY AT` (spinning until that moment, for a close
// race) or `release`, and answers each with a line of JSON. Ends with its input, whatever it holds.
import { createInterface } from "node:readline"
import { createJiti } from "jiti"

const { lockDirectory } = await createJiti(import.meta.url).import(
  "../../src/platform/files/directory-lock.ts",
)
let lock
console.log(JSON.stringify({ kind: "ready" }))
for await (const line of createInterface({ input: process.stdin })) {
  const [command, directory, at] = line.split("\t")
  if (command === "release") {
    await lock?.release()
    console.log(JSON.stringify({ kind: "released" }))
    continue
  }
  while (Date.now() < Number(at)) continue
  const attempt = await lockDirectory(directory).catch((error) => ({ kind: "failed", error: String(error) }))
  if (attempt.kind === "locked") ({ lock } = attempt)
  console.log(JSON.stringify({ kind: attempt.kind, holder: attempt.holder, error: attempt.error }))
}
