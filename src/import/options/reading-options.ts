import type { FileSettings } from "../../sources/formats/file-settings.ts"
import { BIG_INTEGERS } from "../../sources/formats/json/big-integers.ts"
import { checkedWhereUsed } from "./checks/check.ts"
import type { LibraryOptions } from "./declared-option.ts"
import { parseDelimiter } from "./typed/parse-delimiter.ts"

/** The declarations of {@link FileSettings}, in the order of `--help`. */
export const READING_OPTIONS: LibraryOptions<FileSettings> = {
  delimiter: {
    check: checkedWhereUsed,
    flag: {
      syntax: "--delimiter <CHAR>",
      commands: ["run"],
      help: "what separates the fields of a CSV file: comma, semicolon, tab or pipe",
      defaultText: "comma; tab for .tsv",
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
}

/** What is said of how a file is read, among other options. */
export function fileSettings(options: FileSettings): FileSettings {
  const names = Object.keys(READING_OPTIONS) as readonly (keyof FileSettings)[]
  return Object.fromEntries(names.map((name) => [name, options[name]]))
}
