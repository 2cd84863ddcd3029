import type { FileFormat } from "../../sources/formats/file-format.ts"
import type { FileSettings } from "../../sources/formats/file-settings.ts"
import { SOURCE_WORDS } from "../../sources/source-words.ts"
import { checkedWhereUsed } from "./checks/check.ts"
import { required } from "./checks/required.ts"
import type { LibraryOptions } from "./declared-option.ts"
import { READING_OPTIONS } from "./reading-options.ts"

/** A file to import. */
export interface FileOptions extends FileSettings {
  /** The file's path; if it ends in `.gz`, the file is unpacked while it is read. */
  readonly sourceFilePath: string | URL
  /**
   * How to read the file.
   *
   * @defaultValue by the ending of the file's name: `.csv`, `.tsv`, `.ndjson`, `.jsonl`, `.json`
   */
  readonly sourceFileFormat?: FileFormat | undefined
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
  ...READING_OPTIONS,
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
