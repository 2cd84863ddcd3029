import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"

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
