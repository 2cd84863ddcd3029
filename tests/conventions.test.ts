import { readFileSync, readdirSync } from "node:fs"
import { basename, dirname } from "node:path"
import { describe, expect, it } from "vitest"

const paths = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((path) => /(?<!\.test)\.ts$/.test(path))
  .toSorted()
const textOf = (path: string): string => readFileSync(`src/${path}`, "utf8")
const kebab = (name: string): string =>
  name
    .replaceAll("_", "-")
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "-")
    .toLowerCase()

/** Files that are named after what they are for: entry points, the words for errors, and the types of others' files. */
const ENTRY = /(^|\/)(index|main|errors)\.ts$|\.d\.ts$/
const EXPORTED = /^export (?:abstract )?(?:async )?(?:function\*?|const|class|interface|type) (\w+)/gm
const BANNED =
  /(^|\/)(utils?|helpers?|common|misc|shared|lib|core|types|constants|manager|service|handler)(\.ts|\/)/
const UNITLESS = /\b\w*(timeout|delay|interval|duration|backoff|memory)\??: number/gi

describe.each(paths)("src/%s", (path) => {
  it("is named after what it exports", () => {
    if (ENTRY.test(path)) return
    const names = [...textOf(path).matchAll(EXPORTED)].map(([, name = ""]) => kebab(name))
    const own = basename(path, ".ts")
    // `user-key.ts` may hold `UserKey`, `USER_KEYS` or `userKeyOf`: a family with the file's name in it.
    expect(names.filter((name) => name.includes(own) || own.includes(name))).not.toEqual([])
  })

  it("has a name that says something", () => {
    expect(path).not.toMatch(BANNED)
  })

  it("gives every span of time its unit", () => {
    expect(textOf(path).match(UNITLESS) ?? []).toEqual([])
  })
})

describe("what is declared once", () => {
  const holding = (pattern: RegExp): readonly string[] => paths.filter((path) => pattern.test(textOf(path)))

  it("the directory of imports", () => {
    expect(holding(/"\.iterable-data-import"/)).toEqual(["import/options/attempt-options.ts"])
  })

  it("the parts of sources: other rooms name no registry of them, only all together", () => {
    const naming = holding(/\bALL_(FORMATS|PACKINGS|PLACES)\b/)
    expect(naming.filter((path) => !path.startsWith("sources/"))).toEqual([])
  })
})

describe("ARCHITECTURE.md", () => {
  it("has a sentence for every room, and for nothing else", () => {
    const listed = [
      ...readFileSync("ARCHITECTURE.md", "utf8").matchAll(/^\| `src\/([\w-]+)\/` +\| .+\. +\|/gm),
    ]
    const folders = new Set(
      paths.map((path) => dirname(path).split("/")[0]).filter((folder) => folder !== "."),
    )
    expect(new Set(listed.map(([, folder]) => folder))).toEqual(folders)
  })

  it("has the rooms of the dependency rule", () => {
    const rooms = JSON.parse(readFileSync("tools/rooms.json", "utf8")) as object
    // The files beside the rooms have rules as well.
    const roomsAndFiles = new Set(paths.map((path) => path.split("/")[0]?.replace(/\.ts$/, "")))
    expect(new Set(Object.keys(rooms))).toEqual(roomsAndFiles)
  })

  it("says of the same rooms as the dependency rule that they do no I/O", () => {
    const listed = readFileSync("ARCHITECTURE.md", "utf8").matchAll(
      /^\| `src\/([\w-]+)\/` .+; no I\/O\. +\|/gm,
    )
    const pure = JSON.parse(readFileSync("tools/pure-rooms.json", "utf8")) as readonly string[]
    expect(pure).toEqual([...Array.from(listed, ([, room]) => room), "errors"])
  })
})
