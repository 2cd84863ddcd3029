import { createHash } from "node:crypto"
import { cp, mkdtemp, readFile, readdir, rm, utimes, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import type { RunningSandbox } from "iterable-data-import/sandbox"
import { startSandbox } from "iterable-data-import/sandbox"
import { cli } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const RELEASES = join(import.meta.dirname, "../fixtures/releases")
const NAME = "rows.csv"
const KEY = "sandbox-key"
/** The server that the releases were run against. */
const OLD_SERVER = "http://127.0.0.1:47613"
/** When the file was last written to, then. */
const WRITTEN_AT = new Date(1_795_000_000_000)
/** When the lists were corrected, where they were. */
const CORRECTED_AT = new Date(1_796_000_000_000)
/** Of 40 rows, two have an address that Iterable refuses. */
const MISTYPED = ["user7", "user23"]

/** What a server had applied: addresses of users, ids of events and purchases. */
interface Applied {
  readonly users: readonly string[]
  readonly events: readonly string[]
  readonly purchases: readonly string[]
}

/** A folder in which a release had imported, and the server with what it had applied. */
interface Left {
  readonly folder: string
  readonly list: string
  readonly before: Applied
  readonly sandbox: RunningSandbox
  readonly command: (what: "run" | "retry") => ReturnType<typeof cli>
}

describe.each(["ebf4302"])("what release %s left", (release) => {
  it.each(["killed", "stopped"])("is gone on with, if it was %s", async (state) => {
    const { before, sandbox, command } = await left(release, state)
    const whole = await appliedIn(release, "finished")
    expect(before.events.length).toBeLessThan(whole.events.length)
    const ended = await command("run")
    expect(ended).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("38 imported") as unknown })
    const { users, events, purchases } = appliedBy(sandbox)
    expect(new Set(users)).toEqual(new Set(whole.users))
    expect(new Set([...before.events, ...events])).toEqual(new Set(whole.events))
    expect(new Set([...before.purchases, ...purchases])).toEqual(new Set(whole.purchases))
  })

  it("is retried, if it was finished", async () => {
    const { list, sandbox, command } = await left(release, "finished")
    expect(await command("run")).toMatchObject({ exitCode: 1 })
    expect(sandbox.sandbox.counts().events).toBe(0)
    await correct(list)
    expect(await command("retry")).toMatchObject({ exitCode: 0 })
    await expectCorrected(sandbox, list)
  })

  it("is retried to the end, if a retry was killed", async () => {
    const { list, sandbox, command } = await left(release, "retry-killed")
    expect(await command("retry")).toMatchObject({ exitCode: 0 })
    await expectCorrected(sandbox, list)
  })
})

async function expectCorrected(sandbox: RunningSandbox, list: string): Promise<void> {
  const { users, events } = appliedBy(sandbox)
  expect(users.slice(-2)).toEqual(MISTYPED.map((name) => `${name}@example.com`))
  expect(events).toHaveLength(2)
  const lines = await readFile(list, "utf8").catch(() => "")
  expect(lines).not.toContain("user7")
}

async function left(release: string, state: string): Promise<Left> {
  const folder = await mkdtemp(join(tmpdir(), "earlier-release-"))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const from = join(RELEASES, release)
  for (const name of [NAME, "map.mjs"]) await cp(join(from, name), join(folder, name))
  await utimes(join(folder, NAME), WRITTEN_AT, WRITTEN_AT)
  const directory = join(folder, ".iterable-data-import", NAME)
  await cp(join(from, state, "state"), directory, { recursive: true })
  const sandbox = await startSandbox({ rateLimits: "off" })
  onTestFinished(() => sandbox.close())
  await moveJournals(directory, sandbox.url)
  await makeOld(directory)
  if (state === "retry-killed") await utimes(join(directory, "rejects.csv"), CORRECTED_AT, CORRECTED_AT)
  const before = await appliedIn(release, state)
  await restore(sandbox, before)
  const command: Left["command"] = (what) => {
    const target = ["--base-url", sandbox.url, "--rate-limit", "off"]
    // That release did not note where its file was, so that no retry can look for newer values there.
    const option = what === "run" ? ["--max-rejects", "off"] : ["--overwrite-newer"]
    return cli([what, NAME, "--map", "map.mjs", ...target, ...option], {
      cwd: folder,
      env: { ITERABLE_API_KEY: KEY },
    })
  }
  return { folder, list: join(directory, "rejects.csv"), before, sandbox, command }
}

/** The sandbox of a test has another port than the server had; a journal says where it goes, under a checksum. */
async function moveJournals(directory: string, url: string): Promise<void> {
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (entry.name !== "journal") continue
    const path = join(entry.parentPath, entry.name)
    const [head = "", ...body] = (await readFile(path, "utf8")).split("\n")
    const text = body.join("\n").replaceAll(OLD_SERVER, url)
    const digest = createHash("sha256").update(text).digest("hex")
    const words = head.split(" ").slice(0, -2)
    await writeFile(path, `${[...words, digest, Buffer.byteLength(text)].join(" ")}\n${text}`)
  }
}

/** By the times of its files, a release told whether a person had changed a list. */
async function makeOld(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true }))
    if (entry.isFile()) await utimes(join(directory, entry.name), WRITTEN_AT, WRITTEN_AT)
}

async function appliedIn(release: string, state: string): Promise<Applied> {
  return JSON.parse(await readFile(join(RELEASES, release, state, "applied.json"), "utf8")) as Applied
}

function appliedBy(sandbox: RunningSandbox): Applied {
  return {
    users: [...sandbox.sandbox.users()].map(({ email }) => String(email)),
    events: [...sandbox.sandbox.events()].map(({ id }) => String(id)),
    purchases: [...sandbox.sandbox.purchases()].map(({ id }) => String(id)),
  }
}

/** The users that the server had. */
async function restore(sandbox: RunningSandbox, { users }: Applied): Promise<void> {
  const response = await fetch(`${sandbox.url}/api/users/bulkUpdate`, {
    method: "POST",
    headers: { "api-key": KEY, "content-type": "application/json" },
    body: JSON.stringify({ users: users.map((email) => ({ email })) }),
  })
  expect(response.status).toBe(200)
}

/** As a person would, in a spreadsheet. */
async function correct(list: string): Promise<void> {
  let text = await readFile(list, "utf8")
  for (const name of MISTYPED) text = text.replaceAll(`,${name}.example.com,`, `,${name}@example.com,`)
  await writeFile(list, text)
}
