import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { mapFingerprint } from "./map-fingerprint.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "map-fingerprint-"))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)

describe("mapFingerprint()", () => {
  it.each([
    `import city from "./city.mjs"`,
    `import city from './city.mjs?v=1'`,
    `const city = await import(/* of the map */ "./city.mjs")`,
    `const city = await import(new URL("./city.mjs", import.meta.url))`,
    `const city = createRequire(import.meta.url)("./city.mjs")`,
    `import city from "ABSOLUTE/city.mjs"`,
  ])("changes with the file that is loaded by %s", async (line) => {
    write("map.mjs", line.replace("ABSOLUTE", folder))
    write("city.mjs", "export default 1")
    const before = await mapFingerprint(join(folder, "map.mjs"))
    write("city.mjs", "export default 2")
    expect(await mapFingerprint(join(folder, "map.mjs"))).not.toBe(before)
  })

  it("changes with what a map file loads whose path is a symbolic link", async () => {
    mkdirSync(join(folder, "lib"))
    write("lib/map.mjs", `import city from "./city.mjs"`)
    write("lib/city.mjs", "export default 1")
    symlinkSync(join(folder, "lib/map.mjs"), join(folder, "map.mjs"))
    const before = await mapFingerprint(join(folder, "map.mjs"))
    write("lib/city.mjs", "export default 2")
    expect(await mapFingerprint(join(folder, "map.mjs"))).not.toBe(before)
  })

  it("does not change with data that a map file reads, nor with other files", async () => {
    write("map.mjs", `readFileSync("./cities.csv"); import city from "./city.mjs"`)
    write("city.mjs", `import map from "./map.mjs"`)
    const before = await mapFingerprint(join(folder, "map.mjs"))
    write("cities.csv", "Rome")
    write("other.mjs", "1")
    expect(await mapFingerprint(join(folder, "map.mjs"))).toBe(before)
  })

  it.each([
    `const city = await import(join(import.meta.dirname, "city.mjs"))`,
    "const city = await import(`${import.meta.dirname}/city.mjs`)",
    `const city = require("./" + "city.mjs")`,
    `import city from "city"`,
  ])("does not change with what is loaded by %s, as the guarantees say", async (line) => {
    write("map.mjs", line)
    write("city.mjs", "export default 1")
    const before = await mapFingerprint(join(folder, "map.mjs"))
    write("city.mjs", "export default 2")
    expect(await mapFingerprint(join(folder, "map.mjs"))).toBe(before)
  })

  it("is undefined where there is no map file", async () => {
    expect(await mapFingerprint(join(folder, "map.mjs"))).toBeUndefined()
  })
})
