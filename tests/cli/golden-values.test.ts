import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it, vi } from "vitest"
import { startCommand } from "./command-line.ts"

vi.setConfig({ testTimeout: 180_000 })

const ROOT = join(import.meta.dirname, "../..")
const RELEASES = join(ROOT, "tests/fixtures/releases")
const RECORD = join(RELEASES, "record-golden.js")

interface Golden {
  readonly ids: Readonly<Record<string, readonly string[]>>
  readonly bodies: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** What was recorded of the release, and what this tree sends now. */
async function goldenAndNow(release: string): Promise<{ readonly golden: Golden; readonly now: Golden }> {
  const golden = JSON.parse(readFileSync(join(RELEASES, release, "golden.json"), "utf8")) as Golden
  const { exitCode, stderr, stdout } = await startCommand([process.execPath, RECORD, ROOT]).ended
  expect([exitCode, stderr]).toEqual([0, ""])
  return { golden, now: JSON.parse(stdout) as Golden }
}

describe("what release d3b8a79 sent", () => {
  it("is sent now, id for id and byte for byte", async () => {
    const { golden, now } = await goldenAndNow("d3b8a79")
    expect(Object.keys(golden.ids)).toHaveLength(8)
    for (const ids of Object.values(golden.ids)) expect(ids.length).toBeGreaterThan(5)
    expect(now.ids).toEqual(golden.ids)
    expect(Object.keys(golden.bodies)).toEqual(["users-csv", "mixed-ndjson", "library"])
    expect(now.bodies).toEqual(golden.bodies)
  })
})
