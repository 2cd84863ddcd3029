import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, it, onTestFinished } from "vitest"
import { IterableDataImport, UpdateUserProfile, retryRejects } from "../../src/index.ts"
import type { Summary } from "../../src/index.ts"

const KEY = "c4n4ry0123456789abcdef0123456789"
const USERS_PER_REQUEST = 100
const REQUESTS = 40

/** Answers each request with names that no other answer has. */
async function startServer(
  answer: (request: number, users: readonly { email: string }[]) => object,
): Promise<string> {
  let requests = 0
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on("data", (part: Buffer) => parts.push(part))
    request.on("end", () => {
      const { users = [], ...one } = JSON.parse(Buffer.concat(parts).toString()) as {
        users?: { email: string }[]
        email: string
      }
      requests += 1
      const { status = 200, ...body } = answer(requests, users.length === 0 ? [one] : users) as {
        status?: number
      }
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve)
  })
  onTestFinished(() => {
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function imported(
  baseUrl: string,
  records: number,
): Promise<{ summary: Summary; journal: string; stateDir: string }> {
  const stateDir = mkdtempSync(join(tmpdir(), "names-without-end-"))
  onTestFinished(() => {
    rmSync(stateDir, { recursive: true })
  })
  const sourceFilePath = join(stateDir, "users.ndjson")
  writeFileSync(
    sourceFilePath,
    Array.from({ length: records }, (_, at) => `{"email":"u${at}@x.com"}\n`).join(""),
  )
  const options = {
    apiKey: KEY,
    baseUrl,
    stateDir,
    name: "users",
    rateLimits: "off",
    maxRecordsPerRequest: USERS_PER_REQUEST,
  } as const
  const dataImport = IterableDataImport.create<{ email: string }>({
    ...options,
    sourceFilePath,
    maxRejects: "off",
  })
  const summary = await dataImport.run(({ email }) => new UpdateUserProfile({ email }))
  const journal = readFileSync(join(stateDir, "users", "journal"), "utf8")
  return { summary, journal, stateDir }
}

it("names a thousand fields of those that Iterable created or dropped, and says that there were more", async () => {
  const names = (request: number, what: string): string[] =>
    Array.from({ length: 100 }, (_, at) => `${what} ${request} ${at}`)
  const baseUrl = await startServer((request, users) => ({
    successCount: users.length,
    failCount: 0,
    createdFields: names(request, "new"),
    filteredOutFields: [...names(request, "old"), "x".repeat(100_000) + request],
  }))
  const { journal, stateDir, summary } = await imported(baseUrl, REQUESTS * USERS_PER_REQUEST)
  const { created, filteredOut, hasMoreCreated, hasMoreFilteredOut } = summary.fields
  expect([created.length, hasMoreCreated, filteredOut.length, hasMoreFilteredOut]).toEqual([
    1000,
    true,
    1000,
    true,
  ])
  expect(Math.max(...filteredOut.map((name) => name.length))).toBeLessThan(400)
  expect(journal.length).toBeLessThan(200_000)
  const report = readFileSync(join(stateDir, "users", "report.html"), "utf8")
  expect(report).toContain("More than 1,000 fields were dropped")
})

it("counts a hundred reasons apart, and the rest together, in an import and in its retries", async () => {
  const baseUrl = await startServer((_, users) => {
    // Each is refused alone, for a reason of its own.
    const [first] = users
    return {
      status: 400,
      msg: "no",
      code: `Code${users.length === 1 ? first?.email : ""} ${"x".repeat(10_000)}`,
      params: null,
    }
  })
  const { journal, stateDir, summary } = await imported(baseUrl, 300)
  const all = [summary.rejectReasons]
  const options = { apiKey: KEY, baseUrl, stateDir, name: "users", rateLimits: "off" } as const
  const again = await retryRejects<{ email: string }>(
    options,
    ({ email }) => new UpdateUserProfile({ email }),
  )
  all.push(again.rejectReasons)
  for (const reasons of all) {
    expect(reasons.length).toBe(101)
    expect(reasons.reduce((sum, { count }) => sum + count, 0)).toBe(300)
    expect(reasons[0]).toMatchObject({ code: "others", count: 200, stage: "api" })
    expect(Math.max(...reasons.map(({ code }) => code.length))).toBeLessThan(200)
  }
  expect(journal.length).toBeLessThan(200_000)
})
