import { DEFAULT_MAX_REJECTS, rejectBudget } from "../../accounting/reject-budget.ts"
import type { MaxRejects } from "../../accounting/reject-budget.ts"
import type { Progress } from "../../accounting/progress.ts"
import { LOG_LEVELS } from "../../log/log-level.ts"
import type { LogLevel } from "../../log/log-level.ts"
import type { Logger } from "../../platform/logger.ts"
import { checkedWhereUsed } from "./checks/check.ts"
import { oneOf, trueOrFalse } from "./checks/one-of.ts"
import type { LibraryOptions } from "./declared-option.ts"
import { parseMaxRejects } from "./typed/parse-max-rejects.ts"

/** The options of every import, and of every retry of its rejects. What is declared here is passed on to both. */
export interface AttemptOptions {
  /**
   * The import's name, and that of its directory. Derived ids depend on a name that you give: with another name, the same file gets
   * other ids.
   *
   * @defaultValue the source's name
   */
  readonly name?: string | undefined
  /**
   * Where imports keep their files, each in a directory of its own.
   *
   * @defaultValue `.iterable-data-import` in the working directory
   */
  readonly stateDir?: string | undefined
  /**
   * How many records may be rejected before the import stops.
   *
   * @defaultValue `"10%"`, which applies once 1,000 records are settled
   */
  readonly maxRejects?: MaxRejects | undefined
  /** Called with the import's progress, several times a second while it runs, and once at its end. */
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** Stops the import when it aborts: no more records are read, and what is in flight is finished. */
  readonly signal?: AbortSignal | undefined
  /**
   * Accept another API key than before, as it belongs to the same project. Without this option, an import that may have sent
   * anything does not go on with another key.
   *
   * @defaultValue false
   */
  readonly sameProject?: boolean | undefined
  /**
   * A text that changes with the map function, such as a digest of its file. If it has changed, a resumed import warns, and a finished one is
   * refused.
   */
  readonly mapFingerprint?: string | undefined
  /**
   * The lowest level that is written to `log.ndjson` in the import's directory; `"off"`: nothing is written.
   *
   * @defaultValue `"info"`
   */
  readonly logLevel?: LogLevel | "off" | undefined
  /**
   * Gets a line for each thing that happens.
   *
   * @defaultValue nothing is logged
   */
  readonly logger?: Logger | undefined
}

/** The declarations of {@link AttemptOptions}, in the order of `--help`. */
export const ATTEMPT_OPTIONS: LibraryOptions<AttemptOptions, "maxRejects" | "stateDir" | "logLevel"> = {
  maxRejects: {
    check: (value) => void rejectBudget(value as MaxRejects),
    default: DEFAULT_MAX_REJECTS,
    flag: {
      syntax: "--max-rejects <LIMIT>",
      commands: ["run"],
      help: "stop once more records than this are rejected: a number, a percentage, or off",
      read: parseMaxRejects,
    },
  },
  stateDir: {
    check: checkedWhereUsed,
    default: ".iterable-data-import",
    flag: {
      syntax: "--state-dir <DIR>",
      commands: ["run", "retry", "status", "list"],
      help: "where imports keep their directories",
      isKeptForRetry: true,
    },
  },
  name: {
    check: checkedWhereUsed,
    flag: {
      syntax: "--name <NAME>",
      commands: ["run"],
      help: "name of the import",
      defaultText: "the name of FILE",
      isReadByCommand: true,
    },
  },
  sameProject: {
    check: trueOrFalse,
    flag: {
      syntax: "--same-project",
      commands: ["run", "retry"],
      help: "accept another API key than before, as it belongs to the same project",
      isAskedOnce: true,
    },
  },
  logLevel: {
    check: oneOf([...LOG_LEVELS, "off"], '"debug", "info", "warn", "error" or "off"'),
    default: "info",
    flag: {
      syntax: "--log-level <LEVEL>",
      commands: ["run", "retry"],
      help: "what to write to log.ndjson in the import's directory: debug, info, warn, error or off",
      choices: [...LOG_LEVELS, "off"],
    },
  },
  onProgress: { check: checkedWhereUsed },
  signal: { check: checkedWhereUsed },
  logger: { check: checkedWhereUsed },
  mapFingerprint: { check: checkedWhereUsed },
}

/** Those of some options that are {@link AttemptOptions}. */
export function attemptOptionsIn(options: AttemptOptions): AttemptOptions {
  const given = Object.entries<unknown>({ ...options })
  return Object.fromEntries(given.filter(([name]) => name in ATTEMPT_OPTIONS)) as AttemptOptions
}
