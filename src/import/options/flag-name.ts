/** The long name of a flag: `--format` of `-f, --format <FORMAT>`. */
export function flagName(syntax: string): string {
  return /--[a-z-]+/.exec(syntax)?.[0] ?? syntax
}

/** All names of a flag, the short one too. */
export function flagNames(syntax: string): readonly string[] {
  return syntax.match(/(?<!\S)--?[a-z-]+/g) ?? []
}

/** Whether a value is typed after it. */
export function takesValue(syntax: string): boolean {
  return syntax.includes("<")
}
