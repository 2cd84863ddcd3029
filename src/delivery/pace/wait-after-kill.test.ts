import { expect, it } from "vitest"
import { mappedOf } from "../../../tests/kit/arbitraries.ts"
import { VirtualClock } from "../../../tests/kit/virtual-clock.ts"
import { virtualImporter } from "../../../tests/kit/virtual-importer.ts"
import { UpdateUserProfile } from "../../kinds/update-user-profile.ts"
import type { MappedAction } from "../../mapping/mapped-records.ts"
import type { Attempt } from "../attempt/attempt.ts"
import { dryRunAttempt } from "../attempt/dry-run-attempt.ts"
import type { DeliverOptions } from "../importer.ts"

const ANSWER_MS = 1_234

async function* oneUser(): AsyncGenerator<readonly MappedAction[]> {
  yield [mappedOf(new UpdateUserProfile({ userId: "u1" }), 1)]
}

/** Delivers one update; gives when its request left, if it did, and what was learned. */
async function deliverOne(
  options: Pick<DeliverOptions, "afterKill" | "learned">,
  abortAtMs?: number,
): Promise<{ readonly sentAtMs: number | undefined; readonly endedAtMs: number; readonly learned: unknown }> {
  const clock = new VirtualClock()
  const abort = new AbortController()
  let sentAtMs: number | undefined
  const attempt: Attempt = async (request) => {
    sentAtMs = clock.elapsedMs()
    await clock.sleep(ANSWER_MS)
    return dryRunAttempt(request)
  }
  const importer = virtualImporter(clock, attempt)
  const deliver = async (): Promise<number> => {
    if (abortAtMs !== undefined) void clock.sleep(abortAtMs).then(() => abort.abort())
    for await (const settlements of importer.deliver(oneUser(), { signal: abort.signal, ...options }))
      expect(settlements).toHaveLength(1)
    return clock.elapsedMs()
  }
  const endedAtMs = await clock.run(deliver())
  return { sentAtMs, endedAtMs, learned: JSON.parse(JSON.stringify(importer.learned())) as unknown }
}

it("after a kill the first request waits for twice as long as the slowest answer took", async () => {
  const first = await deliverOne({})
  expect(first.sentAtMs).toBe(0)
  expect(first.learned).toMatchObject({ users: { slowestAnswerMs: ANSWER_MS } })
  const second = await deliverOne({ afterKill: true, learned: first.learned })
  expect(second.sentAtMs).toBe(2 * ANSWER_MS)
  // What the first has learned is not forgotten.
  expect((await deliverOne({ learned: { users: { slowestAnswerMs: 9_000 } } })).learned).toMatchObject({
    users: { slowestAnswerMs: 9_000 },
  })
})

it("waits a little where no answer is known of, or what is known makes no sense", async () => {
  for (const learned of [
    undefined,
    {},
    { users: { slowestAnswerMs: "long" }, events: { slowestAnswerMs: 20 } },
  ])
    expect(await deliverOne({ afterKill: true, learned })).toMatchObject({ sentAtMs: 500 })
})

it("sends nothing when it is stopped while it waits", async () => {
  const ended = await deliverOne({ afterKill: true, learned: { users: { slowestAnswerMs: 10_000 } } }, 300)
  expect(ended).toMatchObject({ sentAtMs: undefined, endedAtMs: 300 })
})
