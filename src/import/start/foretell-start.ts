import { foretoldTarget } from "../../delivery/foretold-target.ts"
import { journalStoreFor } from "../checkpoint/run-stores.ts"
import type { RunContext } from "../run/run-context.ts"
import { foretold } from "./decide-import.ts"
import { factsNow, lookAtStart } from "./look-at-start.ts"

/** What is to be said before a dry run if a real one would not start; undefined: it would. */
export async function foretellStart<Data>(context: RunContext<Data>): Promise<string | undefined> {
  const { importDirectory, options, platform } = context
  const { importer, journal, source } = options
  const load = await journalStoreFor(journal, source, importDirectory, platform.files)?.load()
  if (load === undefined) return undefined
  const now = await factsNow(context, load)
  const before = load.kind === "entry" ? load.entry.target : now.target
  const target = foretoldTarget(before, importer.target ?? before)
  return foretold(await lookAtStart(context, load, { ...now, target }))
}
