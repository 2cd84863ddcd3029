import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { IterableDataImport, UpdateUserProfile, UsageError, retryRejects } from "../../src/index.ts"
import type { Summary } from "../../src/index.ts"
import { LockContender } from "../kit/lock-contender.ts"
import { typedSandbox } from "../kit/typed-sandbox.ts"

interface Person {
  readonly email: string
}

const each = typedSandbox()
const map = ({ email }: Person): UpdateUserProfile => new UpdateUserProfile({ email })
const run = (
  source: Iterable<Person> | AsyncIterable<Person>,
  more: Parameters<typeof each.options>[0] = {},
): Promise<Summary> => IterableDataImport.create({ ...each.options(more), source }).run(map)
const users = (): readonly string[] =>
  Array.from(each.running.sandbox.users(), ({ email }) => email ?? "").toSorted()
const listed = (name: string): string[] =>
  readFileSync(join(each.folder, "state", name, "rejects.ndjson"), "utf8")
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { record: Person }).record.email)

/** Gives its records, and says when the first one was asked for; the last one only once it is let go on. */
function held(records: readonly Person[]): {
  source: AsyncIterable<Person>
  begun: Promise<void>
  goOn: () => void
} {
  let [begin, goOn] = [(): void => undefined, (): void => undefined]
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  const going = new Promise<void>((resolve) => {
    goOn = resolve
  })
  async function* source(): AsyncGenerator<Person> {
    for (const [index, record] of records.entries()) {
      begin()
      if (index === records.length - 1) await going
      yield record
    }
  }
  return { source: source(), begun, goOn }
}

const FIRST = [{ email: "a#x.com" }, { email: "b@x.com" }, { email: "c#x.com" }]
const SECOND = [{ email: "d#x.com" }, { email: "e@x.com" }]

describe("an import of an iterable while another one of its name is running", () => {
  it("is refused before anything is sent, and the list stays that of the first", async () => {
    const { begun, goOn, source } = held(FIRST)
    const first = run(source)
    await begun
    const second = run(SECOND)
    await expect(second).rejects.toThrow(UsageError)
    await expect(second).rejects.toThrow(
      /^Cannot run the import records as process \d+ on .+ is already running it: .*name/,
    )
    goOn()
    expect((await first).records).toMatchObject({ imported: 1, rejected: 2 })
    expect(listed("records")).toEqual(["a#x.com", "c#x.com"])
    expect(users()).toEqual(["b@x.com"])
    expect((await run(SECOND)).records).toMatchObject({ imported: 1, rejected: 1 })
    expect(listed("records")).toEqual(["d#x.com"])
  })

  it("is what a retry is refused for", async () => {
    await run(SECOND)
    const { begun, goOn, source } = held(FIRST)
    const first = run(source)
    await begun
    await expect(retryRejects<Person>(each.options(), map)).rejects.toThrow("already running it")
    goOn()
    await first
    expect(listed("records")).toEqual(["a#x.com", "c#x.com"])
  })

  it("is run under a name of its own", async () => {
    const { begun, goOn, source } = held(FIRST)
    const first = run(source, { name: "one" })
    await begun
    await run(SECOND, { name: "two" })
    goOn()
    await first
    expect([listed("one"), listed("two")]).toEqual([["a#x.com", "c#x.com"], ["d#x.com"]])
  })

  it("is refused in another process too, and for a file without a journal", async () => {
    const contender = new LockContender()
    try {
      await contender.ready()
      await contender.lock(join(each.folder, "state/records"))
      await expect(run(SECOND)).rejects.toThrow(`as process ${contender.pid} on `)
      const sourceFilePath = join(each.folder, "second.ndjson")
      writeFileSync(sourceFilePath, SECOND.map((one) => `${JSON.stringify(one)}\n`).join(""))
      const options = { ...each.options({ journal: false, name: "records" }), sourceFilePath }
      await expect(IterableDataImport.create<Person>(options).run(map)).rejects.toThrow(UsageError)
      expect(users()).toEqual([])
    } finally {
      await contender.kill()
    }
    expect((await run(SECOND)).records.imported).toBe(1)
  })

  it("leaves no lock behind, nor anything else if it could not be read", async () => {
    const broken = {
      [Symbol.iterator]: (): Iterator<Person> => {
        throw new Error("no table")
      },
    }
    await expect(run(broken)).rejects.toThrow("no table")
    expect(existsSync(join(each.folder, "state"))).toBe(false)
    await run(SECOND)
    expect(readdirSync(join(each.folder, "state/records"))).not.toContain("lock")
  })
})
