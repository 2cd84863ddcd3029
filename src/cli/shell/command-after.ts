import { withOption } from "./with-option.ts"

/** The command to run after a stop: the same one, or one that does not stop at once for the same reason. */
export function commandAfter(code: string | undefined, command: string): string {
  switch (code) {
    case "SOURCE_DAMAGED":
      return withOption(command, "--restart")
    // To be readable, a file was replaced or corrected: it has changed.
    case "SOURCE_BROKEN":
      return withOption(command, "--resume-anyway")
    case "TOO_MANY_REJECTS":
      return withOption(command, "--max-rejects", "off")
    case undefined:
    default:
      return command
  }
}
