import type { FileSettings } from "../../sources/formats/file-settings.ts"
import { checkedWhereUsed } from "./checks/check.ts"
import type { LibraryOptions } from "./declared-option.ts"
import { parseCharacter, parseQuote } from "./typed/parse-character.ts"
import { parseDelimiter } from "./typed/parse-delimiter.ts"
import { parseNames } from "./typed/parse-names.ts"
import { parseWholeNumber } from "./typed/parse-whole-number.ts"

/** The declarations of {@link FileSettings}, in the order of `--help`. */
export const READING_OPTIONS: LibraryOptions<FileSettings> = {
  delimiter: {
    check: checkedWhereUsed,
    flag: {
      syntax: "--delimiter <CHAR>",
      commands: ["run"],
      help: "what separates the fields of a CSV file: comma, semicolon, tab, pipe, or any character, also as \\t or \\x01",
      defaultText: "what fits the file",
      read: parseDelimiter,
    },
  },
  skipLines: {
    check: checkedWhereUsed,
    flag: {
      syntax: "--skip-lines <N>",
      commands: ["run"],
      help: "so many lines stand before the header of a CSV file",
      defaultText: "0",
      read: parseWholeNumber,
    },
  },
  comment: {
    check: checkedWhereUsed,
    flag: {
      syntax: "--comment <CHAR>",
      commands: ["run"],
      help: "leave out lines of a CSV file that begin with this character",
      read: parseCharacter,
    },
  },
  columns: {
    check: checkedWhereUsed,
    flag: {
      syntax: "--columns <NAMES>",
      commands: ["run"],
      help: "the names of the columns of a CSV file without a header, such as email,name; with --skip-lines 1, instead of its header",
      read: parseNames,
    },
  },
  quote: {
    check: checkedWhereUsed,
    flag: {
      syntax: "--quote <CHAR>",
      commands: ["run"],
      help: "what stands around fields of a CSV file that hold delimiters; none: quotes are text",
      defaultText: "a double quote, or what fits the file",
      read: parseQuote,
    },
  },
  escape: {
    check: checkedWhereUsed,
    flag: {
      syntax: "--escape <CHAR>",
      commands: ["run"],
      help: "what makes text of a delimiter, a quote or a line end behind it, such as a backslash",
      defaultText: "none, or what fits the file",
      read: parseCharacter,
    },
  },
  shortRows: {
    check: checkedWhereUsed,
    flag: {
      syntax: "--short-rows <HOW>",
      commands: ["run"],
      help: "rows of a CSV file that lack fields at their end: fill puts empty ones there",
      defaultText: "reject",
      choices: ["fill", "reject"],
    },
  },
  trim: {
    check: checkedWhereUsed,
    flag: {
      syntax: "--trim",
      commands: ["run"],
      help: "take away blanks around the values of a CSV file",
      defaultText: "where the file has one behind each delimiter",
    },
  },
  nullValues: {
    check: checkedWhereUsed,
    flag: {
      syntax: "--null-values <TEXTS>",
      commands: ["run"],
      help: "fields of a CSV file that are null for the map function, such as NULL,n/a",
      defaultText: "\\N where the file has it",
      read: (text) => text.split(","),
    },
  },
}

/** What is said of how a file is read, among other options. */
export function fileSettings(options: FileSettings): FileSettings {
  const names = Object.keys(READING_OPTIONS) as readonly (keyof FileSettings)[]
  return Object.fromEntries(names.map((name) => [name, options[name]]))
}
