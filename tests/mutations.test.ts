import { spawnSync } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"

interface Mutation {
  readonly promise: string
  readonly breaks: string
  readonly file: string
  readonly find: string
  readonly replace: string
  readonly tests: readonly string[]
}

const FOLDER = "tests/mutations"
const mutations = readdirSync(FOLDER).flatMap(
  (name) => JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as Mutation[],
)

it.each(mutations.map((mutation) => [`${mutation.promise}: ${mutation.breaks}`, mutation] as const))(
  "a mutation finds its one place in the code, and its tests: %s",
  (_, { file, find, replace, tests }) => {
    expect(readFileSync(file, "utf8").split(find)).toHaveLength(2)
    expect(replace).not.toBe(find)
    expect(tests.length).toBeGreaterThan(0)
    for (const test of tests) expect(() => readFileSync(test)).not.toThrow()
  },
)

describe("npm run mutate -- --sample", () => {
  /** What `--list` names: the line about the seed, if there is one, and the mutations. */
  function listed(...args: readonly string[]): {
    readonly said: string
    readonly names: readonly string[]
    readonly status: number | null
  } {
    const command = ["tools/mutate.js", "--list", ...args]
    const { status, stderr, stdout } = spawnSync(process.execPath, command, { encoding: "utf8" })
    const all = new Set(mutations.map(({ promise, breaks }) => `${promise}: ${breaks}`))
    const names = stdout.split("\n").filter((line) => all.has(line))
    return { said: stdout.split("\n")[0] + stderr, names, status }
  }

  it("chooses as its seed says, and says that", () => {
    const { names, said } = listed("--sample", "8")
    const seed = /--seed (\d+) /.exec(said)?.[1] ?? ""
    expect(said).toBe(`A sample of 8 of ${mutations.length} mutations; --seed ${seed} chooses the same.`)
    expect(names).toHaveLength(8)
    expect(listed("--sample", "8", "--seed", seed).names).toEqual(names)
    expect(listed("--sample", "8", "--seed", `${seed}1`).names).not.toEqual(names)
  })

  it("takes a second mutation of a promise once it has one of each", () => {
    const promises = new Set(mutations.map(({ promise }) => promise))
    const { names } = listed("--sample", String(promises.size), "--seed", "1")
    expect(new Set(names.map((name) => name.split(":")[0]))).toEqual(promises)
  })

  it("chooses among those that a word names, each once", () => {
    const { names } = listed("src/journal/", "--sample", "1000", "--seed", "1")
    const named = mutations.filter((mutation) => JSON.stringify(mutation).includes("src/journal/"))
    expect(names.toSorted()).toEqual(named.map(({ promise, breaks }) => `${promise}: ${breaks}`).toSorted())
  })

  it.each([["--sample", "0"], ["--sample", "some"], ["a word that none names"]])(
    "refuses what makes no sense: %s %s",
    (...args) => {
      expect(listed(...args)).toMatchObject({ status: 2, names: [] })
    },
  )
})
