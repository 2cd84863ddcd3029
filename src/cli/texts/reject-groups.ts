import type { RejectReason } from "../../index.ts"

/** Rejects about which the same is to be done. */
export interface RejectGroup {
  readonly advice: string
  readonly codes: readonly string[]
  readonly count: number
  /** The first few. */
  readonly examples: RejectReason["examples"]
}

const MAX_EXAMPLES = 3

/** Groups the reasons of rejects by what is to be done about them, the most frequent first. */
export function rejectGroups(reasons: readonly RejectReason[]): readonly RejectGroup[] {
  const groups = new Map<string, RejectGroup>()
  for (const { advice, code, count, examples } of reasons) {
    const group = groups.get(advice) ?? { advice, codes: [], count: 0, examples: [] }
    groups.set(advice, {
      advice,
      codes: [...new Set([...group.codes, code])],
      count: group.count + count,
      examples: [...group.examples, ...examples].slice(0, MAX_EXAMPLES),
    })
  }
  return [...groups.values()].toSorted((one, other) => other.count - one.count)
}
