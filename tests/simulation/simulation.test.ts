import { expect, it } from "vitest"
import { violations } from "./invariants.ts"
import { scenarioOf } from "./scenario.ts"
import { simulate } from "./simulate.ts"

const FIRST_SEED = Number(process.env["SEED"] ?? 1)
const SEEDS = Number(process.env["SEEDS"] ?? 1_000)

it(`an import keeps its promises under ${SEEDS} seeds`, { timeout: 60_000 + SEEDS * 2_000 }, async () => {
  const broken: string[] = []
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS && broken.length < 5; seed += 1) {
    const wrong = await simulate(scenarioOf(seed)).then(violations, (error: unknown) => [String(error)])
    if (wrong.length > 0) broken.push(`SEED=${seed} SEEDS=1: ${wrong.slice(0, 5).join("; ")}`)
  }
  expect(broken).toEqual([])
})

it.each([
  // A request without records, sent for a purchase, met a 429, and the users did not wait.
  611,
  // An action was doubted, and a request without records sent, for failures that it had met together with others.
  14908,
])("a seed that once broke a promise no longer does: %d", async (seed) => {
  expect(violations(await simulate(scenarioOf(seed)))).toEqual([])
})
