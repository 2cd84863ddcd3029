/** A word as a shell reads it in a command that {@link commandText} made: `run`, `'my file.csv'`, `$'it\'s'`, `"my file.csv"`. */
const WORD = /(?:\$'(?:\\.|[^'\\])*'|'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/gs

/** The words of a command that {@link commandText} made, as they stand there. */
export function commandWords(command: string): readonly string[] {
  return command.match(WORD) ?? []
}

/** A command with one more option, in place of one of that name: before a `--`, behind which all are names of files. */
export function withOption(command: string, name: string, value?: string): string {
  const words = commandWords(command)
  const found = words.indexOf("--")
  const end = found === -1 ? words.length : found
  const options = words
    .slice(0, end)
    .filter((word, index) => !isOf(name, word) && (value === undefined || words[index - 1] !== name))
  return [...options, name, ...(value === undefined ? [] : [value]), ...words.slice(end)].join(" ")
}

function isOf(name: string, word: string): boolean {
  return word === name || word.startsWith(`${name}=`)
}
