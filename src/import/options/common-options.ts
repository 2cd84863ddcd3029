import type { JournalStore } from "../../journal/journal-store.ts"
import type { ReportOptions } from "../../report/report-options.ts"
import type { ImportStart } from "../import-start.ts"
import { ATTEMPT_OPTIONS } from "./attempt-options.ts"
import type { AttemptOptions } from "./attempt-options.ts"
import { checkedWhereUsed } from "./checks/check.ts"
import { columnNames } from "./checks/column-names.ts"
import { oneOf, trueOrFalse } from "./checks/one-of.ts"
import type { LibraryOptions } from "./declared-option.ts"
import { parseColumns } from "./typed/parse-columns.ts"

/** The options of every import, whatever its source and importer. */
export interface CommonOptions extends AttemptOptions {
  /**
   * The file for rejects; its name must not end in `.gz`. An old file is replaced.
   *
   * @defaultValue `rejects.ndjson` in the import's directory
   */
  readonly rejectsFilePath?: string | URL | undefined
  /**
   * Where the import remembers what is settled, so that it can resume after a stop or a crash; `false`: nowhere.
   *
   * @defaultValue a file in the import's directory, for sources that have a fingerprint, such as files; nowhere for others
   */
  readonly journal?: JournalStore | false | undefined
  /**
   * Start over, whatever an earlier run of this import did.
   *
   * @defaultValue false
   */
  readonly restart?: boolean | undefined
  /**
   * Resume an unfinished import even if its source or its destination has changed.
   *
   * @defaultValue false
   */
  readonly resumeAnyway?: boolean | undefined
  /**
   * Accept a source without records. Without this option, an import that imported nothing counts as not done
   * (`Summary.nothingImported`).
   *
   * @defaultValue false
   */
  readonly allowEmpty?: boolean | undefined
  /**
   * How to treat a file that has changed since it was imported, if ids were derived from it. `"same"`: it is the same file, corrected, so
   * unchanged rows in their old places keep their ids (after an added or removed row, all later ones get new ids). `"new"`: it is another file
   * with the same name, such as that of another day.
   *
   * @defaultValue such an import is refused
   */
  readonly ifChanged?: "same" | "new" | undefined
  /**
   * Columns (or, in objects, paths such as `order.id`) whose values identify a record: ids are made from these instead of its place
   * and content. A record in which one of them is empty is rejected if its actions need ids.
   */
  readonly idsFrom?: readonly string[] | undefined
  /**
   * What the report, `report.html`, shows; `false`: no report is written.
   *
   * @defaultValue a report that masks personal data
   */
  readonly report?: ReportOptions | false | undefined
  /** The command that runs the import again; kept in the journal, and returned by `importStatus`. It must not contain the API key. */
  readonly command?: string | undefined
  /** Called once with how the import starts, before anything is sent. */
  readonly onStart?: ((start: ImportStart) => void) | undefined
}

/** The declarations of {@link CommonOptions}, in the order of `--help`. */
export const COMMON_OPTIONS: LibraryOptions<CommonOptions, "maxRejects" | "stateDir" | "logLevel"> = {
  ...ATTEMPT_OPTIONS,
  rejectsFilePath: {
    check: checkedWhereUsed,
    flag: {
      syntax: "--rejects <FILE>",
      commands: ["run"],
      help: "where to write the records that were not imported",
      defaultText: "in the import's directory",
    },
  },
  report: {
    check: checkedWhereUsed,
    flag: {
      syntax: "--report-values",
      commands: ["run"],
      help: "show the values of records in report.html instead of masking personal data",
      isReadByCommand: true,
    },
  },
  restart: {
    check: trueOrFalse,
    flag: {
      syntax: "--restart",
      commands: ["run"],
      help: "start over, even if the import is finished or can be resumed",
      isAskedOnce: true,
    },
  },
  allowEmpty: {
    check: trueOrFalse,
    flag: { syntax: "--allow-empty", commands: ["run"], help: "accept a FILE without records" },
  },
  resumeAnyway: {
    check: trueOrFalse,
    flag: {
      syntax: "--resume-anyway",
      commands: ["run"],
      help: "resume even if FILE or the destination has changed since the import stopped",
      isAskedOnce: true,
    },
  },
  ifChanged: {
    check: oneOf(["same", "new"], '"same" or "new"'),
    flag: {
      syntax: "--if-changed <MEANING>",
      commands: ["run"],
      help: "how to treat a FILE that has changed since it was imported: same (the same file, corrected: unchanged rows in their old places keep their ids; after an added or removed row, all later ones get new ids, and their events are duplicated) or new (another file with that name); a FILE that has not changed is not imported again",
      choices: ["same", "new"],
      isAskedOnce: true,
    },
  },
  idsFrom: {
    check: columnNames,
    flag: {
      syntax: "--ids-from <COLUMNS>",
      commands: ["run"],
      help: "make the ids of events and purchases from these columns, such as order_id",
      defaultText: "from the record's place and content in FILE",
      read: parseColumns,
    },
  },
  journal: { check: checkedWhereUsed },
  command: { check: checkedWhereUsed },
  onStart: { check: checkedWhereUsed },
}
