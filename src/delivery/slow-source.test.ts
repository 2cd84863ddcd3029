import { expect, it } from "vitest"
import { mappedOf } from "../../tests/kit/arbitraries.ts"
import { VirtualClock } from "../../tests/kit/virtual-clock.ts"
import { virtualImporter } from "../../tests/kit/virtual-importer.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import type { MappedAction } from "../mapping/mapped-records.ts"
import { dryRunAttempt } from "./attempt/dry-run-attempt.ts"

const RECORDS = 20
const PAUSE_MS = 900

it("a source that is never quite quiet does not keep its records waiting", async () => {
  const clock = new VirtualClock()
  const givenAtMs: number[] = []
  const settledAtMs: number[] = []
  async function* source(): AsyncGenerator<readonly MappedAction[]> {
    for (let number = 1; number <= RECORDS; number += 1) {
      await clock.sleep(PAUSE_MS)
      givenAtMs.push(clock.elapsedMs())
      yield [mappedOf(new UpdateUserProfile({ userId: `u${number}` }), number)]
    }
  }
  const importer = virtualImporter(clock, dryRunAttempt)
  const deliver = async (): Promise<void> => {
    for await (const settlements of importer.deliver(source(), { signal: new AbortController().signal }))
      for (const { action } of settlements)
        settledAtMs[action.item.position.recordNumber - 1] = clock.elapsedMs()
  }
  await clock.run(deliver())
  expect(settledAtMs).toHaveLength(RECORDS)
  for (const [index, settled] of settledAtMs.entries())
    expect(settled - (givenAtMs[index] ?? 0)).toBeLessThanOrEqual(2_000)
  expect(importer.statistics().requests).toBeLessThan(RECORDS)
})
