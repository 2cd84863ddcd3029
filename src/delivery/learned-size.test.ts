import { expect, it } from "vitest"
import { mappedOf } from "../../tests/kit/arbitraries.ts"
import { VirtualClock } from "../../tests/kit/virtual-clock.ts"
import { virtualImporter } from "../../tests/kit/virtual-importer.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import type { MappedAction } from "../mapping/mapped-records.ts"
import type { Attempt } from "./attempt/attempt.ts"
import { dryRunAttempt } from "./attempt/dry-run-attempt.ts"

/** The server takes no more at a time. */
const MOST_RECORDS = 1_500
const RECORDS = 30_000

async function* users(): AsyncGenerator<readonly MappedAction[]> {
  for (let first = 1; first <= RECORDS; first += 1_000)
    yield Array.from({ length: 1_000 }, (_, index) =>
      mappedOf(new UpdateUserProfile({ userId: `u${first + index}` }), first + index),
    )
}

/** Delivers all, and tells how many requests were refused as too large. */
async function deliverAll(learned: unknown): Promise<{ refused: number; learned: unknown }> {
  const clock = new VirtualClock()
  let refused = 0
  const attempt: Attempt = async (request) => {
    await clock.sleep(100)
    if (request.sent.count <= MOST_RECORDS) return dryRunAttempt(request)
    refused += 1
    return { kind: "too-large", rejection: { stage: "api", code: "http-413", message: "too large" } }
  }
  const importer = virtualImporter(clock, attempt, { maxRecordsPerRequest: 4_000 })
  const deliver = async (): Promise<void> => {
    const settled: unknown[] = []
    for await (const settlements of importer.deliver(users(), {
      signal: new AbortController().signal,
      learned,
    }))
      settled.push(...settlements)
    expect(settled).toHaveLength(RECORDS)
  }
  await clock.run(deliver())
  return { refused, learned: JSON.parse(JSON.stringify(importer.learned())) as unknown }
}

it("a delivery that goes on remembers that larger requests were refused", async () => {
  const first = await deliverAll(undefined)
  expect(first.refused).toBeGreaterThan(0)
  const second = await deliverAll(first.learned)
  expect(second.refused).toBe(0)
  expect((await deliverAll(second.learned)).refused).toBe(0)
})
