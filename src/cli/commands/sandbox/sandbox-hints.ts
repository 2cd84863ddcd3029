import type { StartSandboxOptions } from "../../../sandbox/index.ts"

/** What can be done with a sandbox that runs at a URL; `program` is how the command line is called. */
export function sandboxHints(url: string, { apiKeys }: StartSandboxOptions, program: string): string {
  const [first] = apiKeys ?? []
  const named = typeof first === "string" ? first : first?.key
  // What is no plain word stays out of a line that is pasted into a shell.
  const key = named !== undefined && /^[\w.-]+$/.test(named) ? named : undefined
  const which = apiKeys === undefined ? "any key will do" : "with one of its apiKeys"
  return `
Import into it from another terminal (${which}):
  ITERABLE_API_KEY=${key ?? (apiKeys === undefined ? "sandbox-key" : "...")} ${program} run FILE --map map.ts --base-url ${url}
See what it holds, and what requests came:
  curl ${url}/_sandbox/counts        also users, events, purchases, lists, requests
Empty it:
  curl -X POST ${url}/_sandbox/reset
Press Ctrl-C to end it; it forgets everything.
`
}
