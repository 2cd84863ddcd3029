import type { ReportOptions, Summary } from "../../../index.ts"
import { commandAfter } from "../../shell/command-after.ts"
import type { Target } from "../../values/target.ts"

type Commands = ReturnType<NonNullable<ReportOptions["commands"]>>

/** What can be run next after an import: what goes on where it stopped, or what runs its rejects again. */
export function nextCommands(
  { paths, status, stopReason }: Pick<Summary, "paths" | "status" | "stopReason">,
  { kind }: Target,
  command: string,
  retryCommand: string,
): Commands {
  if (kind !== "iterable" && kind !== "server") return []
  if (status === "stopped") {
    const purpose =
      stopReason?.code === "SOURCE_DAMAGED"
        ? "Start over, with a whole copy in its place"
        : "Go on where it stopped"
    return [{ purpose, command: commandAfter(stopReason?.code, command) }]
  }
  return paths.rejects === undefined
    ? []
    : [{ purpose: "Run the rejects again, once they or the map file are corrected", command: retryCommand }]
}
