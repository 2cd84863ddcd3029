import { UsageError } from "../../errors.ts"
import type { ImportFacts, Start } from "../../journal/decide-start.ts"
import type { JournalStore } from "../../journal/journal-store.ts"
import { AlreadyImportedError } from "../../state/already-imported-error.ts"
import { countsIn } from "../../state/import-record.ts"
import type { RunContext } from "../run/run-context.ts"
import { chooseIds } from "./choose-ids.ts"
import { factsNow, lookAtStart } from "./look-at-start.ts"
import { wasKilledJustNow } from "./run-start.ts"
import type { RunStart } from "./run-start.ts"

/** Where a run starts, and how that came about. */
export interface FoundStart {
  readonly runStart: RunStart
  readonly start: Start
}

/**
 * Finds out where a run starts: looks at the source and at the journal, and refuses what would lose or double something.
 *
 * @throws {@link UsageError} if it may not start.
 * @throws {@link AlreadyImportedError} if it reached its end before.
 */
export async function findStart<Data>(context: RunContext<Data>, journal: JournalStore): Promise<FoundStart> {
  const { options, platform } = context
  const load = await journal.load()
  const facts = await factsNow(context, load)
  const decision = await lookAtStart(context, load, facts)
  if (decision.kind === "refused") throw new UsageError(decision.message)
  if (decision.kind === "finished") throw alreadyImported(decision)
  const { ids, start } = decision
  const last = load.kind === "entry" ? load.entry : options.earlier
  const runStart: RunStart = {
    facts: start.kind === "resume" ? goingOn(facts) : facts,
    ids: await chooseIds(context, facts, ids),
    before: start.kind === "resume" ? start.entry : undefined,
    killed: wasKilledJustNow(last, platform.clock.now()) ? last : undefined,
  }
  return { runStart, start }
}

/** The rest is read as what came before it. */
function goingOn({ goesOnAs: readAs, ...facts }: ImportFacts): ImportFacts {
  return readAs === undefined ? facts : { ...facts, source: { ...facts.source, readAs } }
}

function alreadyImported({
  entry,
  isSame: isSameSource,
  message,
}: Extract<Start, { kind: "finished" }>): AlreadyImportedError {
  const { records } = countsIn(entry)
  const finishedAt = entry.finishedAt ?? entry.updatedAt
  return new AlreadyImportedError(message, { records, finishedAt, isSameSource })
}
