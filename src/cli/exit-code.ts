import type { StopCode } from "../errors.ts"
import type { Summary } from "../index.ts"

/** What the process's exit code tells. */
export const EXIT_CODE = {
  /** All was imported, or there was nothing else to do. */
  ok: 0,
  /** The import reached its end; some records were rejected, it is not known what became of them, nothing was imported, the source was changed meanwhile, code of the map file failed outside the map function, or what there is to say could not be printed. */
  rejects: 1,
  /** Wrong use, or input that cannot be read; nothing was sent. */
  usage: 2,
  /** The import stopped before its end. */
  stopped: 3,
  /** Iterable does not know the key. */
  unauthorized: 4,
  /** SIGINT, SIGTERM or SIGHUP came. */
  interrupted: 130,
} as const

/** What decides upon the exit code of an import that reached its end. */
export interface ImportEnd {
  readonly records: Pick<Summary["records"], "rejected" | "unknown">
  readonly source?: Pick<Summary["source"], "hasChanged">
  readonly nothingImported?: Summary["nothingImported"]
}

/** The exit code of an import that reached its end. */
export function exitCodeOfEnd({ nothingImported, records, source }: ImportEnd): number {
  const isWhole =
    records.rejected + records.unknown === 0 && source?.hasChanged !== true && nothingImported === undefined
  return isWhole ? EXIT_CODE.ok : EXIT_CODE.rejects
}

/** The exit code of an import that stopped before its end. */
export function exitCodeOfStop(code: StopCode): number {
  if (code === "API_UNAUTHORIZED") return EXIT_CODE.unauthorized
  return code === "ABORTED" ? EXIT_CODE.interrupted : EXIT_CODE.stopped
}
