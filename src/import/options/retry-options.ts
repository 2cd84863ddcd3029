import type { RejectionStage } from "../../actions/outcome.ts"
import type { Importer } from "../../delivery/importer.ts"
import type { MapFunction } from "../../mapping/map-function.ts"
import type { RetryStart } from "../retry-start.ts"
import { ATTEMPT_OPTIONS } from "./attempt-options.ts"
import type { AttemptOptions } from "./attempt-options.ts"
import { checkedWhereUsed } from "./checks/check.ts"
import { trueOrFalse } from "./checks/one-of.ts"
import { DELIVERY_OPTIONS } from "./delivery-options.ts"
import type { DeliveryOptions } from "./delivery-options.ts"
import { declaredOptions } from "./declared-option.ts"
import type { DeclaredOption, LibraryOptions } from "./declared-option.ts"
import { parseList } from "./typed/parse-list.ts"
import { parseStages } from "./typed/parse-stages.ts"

/** Which rejects to run again, and how. */
export interface RetryOptions extends DeliveryOptions, AttemptOptions {
  /**
   * The list to read: a `rejects.csv` or a `rejects.ndjson`, corrected or not.
   *
   * @defaultValue whichever of the import's two lists was corrected, or the CSV
   */
  readonly from?: string | URL | undefined
  /** Run only rejects that failed at these stages. @defaultValue all */
  readonly stages?: readonly RejectionStage[] | undefined
  /**
   * Run only rejects that failed with these codes.
   *
   * @defaultValue all; with `ids: "none"`, all except those that may have been applied (`unknown`)
   */
  readonly codes?: readonly string[] | undefined
  /**
   * Also run updates that would overwrite what a later record of the import said about the same user.
   *
   * @defaultValue false: they are left out, and stay among the rejects (`overwrites-newer`, or `may-overwrite-newer` if this is not known)
   */
  readonly overwriteNewer?: boolean | undefined
  /**
   * Makes a new map function in its initial state. If the source must be read to find out which updates would overwrite a newer value, that
   * function is called with its other records. This matters if a map function remembers something from record to record.
   *
   * @defaultValue the map function itself
   */
  readonly freshMapFunction?: (() => MapFunction<never> | Promise<MapFunction<never>>) | undefined
  /** Leave the import's rejects and counts as they are; dry runs always do. @defaultValue false */
  readonly trial?: boolean | undefined
  /** Takes the actions, in place of Iterable. */
  readonly importer?: Importer | undefined
  /** Called once with what is about to be run again, before anything is sent. */
  readonly onStart?: ((start: RetryStart) => void) | undefined
}

/** The declarations of those of {@link RetryOptions} that no import has, in the order of `--help`. */
export const RETRY_OPTIONS: LibraryOptions<Omit<RetryOptions, keyof DeliveryOptions | keyof AttemptOptions>> =
  {
    from: {
      check: checkedWhereUsed,
      flag: {
        syntax: "--from <FILE>",
        commands: ["retry"],
        help: "list of rejects to read",
        defaultText: "rejects.csv or rejects.ndjson of the import, whichever was corrected",
      },
    },
    stages: {
      check: checkedWhereUsed,
      flag: {
        syntax: "--retry-stage <STAGE>",
        commands: ["retry"],
        help: "only rejects that failed at this stage: parse, map, validate or api",
        readAll: parseStages,
      },
    },
    codes: {
      check: checkedWhereUsed,
      flag: {
        syntax: "--retry-code <CODE>",
        commands: ["retry"],
        help: "only rejects with this code, as shown in the summary",
        readAll: parseList,
      },
    },
    overwriteNewer: {
      check: trueOrFalse,
      flag: {
        syntax: "--overwrite-newer",
        commands: ["retry"],
        help: "also run updates that replace newer values of a user with older ones",
      },
    },
    freshMapFunction: { check: checkedWhereUsed },
    trial: { check: trueOrFalse },
    importer: { check: checkedWhereUsed },
    onStart: { check: checkedWhereUsed },
  }

/** The declarations of all {@link RetryOptions}. */
export const RETRY_ALL_OPTIONS: readonly DeclaredOption[] = declaredOptions(
  RETRY_OPTIONS,
  DELIVERY_OPTIONS,
  ATTEMPT_OPTIONS,
)
