import { readFileSync, readdirSync } from "node:fs"
import ts from "typescript"
import { describe, expect, it } from "vitest"
import { ALL_COMMANDS } from "../../src/cli/commands/all-commands.ts"
import { optionsOf } from "../../src/cli/commands/declare-command.ts"
import { namesOf } from "../../src/import/options/check-options.ts"
import { flagName } from "../../src/import/options/flag-name.ts"
import { CREATE_OPTIONS } from "../../src/import/options/import-options.ts"
import { inFlagNames } from "../../src/import/options/in-flag-names.ts"
import { RETRY_ALL_OPTIONS } from "../../src/import/options/retry-options.ts"

const FLAGS = new Set([
  "--help",
  "--version",
  ...ALL_COMMANDS.flatMap((command) => optionsOf(command).map(({ flag }) => flagName(flag.syntax))),
])
const OPTIONS = new Set(namesOf([...CREATE_OPTIONS, ...RETRY_ALL_OPTIONS]))
/** What an import leaves behind. */
const FILES = new Set([
  "journal.json",
  "log.ndjson",
  "rejects.csv",
  "rejects.ndjson",
  "report.html",
  "summary.json",
])

interface Text {
  readonly place: string
  readonly text: string
}

/** All texts of the sources that may be words; what is put into them is `…`. */
const TEXTS: readonly Text[] = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((path) => /(?<!\.test|\.d)\.ts$/.test(path) && !/^sandbox\/|report-page-style\.ts$/.test(path))
  .flatMap((path) => textsIn(`src/${path}`))

function textsIn(path: string): readonly Text[] {
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true)
  const found: Text[] = []
  const visit = (node: ts.Node): void => {
    const text = textOf(node)
    if (text !== undefined && /[a-z] [a-z]/i.test(text))
      found.push({ place: `${path}:${file.getLineAndCharacterOfPosition(node.pos).line + 1}`, text })
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text
  if (!ts.isTemplateExpression(node)) return undefined
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join("")
}

/** Texts in which a word is found that is not known, and the word. */
function wrong(found: (text: string) => readonly string[]): readonly string[] {
  return TEXTS.flatMap(({ place, text }) => found(text).map((word) => `${place}: ${word} (${text})`))
}

describe("messages", () => {
  it("are found", () => {
    expect(TEXTS.length).toBeGreaterThan(400)
    expect(TEXTS.map(({ text }) => text)).toContain("Cannot tell the format of … by its name: give ….")
  })

  it("name no flag that does not exist", () => {
    expect(
      wrong((text) => (text.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? []).filter((flag) => !FLAGS.has(flag))),
    ).toEqual([])
  })

  it("name no option that does not exist", () => {
    const named = (text: string): readonly string[] =>
      [...text.matchAll(/(?<![\w"-])([a-z]+[A-Z]?[A-Za-z]*): (?:true\b|"(?:us|eu|same|new|off)")/g)].map(
        ([, name = ""]) => name,
      )
    expect(wrong((text) => named(text).filter((name) => !OPTIONS.has(name)))).toEqual([])
    expect(wrong((text) => (/\boptions? [a-z]+ to\b/.test(text) ? [text] : []))).toEqual([])
  })

  it("name no option on the command line that cannot be typed", () => {
    const camelCase = [...OPTIONS].filter((name) => /[A-Z]/.test(name))
    const left = (text: string): readonly string[] => {
      const typed = inFlagNames(text)
      return camelCase.filter((name) => new RegExp(`(?<![\\w.])${name}\\b`).test(typed))
    }
    expect(wrong(left)).toEqual([])
    expect(
      wrong((text) =>
        /\b(?:restart|resumeAnyway|region|delimiter): (?:true|")/.test(inFlagNames(text)) ? [text] : [],
      ),
    ).toEqual([])
  })

  it("name no file that no import has", () => {
    const files = /(?<![\w./-])(?:journal|log|rejects|report|summary)\.(?:csv|html|json|ndjson)\b/g
    expect(wrong((text) => (text.match(files) ?? []).filter((file) => !FILES.has(file)))).toEqual([])
  })

  it("name no command that does not exist", () => {
    const names = new Set(ALL_COMMANDS.map(({ name }) => name))
    const called = (text: string): readonly string[] =>
      [...text.matchAll(/(?<!\()iterable-data-import (?!journal )([a-z]+)\b/g)].map(([, name = ""]) => name)
    expect(wrong((text) => called(text).filter((name) => !names.has(name)))).toEqual([])
  })
})

it.each([...CREATE_OPTIONS, ...RETRY_ALL_OPTIONS].filter(({ flag }) => flag !== undefined))(
  "$name can be typed, and is called so",
  ({ flag, name, typedAs }) => {
    expect(FLAGS).toContain(flagName(flag?.syntax ?? ""))
    expect(inFlagNames(`give ${name}: true`)).toBe(`give ${typedAs ?? flagName(flag?.syntax ?? "")}`)
  },
)
