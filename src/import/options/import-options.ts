import type { Importer } from "../../delivery/importer.ts"
import { required } from "./checks/required.ts"
import { trueOrFalse } from "./checks/one-of.ts"
import { COMMON_OPTIONS } from "./common-options.ts"
import type { CommonOptions } from "./common-options.ts"
import { DELIVERY_OPTIONS } from "./delivery-options.ts"
import type { DeliveryOptions } from "./delivery-options.ts"
import { FILE_OPTIONS } from "./file-options.ts"
import type { FileOptions } from "./file-options.ts"
import { declaredOptions } from "./declared-option.ts"
import type { DeclaredOption, LibraryOptions } from "./declared-option.ts"
import { SOURCE_OPTIONS } from "./source-options.ts"
import type { SourceOptions } from "./source-options.ts"

/** What the constructor takes: any source and any importer. */
export interface ImportOptions<Data> extends CommonOptions, SourceOptions<Data> {
  /** What takes the actions. */
  readonly importer: Importer
  /** Says in the summary that nothing was sent. */
  readonly dryRun?: boolean | undefined
}

const IMPORTER_OPTIONS: LibraryOptions<Pick<ImportOptions<unknown>, "importer" | "dryRun">> = {
  importer: {
    check: required(
      "what takes the actions. To deliver to Iterable, use IterableDataImport.create(options) instead.",
      (importer) =>
        typeof importer === "object" &&
        importer !== null &&
        "deliver" in importer &&
        typeof importer.deliver === "function",
    ),
    isRequired: true,
  },
  dryRun: { check: trueOrFalse },
}

/** The declarations of {@link ImportOptions}. */
export const IMPORT_OPTIONS: readonly DeclaredOption[] = declaredOptions(
  SOURCE_OPTIONS,
  IMPORTER_OPTIONS,
  COMMON_OPTIONS,
)

/** What {@link IterableDataImport.create} takes. */
export type CreateOptions<Data> = CommonOptions & DeliveryOptions & (FileOptions | SourceOptions<Data>)

const OF_FILES = declaredOptions(FILE_OPTIONS, DELIVERY_OPTIONS, COMMON_OPTIONS)
const OF_SOURCES = declaredOptions(SOURCE_OPTIONS, DELIVERY_OPTIONS, COMMON_OPTIONS)

/** The declarations of {@link CreateOptions}. */
export const CREATE_OPTIONS: readonly DeclaredOption[] = declaredOptions(
  FILE_OPTIONS,
  SOURCE_OPTIONS,
  DELIVERY_OPTIONS,
  COMMON_OPTIONS,
)

/** Those of them that count for some options: a file's, or any source's. */
export function createOptionsFor(options: object): readonly DeclaredOption[] {
  return "source" in options ? OF_SOURCES : OF_FILES
}
