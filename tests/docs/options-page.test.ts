import { describe, expect, it } from "vitest"
import { ALL_COMMANDS } from "../../src/cli/commands/all-commands.ts"
import { ALL_OPTIONS } from "../../src/cli/options/all-options.ts"
import { ATTEMPT_OPTIONS } from "../../src/import/options/attempt-options.ts"
import { COMMON_OPTIONS } from "../../src/import/options/common-options.ts"
import { declaredOptions } from "../../src/import/options/declared-option.ts"
import { DELIVERY_OPTIONS } from "../../src/import/options/delivery-options.ts"
import { FILE_OPTIONS } from "../../src/import/options/file-options.ts"
import { CREATE_OPTIONS, IMPORT_OPTIONS } from "../../src/import/options/import-options.ts"
import { READING_OPTIONS } from "../../src/import/options/reading-options.ts"
import { RETRY_ALL_OPTIONS, RETRY_OPTIONS } from "../../src/import/options/retry-options.ts"
import { SOURCE_OPTIONS } from "../../src/import/options/source-options.ts"
import { docsOf, optionsPage } from "./options-page.ts"
import type { OptionGroup } from "./options-page.ts"

const OPTIONS = "src/import/options"
const GROUPS: readonly OptionGroup[] = [
  {
    title: "A file: `create`",
    path: `${OPTIONS}/file-options.ts`,
    interfaceName: "FileOptions",
    options: declaredOptions(FILE_OPTIONS).filter(({ name }) => !(name in READING_OPTIONS)),
  },
  {
    title: "How a file is read: `create`",
    path: "src/sources/formats/file-settings.ts",
    interfaceName: "FileSettings",
    options: declaredOptions(READING_OPTIONS),
  },
  {
    title: "Any source: `create`, and the constructor",
    path: `${OPTIONS}/source-options.ts`,
    interfaceName: "SourceOptions",
    options: declaredOptions(SOURCE_OPTIONS),
  },
  {
    title: "Any importer: the constructor",
    path: `${OPTIONS}/import-options.ts`,
    interfaceName: "ImportOptions",
    options: IMPORT_OPTIONS.filter(({ name }) => name === "importer" || name === "dryRun"),
  },
  {
    title: "How to reach Iterable: `create` and `retryRejects`",
    path: `${OPTIONS}/delivery-options.ts`,
    interfaceName: "DeliveryOptions",
    options: declaredOptions(DELIVERY_OPTIONS),
  },
  {
    title: "Every import and retry: `create`, the constructor and `retryRejects`",
    path: `${OPTIONS}/attempt-options.ts`,
    interfaceName: "AttemptOptions",
    options: declaredOptions(ATTEMPT_OPTIONS),
  },
  {
    title: "Every import: `create` and the constructor",
    path: `${OPTIONS}/common-options.ts`,
    interfaceName: "CommonOptions",
    options: declaredOptions(COMMON_OPTIONS).filter(({ name }) => !(name in ATTEMPT_OPTIONS)),
  },
  {
    title: "Rejects: `retryRejects`",
    path: `${OPTIONS}/retry-options.ts`,
    interfaceName: "RetryOptions",
    options: declaredOptions(RETRY_OPTIONS),
  },
]

const INTRO = `# Options

Options of the library, and how they are typed on the command line. \`npx iterable-data-import run --help\` lists those
of a command.

<!-- Made of the declarations and their docstrings: npx vitest run tests/docs/options-page.test.ts --update -->`

it("docs/reference/options.md is what the declarations say", async () => {
  await expect(optionsPage(INTRO, GROUPS)).toMatchFileSnapshot("../../docs/reference/options.md")
})

it("every option of the library is on the page", () => {
  const shown = new Set(GROUPS.flatMap(({ options }) => options.map(({ name }) => name)))
  const all = [...CREATE_OPTIONS, ...IMPORT_OPTIONS, ...RETRY_ALL_OPTIONS].map(({ name }) => name)
  expect(all.filter((name) => !shown.has(name))).toEqual([])
})

describe.each(GROUPS)("$interfaceName", (group) => {
  const docs = docsOf(group)

  it.each(group.options)(
    "$name has a sentence, and the default of its declaration",
    ({ name, ...option }) => {
      const { defaultText = "", text } = docs.get(name) ?? {}
      expect(text).toMatch(/\.$/)
      if (option.default === undefined) return
      expect(defaultText.replaceAll(/[`",]/g, "").split(" ")[0]).toBe(String(option.default))
    },
  )
})

it("an option names commands that exist", () => {
  const names = new Set(ALL_COMMANDS.map(({ name }) => name))
  const named = ALL_OPTIONS.flatMap(({ flag }) => flag.commands)
  expect(named.filter((name) => !names.has(name))).toEqual([])
})
