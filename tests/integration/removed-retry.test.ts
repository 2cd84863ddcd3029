import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { startSandbox } from "../../src/sandbox/index.ts"
import { IterableDataImport, TrackCustomEvent, retryRejects } from "../../src/index.ts"

vi.setConfig({ testTimeout: 60_000 })

/** More than are read at once, so that some are sent before the last is mapped. */
const COUNT = 600

interface Setting {
  readonly stateDir: string
  /** How many events there are. */
  readonly events: () => number
  readonly run: () => Promise<unknown>
  readonly retry: (removed?: string) => Promise<unknown>
}

async function settingWith(ids: "none" | "derived"): Promise<Setting> {
  const sandbox = await startSandbox({ behavior: { trackUnknownUser: "create" }, rateLimits: "off" })
  const folder = mkdtempSync(join(tmpdir(), "removed-retry-"))
  onTestFinished(async () => {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const sourceFilePath = join(folder, "people.csv")
  const addresses = Array.from({ length: COUNT }, (_, index) => `b${index} @example.com\n`)
  writeFileSync(sourceFilePath, `email\nok@example.com\n${addresses.join("")}`)
  const stateDir = join(folder, "state")
  const common = {
    apiKey: "k",
    baseUrl: sandbox.url,
    stateDir,
    maxRejects: "off",
    mapFingerprint: "m",
  } as const
  const given = ids === "none" ? { ...common, ids } : common
  const event = (email: string): TrackCustomEvent =>
    new TrackCustomEvent({ email, eventName: "e", createdAt: 1_700_000_000 })
  const run = (): Promise<unknown> =>
    IterableDataImport.create({ ...given, sourceFilePath }).run((record) => {
      const email = String(record["email"])
      if (email.includes(" ")) throw new Error("bad")
      return event(email)
    })
  /** Removes something when the last record is mapped, long after the first were sent. */
  const retry = (removed?: string): Promise<unknown> =>
    retryRejects(
      { ...given, name: "people.csv", maxRecordsPerRequest: 10 },
      async ({ email }: { readonly email: string }) => {
        if (removed !== undefined && email.startsWith(`b${COUNT - 1} `)) {
          await vi.waitUntil(() => sandbox.sandbox.counts().appliedRecords > 50, { timeout: 30_000 })
          rmSync(join(stateDir, removed), { recursive: true })
        }
        return event(email.replace(" ", ""))
      },
    )
  return { events: () => sandbox.sandbox.counts().events, retry, run, stateDir }
}

describe("a retry whose directory is removed while it runs", () => {
  it("says that what was sent is not remembered, and doubles nothing with derived ids", async () => {
    const { events, retry, run, stateDir } = await settingWith("derived")
    await run()
    const stopped = retry("people.csv/retry")
    await expect(stopped).rejects.toThrow(
      `The directory of the retry, ${join(stateDir, "people.csv/retry")}, was removed while it ran. What it had sent by then is not remembered`,
    )
    await expect(stopped).rejects.toThrow("Run retryRejects once more: what was sent is sent again")
    await retry()
    expect(events()).toBe(COUNT + 1)
  })

  it("is not followed by another one that would double what has no ids, until a person has looked", async () => {
    const { events, retry, run, stateDir } = await settingWith("none")
    await run()
    const path = join(stateDir, "people.csv/retry")
    await expect(retry("people.csv/retry")).rejects.toThrow(
      `It was sent without ids: another retry would duplicate it, and is refused. Remove from the lists what was imported, and then remove ${path}.`,
    )
    const sent = events()
    expect(sent).toBeGreaterThan(1)
    for (let attempt = 0; attempt < 2; attempt += 1)
      await expect(retry()).rejects.toThrow(`then remove ${path}, and run this again.`)
    expect(events()).toBe(sent)
    rmSync(path, { recursive: true })
    await retry()
    expect(events()).toBe(sent + COUNT)
  })

  it("leaves an import that is done, where the directory of that was removed too", async () => {
    const { events, retry, run } = await settingWith("none")
    await run()
    const stopped = retry("people.csv")
    await expect(stopped).rejects.toThrow(
      "Its journal was written there again, so that the import still counts as done",
    )
    // There are no lists from which anything could be removed.
    await expect(stopped).rejects.toThrow(/its rejects cannot be retried\.$/)
    const sent = events()
    await expect(run()).rejects.toThrow(/was imported already.*600 records.*on no list/)
    await expect(retry()).rejects.toThrow("was removed while it ran")
    expect(events()).toBe(sent)
  })
})
