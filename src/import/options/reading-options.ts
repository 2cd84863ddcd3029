import type { FileSettings } from "../../sources/formats/file-settings.ts"
import { BIG_INTEGERS } from "../../sources/formats/json/big-integers.ts"
import { checkedWhereUsed } from "./checks/check.ts"
import type { LibraryOptions } from "./declared-option.ts"
import { parseCharacter, parseQuote } from "./typed/parse-character.ts"
import { parseDelimiter } from "./typed/parse-delimiter.ts"
import { parseColumnNames } from "./typed/parse-column-names.ts"
import { parseWholeNumber } from "./typed/parse-whole-number.ts"

/** The declarations of {@link FileSettings}, in the order of `--help`. */
export const READING_OPTIONS: LibraryOptions<FileSettings> = {
  groupBy: {
    check: checkedWhereUsed,
    flag: {
      syntax: "--group-by <COLUMN>",
      commands: ["run"],
      help: "rows that stand together and have the same value in this column are one record: the map function gets an array of them",
      defaultText: "each row is a record",
    },
  },
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
  encoding: {
    check: checkedWhereUsed,
    flag: {
      syntax: "--encoding <NAME>",
      commands: ["run"],
      help: "how the characters of the file are written as bytes: utf-8, utf-16, windows-1252, latin1, shift_jis, …",
      defaultText: "detected",
      read: (text) => text,
    },
  },
  jsonPath: {
    check: checkedWhereUsed,
    flag: {
      syntax: "--json-path <PATH>",
      commands: ["run"],
      help: "where the records are in a JSON file: names with dots in between, such as data.items",
      defaultText: "at the top",
    },
  },
  bigIntegers: {
    check: checkedWhereUsed,
    flag: {
      syntax: "--big-integers <HOW>",
      commands: ["run"],
      help: "whole numbers in JSON that JavaScript cannot hold exactly (64-bit ids): string, bigint, or reject the record",
      defaultText: "reject",
      choices: BIG_INTEGERS,
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
      read: parseColumnNames,
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
