import { characterName } from "../../../messages/character-name.ts"
import { shortList } from "../../../messages/short-list.ts"
import type { SettingWords } from "../format.ts"
import { usualDelimiter } from "./usual-delimiter.ts"

const BETWEEN: ReadonlyMap<unknown, string> = new Map([
  [",", "commas"],
  [";", "semicolons"],
  ["\t", "tabs"],
  ["|", "pipes"],
  [":", "colons"],
  [" ", "spaces"],
])

/** How people say how a CSV file is written. */
export const CSV_SETTING_WORDS: SettingWords = {
  delimiter: (value, fileName) =>
    value === usualDelimiter(fileName)
      ? undefined
      : `${BETWEEN.get(value) ?? characterText(value)} between fields`,
  quote: (value) => (value === "none" ? "quotes are text" : `${characterText(value)} around fields`),
  escape: (value) => `${characterText(value)} before characters that are text`,
  comment: (value) => `lines that begin with ${characterText(value)} left out`,
  skipLines: (value) => (value === 1 ? "first line skipped" : `first ${String(value)} lines skipped`),
  columns: (value) => `no header, columns named ${namesText(value)}`,
  shortRows: () => "missing fields at the end of rows are empty",
  trim: () => "blanks around values taken away",
  nullValues: (value) => `null for ${namesText(value)}`,
  quotedLines: () => "whole lines in quotes",
  emptyLastFields: () => "empty fields at the end of rows left out",
}

function characterText(value: unknown): string {
  const text = String(value)
  return /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(text) ? text : characterName(text)
}

function namesText(value: unknown): string {
  return Array.isArray(value) ? shortList(value.map(String)) : String(value)
}
