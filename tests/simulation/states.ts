import { rejectLine } from "../../src/rejects/reject-line.ts"
import { ALL_KINDS } from "../../src/kinds/all-kinds.ts"
import { perEndpoint } from "../../src/kinds/per-endpoint.ts"
import type { Outcome } from "../../src/actions/outcome.ts"
import { grouped } from "../kit/grouped.ts"
import type { Simulation } from "./simulate.ts"
import { CHANNEL_OF, actionsOfRecord } from "./simulated-action.ts"

type State = "imported" | "rejected" | "skipped" | "unknown" | "pending"

/** Each record has the one state that follows from what became of its actions, and all that is counted and written down says so. */
export function statesAddUp({ failed, ledger, outcomes, scenario, stop, summary }: Simulation): string[] {
  const wrong: string[] = []
  const { read } = ledger.records
  const expected = { read, imported: 0, rejected: 0, skipped: 0, unknown: 0, pending: 0 }
  const outcomesOf = grouped(outcomes, ({ seq }) => seq)
  const failedOf = grouped(failed, ({ item }) => item.position.recordNumber)
  for (const record of scenario.records.slice(0, read)) {
    const { kind, seq } = record
    const own = outcomesOf.get(seq) ?? []
    const state = kind === "throws" ? "rejected" : stateOf(actionsOfRecord(scenario, record).length, own)
    expected[state] += 1
    if (new Set(own.map((one) => one.kind)).size < own.length) wrong.push(`record ${seq} has two outcomes`)
    const lines = failedOf.get(seq) ?? []
    const isFailed = state === "rejected" || state === "unknown"
    if (lines.length !== (isFailed ? 1 : 0))
      wrong.push(`record ${seq} is ${state}, with ${lines.length} lines`)
    const reasons =
      kind === "throws" ? ["map map-function-threw"] : own.flatMap(({ outcome }) => reasonOf(outcome))
    for (const { failures, state: said } of lines) {
      const told = failures.map(({ code, stage }) => `${stage} ${code}`)
      const first = told[0] ?? "no reason"
      const rejections = own.flatMap(({ outcome }) => (outcome.kind === "rejected" ? reasonOf(outcome) : []))
      if (rejections.length > 0 && !rejections.includes(first))
        wrong.push(`record ${seq} is rejected, and its line begins with ${first}`)
      if (said !== state || told.toSorted().join() !== reasons.toSorted().join())
        wrong.push(
          `record ${seq} is ${state} for ${reasons.join()}, and ${said} for ${told.join()} on its line`,
        )
    }
  }
  if (JSON.stringify(ledger.records) !== JSON.stringify(expected))
    wrong.push(`counted ${JSON.stringify(ledger.records)}, should be ${JSON.stringify(expected)}`)
  if (stop === undefined && (expected.pending > 0 || read !== scenario.records.length))
    wrong.push(`it ended well with ${expected.pending} pending, ${read} of ${scenario.records.length} read`)
  if (outcomes.some(({ seq }) => seq > read)) wrong.push("a record has an outcome that was never read")
  return [...wrong, ...countsAddUp({ failed, outcomes, summary })]
}

function stateOf(actionCount: number, outcomes: readonly { readonly outcome: Outcome }[]): State {
  if (actionCount === 0) return "skipped"
  if (outcomes.length < actionCount) return "pending"
  const kinds = new Set(outcomes.map(({ outcome }) => outcome.kind))
  if (kinds.has("rejected")) return "rejected"
  return kinds.has("unknown") ? "unknown" : "imported"
}

function reasonOf(outcome: Outcome): string[] {
  if (outcome.kind === "accepted") return []
  return [
    outcome.kind === "rejected"
      ? `${outcome.rejection.stage} ${outcome.rejection.code}`
      : `api ${outcome.code}`,
  ]
}

function countsAddUp({
  failed,
  outcomes,
  summary,
}: Pick<Simulation, "failed" | "outcomes" | "summary">): string[] {
  const wrong: string[] = []
  const actions = perEndpoint(ALL_KINDS, () => ({ accepted: 0, rejected: 0, unknown: 0 }))
  for (const { kind, outcome } of outcomes) actions[CHANNEL_OF[kind]][outcome.kind] += 1
  if (JSON.stringify(summary.actions) !== JSON.stringify(actions))
    wrong.push(`counted ${JSON.stringify(summary.actions)} actions, should be ${JSON.stringify(actions)}`)
  // One row for what asks for the same to be done: the advice is that of the list.
  const first = failed.map((one) => {
    const { advice, code, stage } = rejectLine("", one)
    return `${stage} ${code} ${advice}`
  })
  const reasons = new Map(
    [...grouped(first, (reason) => reason)].map(([reason, { length }]) => [reason, length]),
  )
  for (const { advice, code, count, stage } of summary.rejectReasons) {
    const reason = `${stage} ${code} ${advice}`
    if (reasons.get(reason) !== count) wrong.push(`${count} failed for ${code}, says the summary`)
    reasons.delete(reason)
  }
  if (reasons.size > 0)
    wrong.push(`the summary does not say that some failed for ${[...reasons.keys()].join()}`)
  return wrong
}
