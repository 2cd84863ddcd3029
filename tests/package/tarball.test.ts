import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

const cwd = mkdtempSync(join(tmpdir(), "package-"))
const run = (command: string, args: readonly string[]): string =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
const runModule = (name: string, code: string): string => {
  writeFileSync(join(cwd, name), code)
  return run(process.execPath, [name]).trim()
}

interface Packed {
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

let packed: Packed

beforeAll(() => {
  // dist/ is built by `npm test`; packing must not build it again while other tests use it.
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", cwd]
  const printed = execFileSync("npm", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
  const all = JSON.parse(printed) as readonly Packed[] | Readonly<Record<string, Packed>>
  const [first] = Object.values(all)
  if (first === undefined) throw new Error(`npm packed nothing: ${printed}`)
  packed = first
  writeFileSync(join(cwd, "package.json"), '{ "private": true }')
  run("npm", [
    "install",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    `./${packed.filename}`,
  ])
}, 300_000)

afterAll(() => rmSync(cwd, { recursive: true, force: true }))

describe("the packed tarball, installed in an empty folder", () => {
  it("holds the build, its source and the papers, and nothing else", () => {
    const paths = packed.files.map(({ path }) => path)
    expect(paths).toContain("dist/index.js")
    expect(paths).toContain("src/index.ts")
    expect(
      paths.filter((path) => !/^(dist|src)\/|^(README\.md|LICENSE|package\.json|CHANGELOG\.md)$/.test(path)),
    ).toEqual([])
    expect(paths.filter((path) => path.endsWith(".test.ts"))).toEqual([])
  })

  it("can be imported, with exactly the public names", () => {
    const code = `import * as all from "iterable-data-import"; console.log(Object.keys(all).sort().join())`
    expect(runModule("import.mjs", code)).toBe(
      [
        "ALL_KINDS",
        "AlreadyImportedError",
        "CommerceItem",
        "CustomEvent",
        "DeliveryStop",
        "FileFormat",
        "ImportStoppedError",
        "IterableDataImport",
        "Kinds",
        "MemoryJournalStore",
        "Purchase",
        "ResourceError",
        "SourceError",
        "SubscribeToList",
        "TrackCustomEvent",
        "TrackPurchase",
        "UnsubscribeFromList",
        "UpdateUserProfile",
        "UsageError",
        "UserProfile",
        "decimal",
        "effectNamed",
        "importStatus",
        "importStatuses",
        "readRejects",
        "retryRejects",
      ].join(),
    )
  })

  it("can be required", () => {
    const code = `const { UserProfile } = require("iterable-data-import"); console.log(new UserProfile({ userId: "u1" }).userId)`
    expect(runModule("require.cjs", code)).toBe("u1")
  })

  it("has the sandbox as an entry point of its own", () => {
    const code = `
      import { startSandbox } from "iterable-data-import/sandbox"
      const { url, close } = await startSandbox()
      console.log((await fetch(url + "/_sandbox/counts")).status)
      await close()`
    expect(runModule("sandbox.mjs", code)).toBe("200")
  })

  it("hides everything else", () => {
    const code = `import("iterable-data-import/dist/run-import.js").catch((error) => console.log(error.code))`
    expect(runModule("deep.mjs", code)).toBe("ERR_PACKAGE_PATH_NOT_EXPORTED")
  })

  it("has types that a strict project can use", () => {
    writeFileSync(
      join(cwd, "typed.ts"),
      `import { FileFormat, IterableDataImport, UpdateUserProfile } from "iterable-data-import"
       import type { Summary } from "iterable-data-import"
       import { startSandbox } from "iterable-data-import/sandbox"
       const dataImport = IterableDataImport.create({ apiKey: "k", sourceFilePath: "a.csv", sourceFileFormat: FileFormat.CSV })
       export const summary: Promise<Summary> = dataImport.run((record) => {
         const email: string | undefined = record["email"]
         // @ts-expect-error: CSV holds strings only
         const wrong: number | undefined = record["email"]
         return new UpdateUserProfile({ email, dataFields: { wrong } })
       })
       // @ts-expect-error: there is no such option
       IterableDataImport.create({ apiKey: "k", sourceFilePath: "a.csv", dryrun: true })
       export const sandbox = startSandbox({ port: 0 })
      `,
    )
    const options = {
      module: "nodenext",
      target: "es2023",
      strict: true,
      noEmit: true,
      typeRoots: [join(process.cwd(), "node_modules/@types")],
      types: ["node"],
      lib: ["es2023", "dom"],
    }
    writeFileSync(
      join(cwd, "tsconfig.json"),
      JSON.stringify({ compilerOptions: options, files: ["typed.ts"] }),
    )
    const tsc = join(process.cwd(), "node_modules/typescript/bin/tsc")
    expect(spawnSync(process.execPath, [tsc, "-p", "."], { cwd, encoding: "utf8" }).stdout).toBe("")
  })

  it("brings the command line, under both names", () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string }
    expect(run("npx", ["--no-install", "iterable-data-import", "--version"]).trim()).toBe(version)
    expect(run("npx", ["--no-install", "idi", "--version"]).trim()).toBe(version)
  })

  it("imports with a TypeScript map file that lies in a folder without anything", () => {
    writeFileSync(join(cwd, "users.csv"), "email\nada@example.com\n")
    writeFileSync(
      join(cwd, "map.ts"),
      `import { UpdateUserProfile } from "iterable-data-import"
       export default ({ email }: Record<string, string>) => new UpdateUserProfile({ email })`,
    )
    const printed = run("npx", [
      "--no-install",
      "idi",
      "run",
      "users.csv",
      "--map",
      "map.ts",
      "--sandbox",
      "--json",
      "--quiet",
    ])
    expect(JSON.parse(printed)).toMatchObject({ records: { read: 1, imported: 1 } })
  })
})
