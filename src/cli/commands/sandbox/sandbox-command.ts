import { declaredOptions } from "../../../import/options/declared-option.ts"
import { PROGRAM_NAME } from "../../shell/program-name.ts"
import type { Subcommand } from "../subcommand.ts"
import { SANDBOX_OPTIONS } from "./sandbox-options.ts"

const NOTES = `
A RULE is KIND[:NUMBER][:after], followed by the requests that it hits: @2% (2 %
of them), #3 (the third) or /10 (every tenth). It can also be given as JSON.
Kinds: status (with a number), rate-limited, reset, silent, delay (in
milliseconds), html-200, truncated, broken-json, gzip, disable-key,
schema-limit, invalid-list-id; with "after" the request is applied all the same.

Examples:
  $ ${PROGRAM_NAME} sandbox --port 8080
  $ ITERABLE_API_KEY=sandbox-key ${PROGRAM_NAME} run users.csv --map map.ts --base-url http://127.0.0.1:8080
  $ ${PROGRAM_NAME} sandbox --fault status:500@2% --fault status:500:after@1% --fault reset@1%
  $ ${PROGRAM_NAME} sandbox --set projectType=email --set behavior.responseShape=sparse-2017
  $ curl http://127.0.0.1:8080/_sandbox/counts
`

/** The command `sandbox`. */
export const sandboxCommand: Subcommand = {
  name: "sandbox",
  summary: "run a local stand-in for Iterable",
  usage: "[OPTIONS]",
  description:
    "Runs a local stand-in for Iterable's API, to try map functions and imports against, until it is stopped with Ctrl-C.",
  ownOptions: declaredOptions(SANDBOX_OPTIONS),
  notes: NOTES,
  act: async (_, flags) => {
    const { sandbox } = await import("./sandbox.ts")
    return sandbox(flags)
  },
}
