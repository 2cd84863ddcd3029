import { execFileSync, spawnSync } from "node:child_process"
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

const root = process.cwd()
const readme = readFileSync("README.md", "utf8")
const parent = mkdtempSync(join(tmpdir(), "readme-"))
const checkout = join(parent, "checkout")
const folder = join(parent, "my-import")
/** What needs no network is not fetched. */
const env = {
  ...process.env,
  npm_config_prefer_offline: "true",
  npm_config_audit: "false",
  npm_config_fund: "false",
  npm_config_loglevel: "error",
}

/** The lines of the block of commands that begins with a text. */
function commandsFrom(start: string): readonly string[] {
  const from = readme.indexOf(`    ${start}`)
  expect(from).toBeGreaterThan(0)
  const [block = ""] = /^(?: {4}.*\n)+/.exec(readme.slice(from)) ?? []
  return block
    .trimEnd()
    .split("\n")
    .map((line) => line.trim())
}

function fenced(language: string, containing: string): string {
  const blocks = [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))]
  return blocks.map(([, text = ""]) => text).find((text) => text.includes(containing)) ?? ""
}

const typed = (command: string): { readonly status: number | null; readonly text: string } => {
  const { status, stderr, stdout } = spawnSync("sh", ["-c", command], { cwd: folder, env, encoding: "utf8" })
  return { status, text: stdout + stderr }
}

beforeAll(() => {
  mkdirSync(checkout)
  const { files } = JSON.parse(readFileSync("package.json", "utf8")) as { files: readonly string[] }
  const kept = ["package.json", "README.md", "LICENSE", "CHANGELOG.md", "tools", "tsconfig.json"]
  for (const name of [...kept, "tsconfig.build.json", ...files.filter((file) => !file.startsWith("!"))])
    if (name !== "dist") cpSync(join(root, name), join(checkout, name), { recursive: true })
  // What `npm ci` would install.
  symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"))
  const commands = commandsFrom("npm ci && npm pack")
  const [first = "", ...others] = commands
  const script = [first.replace("npm ci", "true"), ...others].join("\n")
  execFileSync("sh", ["-e", "-c", script], { cwd: checkout, env, stdio: ["ignore", "ignore", "inherit"] })
  writeFileSync(join(folder, "users.csv"), fenced("csv", "lifetime_value"))
  writeFileSync(join(folder, "map.ts"), fenced("ts", "export default (record)"))
}, 300_000)

afterAll(() => rmSync(parent, { recursive: true, force: true }))

describe("who types what README.md says", { timeout: 120_000 }, () => {
  it("has the command line in a folder of their own", () => {
    expect(existsSync(join(folder, "node_modules/.bin/iterable-data-import"))).toBe(true)
  })

  it.each([
    ["--dry-run", "2 would be sent"],
    ["--sandbox", "The sandbox now holds 2 users"],
  ])("imports their file with the map function shown: %s", (option, said) => {
    const command = commandsFrom("npx iterable-data-import run").find((line) => line.includes(option)) ?? ""
    const { status, text } = typed(command)
    expect(text).toContain(said)
    expect(status).toBe(0)
  })

  it("runs the library's example as it is shown", () => {
    const code = fenced("ts", "some_api_key")
    const example = code.replace('apiKey: "some_api_key"', "dryRun: true")
    expect(example).not.toBe(code)
    writeFileSync(join(folder, "import.ts"), `${example}console.log(summary.records.imported)\n`)
    writeFileSync(join(folder, "data.csv"), fenced("csv", "lifetime_value"))
    const [command = ""] = commandsFrom("npx jiti import.ts")
    expect(typed(command)).toEqual({ status: 0, text: "2\n" })
  })
})
