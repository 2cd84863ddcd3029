import { readFileSync } from "node:fs"
import ts from "typescript"
import { ALL_COMMANDS } from "../../src/cli/commands/all-commands.ts"
import { optionsOf } from "../../src/cli/commands/declare-command.ts"
import { defaultTextOf } from "../../src/cli/options/help-of-option.ts"
import type { TypedOption } from "../../src/cli/options/all-options.ts"
import { flagName } from "../../src/import/options/flag-name.ts"
import type { DeclaredOption } from "../../src/import/options/declared-option.ts"

/** Options of the library that stand in one interface. */
export interface OptionGroup {
  readonly title: string
  /** The file and the interface that hold their docstrings. */
  readonly path: string
  readonly interfaceName: string
  readonly options: readonly DeclaredOption[]
}

/** What a docstring says of an option. */
export interface OptionDoc {
  readonly text: string
  readonly defaultText: string
}

/** The page of all options, as oxfmt lays it out. */
export function optionsPage(intro: string, groups: readonly OptionGroup[]): string {
  const tables = groups.map((group) => `### ${group.title}\n\n${libraryTable(group)}`)
  return `${intro}\n\n## Library options\n\n${tables.join("\n\n")}\n\n## Command-line options\n\n${commandLineTable()}\n`
}

/** What the docstrings of an interface say, by the names of its options. */
export function docsOf({ interfaceName, path }: OptionGroup): ReadonlyMap<string, OptionDoc> {
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true)
  const found = file.statements.find(
    (statement): statement is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(statement) && statement.name.text === interfaceName,
  )
  const members = found?.members ?? []
  return new Map(members.map((member) => [member.name?.getText() ?? "", docOf(member)]))
}

function docOf(member: ts.TypeElement): OptionDoc {
  const doc = ts.getJSDocCommentsAndTags(member).find(ts.isJSDoc)
  const defaults = doc?.tags?.find(({ tagName }) => tagName.text === "defaultValue")
  return { text: plain(doc?.comment), defaultText: plain(defaults?.comment) }
}

function plain(comment: ts.JSDoc["comment"]): string {
  const text = ts.getTextOfJSDocComment(comment) ?? ""
  return text.replaceAll(/\{@link (\S+?)\}/g, "`$1`").replaceAll(/\s*\n\s*/g, " ")
}

function libraryTable(group: OptionGroup): string {
  const docs = docsOf(group)
  const rows = group.options.map(({ flag, isRequired = false, name, typedAs }) => {
    const { defaultText = "", text = "" } = docs.get(name) ?? {}
    const typed = flag === undefined ? (typedAs ?? "") : `\`${flagName(flag.syntax)}\``
    return [`\`${name}\``, typed, isRequired ? "required" : defaultText, text]
  })
  return table(["option", "on the command line", "default", "what it is"], rows)
}

function commandLineTable(): string {
  const typed = new Map<string, { readonly option: TypedOption; readonly commands: string[] }>()
  for (const command of ALL_COMMANDS)
    for (const option of optionsOf(command)) {
      const { help, syntax } = option.flag
      const known = typed.get(`${syntax} ${help}`)
      if (known === undefined) typed.set(`${syntax} ${help}`, { option, commands: [command.name] })
      else known.commands.push(command.name)
    }
  const rows = [...typed.values()].map(({ commands, option }) => [
    `\`${option.flag.syntax}\``,
    commands.join(", "),
    option.check === undefined ? "" : `\`${option.name}\``,
    defaultTextOf(option) ?? "",
    option.flag.help,
  ])
  return table(["flag", "commands", "in the library", "default", "what it is"], rows)
}

/** A table of Markdown whose columns are as wide as their widest cells. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", String.raw`\|`)))
  const widths = header.map((_, column) => Math.max(...lines.map((row) => row[column]?.length ?? 0)))
  const [first, ...others] = lines.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  )
  return [first, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...others].join("\n")
}
