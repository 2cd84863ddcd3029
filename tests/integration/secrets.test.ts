import { readFile, readdir, rm, writeFile } from "node:fs/promises"
import { mkdtemp } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import {
  FileFormat,
  IterableDataImport,
  UpdateUserProfile,
  UsageError,
  retryRejects,
} from "../../src/index.ts"
import { startSandbox } from "../../src/sandbox/index.ts"
import type { RunningSandbox } from "../../src/sandbox/index.ts"
import { KEY_ECHOES, echoesOf } from "../kit/key-echoes.ts"
import { recordingLogger } from "../kit/recording-logger.ts"

const KEY = "c4n4ry0123456789abcdef01/3456789"
let folder: string
let sandbox: RunningSandbox

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "secrets-"))
  sandbox = await startSandbox()
})

afterEach(async () => {
  await sandbox.close()
  await rm(folder, { recursive: true, force: true })
})

async function filesWithKey(): Promise<readonly string[]> {
  const found: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === "users.csv") continue
    const echoes = echoesOf(KEY, await readFile(join(entry.parentPath, entry.name), "utf8"))
    if (echoes.length > 0) found.push(`${entry.name}: ${echoes.join(", ")}`)
  }
  return found
}

/** A map function whose errors hold the key, each in another form. */
const leaking = (record: unknown): UpdateUserProfile => {
  const at = Number((record as { n: string }).n)
  const form = KEY_ECHOES[at % KEY_ECHOES.length]
  throw new Error(`request to /x failed, headers: {"Api-Key": "${form?.write(KEY)}"}`)
}

describe("the API key", () => {
  it("gets into no file, log line, summary or error, whatever the map function's errors hold", async () => {
    const sourceFilePath = join(folder, "users.csv")
    const rows = KEY_ECHOES.map((_, n) => `${n},u${n}@example.com,plain`)
    await writeFile(sourceFilePath, `n,email,note\n${rows.join("\n")}\n99,u@example.com,my key is ${KEY}\n`)
    const logger = recordingLogger()
    const { lines } = logger
    const stateDir = join(folder, "state")
    const options = { apiKey: KEY, baseUrl: sandbox.url, stateDir, logger, maxRejects: "off" } as const
    const summary = await IterableDataImport.create({
      ...options,
      sourceFilePath,
      sourceFileFormat: FileFormat.CSV,
      command: `run users.csv --password ${KEY}`,
    }).run(leaking)
    expect(summary.records.rejected).toBe(KEY_ECHOES.length + 1)
    expect(await filesWithKey()).toEqual([])
    expect(echoesOf(KEY, JSON.stringify([summary, lines]))).toEqual([])
    const rejects = await readFile(summary.paths.rejects ?? "", "utf8")
    expect(
      rejects
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toHaveLength(KEY_ECHOES.length + 1)
    expect(rejects).toContain("my key is [removed]")

    const again = await retryRejects({ ...options, name: "users.csv" }, leaking)
    expect(again.retried?.records.rejected).toBe(KEY_ECHOES.length + 1)
    expect(await filesWithKey()).toEqual([])
    expect(echoesOf(KEY, JSON.stringify([again, lines]))).toEqual([])

    const done = await retryRejects(
      { ...options, name: "users.csv" },
      (record) => new UpdateUserProfile({ email: (record as { email: string }).email }),
    )
    expect(done.records).toMatchObject({ imported: KEY_ECHOES.length + 1, rejected: 0 })
  })

  it("goes on where it stopped, where what was written is shorter than what there was to say", async () => {
    const sourceFilePath = join(folder, "users.csv")
    await writeFile(
      sourceFilePath,
      `n,email\n${Array.from({ length: 300 }, (_, n) => `${n},u${n}@example.com`).join("\n")}\n`,
    )
    const create = (signal?: AbortSignal): IterableDataImport =>
      IterableDataImport.create({
        apiKey: KEY,
        baseUrl: sandbox.url,
        stateDir: join(folder, "state"),
        maxRejects: "off",
        sourceFilePath,
        sourceFileFormat: FileFormat.CSV,
        signal,
      })
    const abort = new AbortController()
    const stopping = create(abort.signal).run((record) => {
      if (record["n"] === "150") abort.abort()
      return leaking(record)
    })
    await expect(stopping).rejects.toMatchObject({ code: "ABORTED" })
    const summary = await create().run(leaking)
    expect(summary.records).toMatchObject({ read: 300, rejected: 300 })
    const rejects = await readFile(summary.paths.rejects ?? "", "utf8")
    expect(
      rejects
        .trimEnd()
        .split("\n")
        .map((line) => (JSON.parse(line) as { position: { recordNumber: number } }).position.recordNumber),
    ).toEqual(Array.from({ length: 300 }, (_, index) => index + 1))
    expect(await filesWithKey()).toEqual([])
  })

  it("is in no error that the import throws, nor in what caused it", async () => {
    const broken = (function* () {
      yield { n: "1", email: "a@example.com" }
      throw new Error(`GET /rows with Authorization: ${KEY}`, { cause: new Error(KEY.toUpperCase()) })
    })()
    const running = IterableDataImport.create({
      apiKey: KEY,
      baseUrl: sandbox.url,
      stateDir: join(folder, "state"),
      source: broken,
    }).run(({ email }) => new UpdateUserProfile({ email }))
    const error: unknown = await running.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    const texts: string[] = []
    for (let each = error; each instanceof Error; each = each.cause)
      texts.push(each.message, each.stack ?? "")
    expect(texts.length).toBeGreaterThanOrEqual(4)
    expect(echoesOf(KEY, [...texts, JSON.stringify(error)].join("\n"))).toEqual([])
    expect(await filesWithKey()).toEqual([])
  })

  it.each([
    ["name", { name: `users-${KEY}` }],
    ["name", { name: KEY.toUpperCase() }],
    ["stateDir", { stateDir: `state-${Buffer.from(KEY).toString("base64url")}` }],
    ["rejectsFilePath", { rejectsFilePath: pathToFileURL(`/rejects-${encodeURIComponent(KEY)}.csv`) }],
    ["sourceFilePath", { sourceFilePath: `${KEY}/users.csv` }],
  ])("is refused in %s before anything is written", async (option, given) => {
    const paths = { stateDir: "state", sourceFilePath: "users.csv", ...given }
    await writeFile(join(folder, "users.csv"), "n,email\n1,u@example.com\n")
    const create = (): unknown =>
      IterableDataImport.create({
        ...paths,
        apiKey: KEY,
        baseUrl: sandbox.url,
        sourceFileFormat: FileFormat.CSV,
        stateDir: join(folder, paths.stateDir),
        sourceFilePath: join(folder, paths.sourceFilePath),
      })
    const error = thrownBy(create)
    expect(error).toBeInstanceOf(UsageError)
    expect(String(error)).toContain(`${option} holds the API key`)
    expect(echoesOf(KEY, String(error))).toEqual([])
    expect(await readdir(folder)).toEqual(["users.csv"])
  })

  it.each([
    ["name", { name: KEY }],
    ["stateDir", { stateDir: KEY }],
    ["from", { from: `${KEY}.csv` }],
  ])("is refused in the %s of a retry", async (option, given) => {
    const retrying = retryRejects({ apiKey: KEY, baseUrl: sandbox.url, stateDir: folder, ...given }, leaking)
    const error: unknown = await retrying.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UsageError)
    expect(String(error)).toContain(`${option} holds the API key`)
    expect(echoesOf(KEY, String(error))).toEqual([])
    expect(await readdir(folder)).toEqual([])
  })
})

function thrownBy(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    return error
  }
}
