import { basename } from "node:path"
import { UsageError } from "../../../errors.ts"
import { COMMON_OPTIONS } from "../../../import/options/common-options.ts"
import { FILE_OPTIONS } from "../../../import/options/file-options.ts"
import type { CommonOptions, FileOptions } from "../../../index.ts"
import { SOURCE_WORDS } from "../../../sources/source-words.ts"
import { readFlags } from "../../options/read-flags.ts"
import { isTyped, typedText } from "../../options/typed-flags.ts"
import type { TypedFlags } from "../../options/typed-flags.ts"
import { PROGRAM_NAME } from "../../shell/program-name.ts"
import { commandDelivery } from "../../values/command-delivery.ts"
import type { CommandDelivery } from "../../values/command-delivery.ts"
import type { Target } from "../../values/target.ts"

/** What `run` is to do. */
export interface RunOptions extends CommandDelivery {
  readonly filePath: string
  readonly name: string
  /** Whether somebody gave it that name, on which derived ids then depend; that of a file others may have as well. */
  readonly isNamed: boolean
  readonly reportValues: boolean
  /** What was typed of the library's other options. */
  readonly typed: Partial<FileOptions> & CommonOptions
}

const EXAMPLE = `${PROGRAM_NAME} run users.csv --map map.ts --sandbox`

/**
 * Makes sense of the command line of `run`, before anything is read.
 *
 * @throws {@link UsageError} if something is missing, malformed or contradicts something else.
 */
export function runOptions(
  filePath: string | undefined,
  flags: TypedFlags,
  env: Readonly<NodeJS.ProcessEnv>,
): RunOptions {
  if (filePath === undefined || filePath === "")
    throw new UsageError(`FILE, the file to import, is missing. For example: ${EXAMPLE}`)
  const [format = "", ...others] = SOURCE_WORDS.formatNames
  if (filePath === "-")
    throw new UsageError(
      `FILE is -, which is not a file. To read from a pipe, use its name: run /dev/stdin --format ${format} (or ${others.join(", or ")}).`,
    )
  const delivery = commandDelivery(flags, env, EXAMPLE)
  const name = nameOf(typedText(COMMON_OPTIONS.name, flags))
  return {
    ...delivery,
    filePath,
    name: importName(name ?? basename(filePath), delivery.target),
    isNamed: name !== undefined || delivery.target.kind === "sandbox",
    reportValues: isTyped(COMMON_OPTIONS.report, flags),
    typed: {
      ...readFlags<FileOptions>(FILE_OPTIONS, flags),
      ...readFlags<CommonOptions>(COMMON_OPTIONS, flags),
    },
  }
}

function nameOf(name: string | undefined): string | undefined {
  if (name?.trim() !== "") return name
  throw new UsageError("--name is empty. Give the import a name, or leave --name out.")
}

/** Tries do not touch the files of the real import; those of dry runs are kept apart anyway. */
function importName(name: string, { kind }: Target): string {
  return kind === "sandbox" ? `${name}-${kind}` : name
}
