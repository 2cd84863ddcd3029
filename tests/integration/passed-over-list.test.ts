import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { retryRejects } from "../../src/index.ts"
import type { RetryOptions } from "../../src/index.ts"
import { TAKING, cityMap, importCities } from "../kit/unknown-cities.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "passed-over-list-"))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const mapFunction = cityMap()

const importDirectory = (): string => join(folder, "state", "users.csv")
const listPath = (name: string): string => join(importDirectory(), name)
const lists = (): readonly string[] =>
  readdirSync(importDirectory()).filter((name) => /^rejects\.\d/.test(name))

const imported = (): Promise<void> => importCities(folder, "id,city\nu1,?\nu2,Rome\nu3,?\n", mapFunction)

/** Retries; gives what it warned of. */
async function retried(options: RetryOptions): Promise<readonly string[]> {
  let warnings: readonly string[] = []
  const onStart: RetryOptions["onStart"] = (start) => {
    ;({ warnings } = start)
  }
  const where = {
    name: "users.csv",
    stateDir: join(folder, "state"),
    importer: TAKING,
    logLevel: "off",
  } as const
  await retryRejects({ ...where, onStart, ...options }, mapFunction)
  return warnings
}

/** What a person changes in a list: the city of the first reject. */
function correct(name: string, city: string): string {
  const text = readFileSync(listPath(name), "utf8")
  const corrected = text.replace("u1,?", `u1,${city}`).replace('"u1","city":"?"', `"u1","city":"${city}"`)
  expect(corrected).not.toBe(text)
  writeFileSync(listPath(name), corrected)
  return corrected
}

describe.each([
  ["rejects.csv", "rejects.ndjson"],
  ["rejects.ndjson", "rejects.csv"],
])("a retry of %s, where %s was corrected", (named, other) => {
  it("says so, and keeps what was corrected, whatever later retries replace", async () => {
    await imported()
    const corrected = correct(other, "Bonn")
    const from = listPath(named)
    const [warning = ""] = await retried({ from })
    expect(warning).toMatch(
      /^.*rejects\.\w+ was changed too, and does not say the same as .*rejects\.\w+\. It is kept as rejects\.[\dT-]{19}\.\w+\.$/,
    )
    const [kept = ""] = lists()
    expect([warning.endsWith(`It is kept as ${kept}.`), lists()]).toEqual([true, [kept]])
    // Its own lists are as the retry wrote them.
    expect(await retried({ from })).toEqual([])
    expect(readFileSync(listPath(kept), "utf8")).toBe(corrected)
    expect(readFileSync(listPath(other), "utf8")).not.toContain("Bonn")
    // And they can be run: they are still those of this import.
    expect(await retried({ from: listPath(kept) })).toEqual([])
    expect(readFileSync(listPath("rejects.ndjson"), "utf8")).not.toContain("u1")
  })

  it("says nothing where both come to the same", async () => {
    await imported()
    correct(other, "Bonn")
    correct(named, "Bonn")
    expect(await retried({ from: listPath(named) })).toEqual([])
    expect(lists()).toEqual([])
  })

  it("as a trial, leaves everything as it was", async () => {
    await imported()
    const corrected = correct(other, "Bonn")
    for (const options of [{ dryRun: true }, { trial: true }])
      expect(await retried({ from: listPath(named), ...options })).toEqual([
        expect.stringMatching(/ was changed too, and does not say the same as [^ ]*\.(csv|ndjson)\.$/),
      ])
    expect([lists(), readFileSync(listPath(other), "utf8")]).toEqual([[], corrected])
  })
})

it("a retry of a copy keeps what was corrected in both lists of the import", async () => {
  await imported()
  const copy = join(folder, "copy.csv")
  writeFileSync(copy, readFileSync(listPath("rejects.csv")))
  correct("rejects.csv", "Bonn")
  correct("rejects.ndjson", "Oslo")
  expect(await retried({ from: copy })).toHaveLength(2)
  const texts = lists().map((name) => readFileSync(listPath(name), "utf8"))
  for (const city of ["Bonn", "Oslo"]) expect(texts.filter((text) => text.includes(city))).toHaveLength(1)
})
