import type { CsvDelimiter } from "../../sources/formats/csv/csv-delimiter.ts"
import type { FileFormat } from "../../sources/formats/file-format.ts"
import { SOURCE_WORDS } from "../../sources/source-words.ts"
import { checkedWhereUsed } from "./checks/check.ts"
import { required } from "./checks/required.ts"
import type { LibraryOptions } from "./declared-option.ts"
import { parseDelimiter } from "./typed/parse-delimiter.ts"

/** A file to import. */
export interface FileOptions {
  /** The file's path; if it ends in `.gz`, the file is unpacked while it is read. */
  readonly sourceFilePath: string | URL
  /**
   * How to read the file.
   *
   * @defaultValue by the ending of the file's name: `.csv`, `.tsv`, `.ndjson`, `.jsonl`
   */
  readonly sourceFileFormat?: FileFormat | undefined
  /**
   * For CSV: what separates the fields.
   *
   * @defaultValue a comma; a tab for `.tsv`
   */
  readonly delimiter?: CsvDelimiter | undefined
}

/** The declarations of {@link FileOptions}, in the order of `--help`. */
export const FILE_OPTIONS: LibraryOptions<FileOptions> = {
  sourceFilePath: {
    check: required(
      "the path of the file to import, as a string or a file URL.",
      (path) => typeof path === "string" || path instanceof URL,
    ),
    isRequired: true,
    typedAs: "FILE",
  },
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
  sourceFileFormat: {
    check: checkedWhereUsed,
    flag: {
      syntax: "-f, --format <FORMAT>",
      commands: ["run"],
      help: `how to read FILE: ${SOURCE_WORDS.formatChoice}`,
      defaultText: "by its name",
      choices: SOURCE_WORDS.formatNames,
    },
  },
}
