import { createServer } from "node:http"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import type { RunningSandbox } from "iterable-data-import/sandbox"
import { startSandbox } from "iterable-data-import/sandbox"
import { USER_MAP, cli, folderWith, usersCsv } from "./command-line.ts"
import type { Ended } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const NOWHERE = "http://127.0.0.1:9"
const STATE = ".iterable-data-import/users.csv"

async function sandboxServer(): Promise<RunningSandbox> {
  const sandbox = await startSandbox()
  onTestFinished(() => sandbox.close())
  return sandbox
}

/** Takes requests, and answers each in the same way, or breaks off without an answer. */
async function serverThatAnswers(status: number | "nothing"): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      if (status === "nothing") request.socket.destroy()
      else response.writeHead(status).end(`{"msg":"Invalid API key","code":"BadApiKey","params":null}`)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`
}

interface Setting {
  readonly cwd: string
  readonly run: (baseUrl: string, ...more: string[]) => Promise<Ended>
  readonly retry: (baseUrl: string) => Promise<Ended>
}

async function settingWith(csv: string): Promise<Setting> {
  const cwd = await folderWith({ "users.csv": csv, "map.ts": USER_MAP })
  const call = (command: string, baseUrl: string, more: readonly string[]): Promise<Ended> =>
    cli([command, "users.csv", "--map", "map.ts", "--base-url", baseUrl, ...more], {
      cwd,
      env: { ITERABLE_API_KEY: "k" },
    })
  return {
    cwd,
    run: (baseUrl, ...more) => call("run", baseUrl, more),
    retry: (baseUrl) => call("retry", baseUrl, []),
  }
}

describe("a finished import that is run again, to another destination", () => {
  it("is refused and left as it is, so that its corrected rejects are still retried where it went", async () => {
    const [here, there] = [await sandboxServer(), await sandboxServer()]
    const { cwd, retry, run } = await settingWith(`${usersCsv(3)}u4,not-an-email,1\n`)
    expect((await run(here.url)).exitCode).toBe(1)
    const listPath = join(cwd, STATE, "rejects.csv")
    const list = await readFile(listPath, "utf8")
    await writeFile(listPath, list.replace("u4,not-an-email", "u4,u4@example.com"))
    for (const more of [[], ["--resume-anyway"], ["-q", "--json"]]) {
      const refused = await run(there.url, ...more)
      expect(refused).toMatchObject({ exitCode: 2, stdout: "" })
      expect(refused.stderr).toContain(`to ${here.url} ended on`)
      expect(refused.stderr).toContain("another name with --name")
      expect(refused.stderr).toContain("--restart")
    }
    expect(there.sandbox.counts().users).toBe(0)
    expect(await retry(here.url)).toMatchObject({ exitCode: 0 })
    expect(here.sandbox.counts().users).toBe(4)
  })

  it("is refused where the file has changed since, or each record was rejected", async () => {
    const [here, there] = [await sandboxServer(), await sandboxServer()]
    const changed = await settingWith(usersCsv(3))
    expect((await changed.run(here.url)).exitCode).toBe(0)
    await writeFile(join(changed.cwd, "users.csv"), usersCsv(5))
    expect((await changed.run(there.url)).exitCode).toBe(2)
    const rejected = await settingWith("id,email,ltv\nu1,not-an-email,1\n")
    expect((await rejected.run(here.url)).exitCode).toBe(1)
    expect((await rejected.run(there.url)).exitCode).toBe(2)
    expect(there.sandbox.counts().users).toBe(0)
  })

  it.each([["--restart"], ["--name", "copy"]])("is run there with %s", async (...more) => {
    const [here, there] = [await sandboxServer(), await sandboxServer()]
    const { run } = await settingWith(usersCsv(3))
    expect((await run(here.url)).exitCode).toBe(0)
    expect((await run(there.url)).exitCode).toBe(2)
    expect((await run(there.url, ...more)).exitCode).toBe(0)
    expect(there.sandbox.counts().users).toBe(3)
  })
})

describe("an import of which nothing was accepted, to another destination", () => {
  it.each([
    ["the first did not know the key", 401, 4],
    ["nothing listened there", undefined, 3],
  ] as const)("begins anew where %s", async (_, status, exitCode) => {
    const there = await sandboxServer()
    const wrong = status === undefined ? NOWHERE : await serverThatAnswers(status)
    // One record has failed before anything is sent.
    const { run } = await settingWith(`${usersCsv(3)}u4\n`)
    expect((await run(wrong, "--max-outage", "1s")).exitCode).toBe(exitCode)
    const again = await run(there.url)
    expect(again.exitCode).toBe(1)
    expect(again.stderr).not.toContain("Going on at record")
    expect(there.sandbox.counts().users).toBe(3)
  })

  it("is refused where a request got no answer, as what it held may have been applied", async () => {
    const there = await sandboxServer()
    const { run } = await settingWith(usersCsv(3))
    expect((await run(await serverThatAnswers("nothing"), "--max-outage", "1s")).exitCode).toBe(3)
    const refused = await run(there.url)
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain("was sent to")
    expect(there.sandbox.counts().users).toBe(0)
  })
})

describe("a dry run", () => {
  it("says so where a real run would do nothing, or be refused, and keeps its exit code", async () => {
    const here = await sandboxServer()
    const { cwd, run } = await settingWith(usersCsv(3))
    const dryRun = (...more: string[]): Promise<Ended> =>
      cli(["run", "users.csv", "--map", "map.ts", "--dry-run", ...more], { cwd })
    const before = await dryRun()
    expect(before.stderr).not.toContain("A real run would")
    expect(before.stderr).toContain("Iterable may still refuse some of it")
    expect((await run(here.url)).exitCode).toBe(0)
    const same = await dryRun()
    expect(same).toMatchObject({ exitCode: 0 })
    expect(same.stderr).toMatch(
      /^Warning: A real run would do nothing, as users\.csv was imported already, on [^ ]+\. To import all of it again, start over with --restart\.\n/,
    )
    expect(same.stderr).toContain("If the file were imported from its start, this would be sent;")
    expect((await dryRun("--base-url", here.url)).stderr).toContain("A real run would do nothing")
    for (const where of [
      ["--base-url", NOWHERE],
      ["--region", "eu"],
    ])
      expect((await dryRun(...where)).stderr).toMatch(
        /^Warning: A real run would be refused: The import of users\.csv to \S+ ended on \S+, and now it would go to [^\s:]+:\S+\. For/,
      )
    await writeFile(join(cwd, "map.ts"), `${USER_MAP}// Another one.\n`)
    const otherMap = await dryRun()
    expect(otherMap).toMatchObject({ exitCode: 0 })
    expect(otherMap.stderr).toContain("A real run would be refused: users.csv was imported on")
  })
})
