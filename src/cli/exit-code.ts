import type { StopCode } from "../errors.ts"

/** What the process's exit code tells. */
export const EXIT_CODE = {
  /** All was imported, or there was nothing else to do. */
  ok: 0,
  /** The import reached its end; some records were rejected, or it is not known what became of them. */
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

/** The exit code of an import that reached its end. */
export function exitCodeOfEnd({ rejected, unknown }: { rejected: number; unknown: number }): number {
  return rejected + unknown > 0 ? EXIT_CODE.rejects : EXIT_CODE.ok
}

/** The exit code of an import that stopped before its end. */
export function exitCodeOfStop(code: StopCode): number {
  if (code === "API_UNAUTHORIZED") return EXIT_CODE.unauthorized
  return code === "ABORTED" ? EXIT_CODE.interrupted : EXIT_CODE.stopped
}
