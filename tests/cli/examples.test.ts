import { readFileSync } from "node:fs"
import { cp, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { startSandbox } from "iterable-data-import/sandbox"
import type { Summary } from "iterable-data-import"
import { cli, folderWith, startCommand } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const EXAMPLES = join(import.meta.dirname, "../../examples")

async function runExample(
  file: string,
  map: string,
): Promise<{ exitCode: number | null; summary: Summary; text: string }> {
  const cwd = await folderWith({})
  const ended = await cli(
    ["run", join(EXAMPLES, file), "--map", join(EXAMPLES, map), "--sandbox", "--json"],
    { cwd },
  )
  return { exitCode: ended.exitCode, summary: JSON.parse(ended.stdout) as Summary, text: ended.stderr }
}

describe("examples/users-csv", () => {
  it("imports the good rows and rejects the broken ones, each kind with its reason", async () => {
    const { exitCode, summary, text } = await runExample("users-csv/users.csv", "users-csv/map.ts")
    expect(exitCode).toBe(1)
    expect(summary.records).toEqual({
      read: 3_000,
      imported: 2_875,
      rejected: 88,
      skipped: 37,
      unknown: 0,
      pending: 0,
    })
    expect(Object.fromEntries(summary.rejectReasons.map(({ code, count }) => [code, count]))).toEqual({
      "too-many-fields": 27,
      "invalid-identifier": 20,
      "map-function-threw": 14,
      "invalid-field": 12,
      "too-few-fields": 6,
      "bad-quote": 5,
      undecodable: 4,
    })
    expect(text).toContain("The sandbox now holds 2,875 users, 0 events, 0 purchases and 0 lists.")
  })
})

describe("examples/mixed-ndjson", () => {
  it("imports users, events and purchases from one file", async () => {
    const { exitCode, summary, text } = await runExample(
      "mixed-ndjson/activity.ndjson",
      "mixed-ndjson/map.ts",
    )
    expect(exitCode).toBe(1)
    expect(summary.records).toMatchObject({ read: 1_200, imported: 1_195, rejected: 4, skipped: 1 })
    expect(text).toContain("The sandbox now holds 200 users, 669 events, 326 purchases and 0 lists.")
  })
})

describe("examples/library", () => {
  it("runs as it stands, with another key and server", async () => {
    const sandbox = await startSandbox({ apiKeys: ["the-key"] })
    onTestFinished(() => sandbox.close())
    const cwd = await folderWith({})
    await cp(join(EXAMPLES, "library"), cwd, { recursive: true })
    // Where the package would be installed.
    await cp(join(EXAMPLES, "../package.json"), join(cwd, "node_modules/iterable-data-import/package.json"))
    await cp(join(EXAMPLES, "../dist"), join(cwd, "node_modules/iterable-data-import/dist"), {
      recursive: true,
    })
    await cp(join(EXAMPLES, "../node_modules/undici"), join(cwd, "node_modules/undici"), { recursive: true })
    const code = await readFile(join(cwd, "import.ts"), "utf8")
    const changed = code.replace('apiKey: "some_api_key"', `apiKey: "the-key", baseUrl: "${sandbox.url}"`)
    expect(changed).not.toBe(code)
    await writeFile(join(cwd, "import.ts"), changed)
    const jiti = join(EXAMPLES, "../node_modules/jiti/lib/jiti-cli.mjs")
    const ended = await startCommand([process.execPath, jiti, "import.ts"], { cwd }).ended
    expect(ended).toMatchObject({ exitCode: 0, stdout: "3 of 3 records imported\n", stderr: "" })
    expect(sandbox.sandbox.user({ userId: "u1" })).toMatchObject({
      email: "ada@example.com",
      dataFields: { ltv: 1203.5 },
    })
  })
})

describe("npm start", () => {
  it("imports the example into the sandbox and ends with 0", async () => {
    const root = join(EXAMPLES, "..")
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>
    }
    expect(scripts["start"]).toBe("node tools/start.js")
    const ended = await startCommand([process.execPath, "tools/start.js"], { cwd: root }).ended
    expect(ended).toMatchObject({ exitCode: 0, stdout: "" })
    expect(ended.stderr).toContain("$ iterable-data-import run examples/users-csv/users.csv")
    expect(ended.stderr).toContain("Imported users.csv into the sandbox on this machine.")
    expect(ended.stderr).toContain("All as it should be")
  })
})
