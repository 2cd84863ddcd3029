import { describe, expect, it, vi } from "vitest"
import { cli, folderWith, usersCsv } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

/** Says when it runs. */
const CHECKED = `console.log("loaded")
function map(record) {
  const profile = new UpdateUserProfile({ email: emailOf(record) })
  return profile
}
`
const IMPORT = `import { UpdateUserProfile } from "iterable-data-import"\n`
const REQUIRE = `const { UpdateUserProfile } = require("iterable-data-import")\n`
const HELPERS = {
  // An enum is what Node.js itself cannot strip.
  "typed.ts": `enum Column { email = "email" }
export interface Row { readonly [Column.email]: string }
export const emailOf = (row: Row): string => row[Column.email]
`,
  "plain.mjs": `export const emailOf = (row) => row.email\n`,
  "common.cjs": `exports.emailOf = (row) => row.email\n`,
}
const TYPED = CHECKED.replace("(record)", "(record: Row)")
const MAPS = {
  "map.ts": `${IMPORT}import { emailOf, Row } from "./typed"\n${TYPED}export default map`,
  "map.mts": `${IMPORT}import { emailOf, type Row } from "./typed.ts"\n${TYPED}export default await Promise.resolve(map)`,
  "map.cts": `${REQUIRE}const { emailOf } = require("./typed.ts")\ntype Row = any\n${TYPED}module.exports = map`,
  "module.js": `${IMPORT}import { emailOf } from "./typed.ts"\n${CHECKED}export default map`,
  "common.js": `${REQUIRE}const { emailOf } = require("./common.cjs")\n${CHECKED}module.exports = map`,
  "map.mjs": `${IMPORT}import { emailOf } from "./plain.mjs"\n${CHECKED}export default map`,
  "map.cjs": `${REQUIRE}const { emailOf } = require("./typed.ts")\n${CHECKED}module.exports = map`,
}
const PACKAGES = {
  "no package": {},
  "a package without type": { "package.json": "{}" },
  "a package of modules": { "package.json": `{ "type": "module" }` },
  "a package of CommonJS": { "package.json": `{ "type": "commonjs" }` },
}

describe("a map file, with the library nowhere near it", () => {
  it.each(Object.entries(PACKAGES))(
    "is loaded in each form in %s, once and without warnings",
    async (_, files) => {
      const cwd = await folderWith({ "users.csv": usersCsv(2), ...files, ...HELPERS, ...MAPS })
      for (const name of Object.keys(MAPS)) {
        const args = [
          "run",
          "users.csv",
          "--map",
          name,
          "--dry-run",
          "--json",
          "--state-dir",
          `state-${name}`,
        ]
        const { exitCode, stdout, stderr } = await cli([...args, "--quiet"], { cwd })
        expect({ name, exitCode, stderr }).toEqual({ name, exitCode: 0, stderr: "loaded\n" })
        expect(JSON.parse(stdout)).toMatchObject({ records: { imported: 2 } })
      }
    },
  )

  it("is refused before the first record where it imports what the library has not", async () => {
    const map = `import { UpdateUserProfle } from "iterable-data-import"\nexport default () => new UpdateUserProfle({})\n`
    const cwd = await folderWith({ "users.csv": usersCsv(2), "map.ts": map, "map.js": map })
    for (const name of ["map.ts", "map.js"]) {
      const { exitCode, stderr } = await cli(["run", "users.csv", "--map", name, "--dry-run"], { cwd })
      expect(exitCode).toBe(2)
      expect(stderr).toBe(
        `error: Cannot use the map file ${name}: it imports UpdateUserProfle from iterable-data-import, which exports nothing of that name.\n`,
      )
    }
  })
})
