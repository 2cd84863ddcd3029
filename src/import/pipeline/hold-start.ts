import { AlikeStart } from "../../mapping/alike-start.ts"
import type { AlikeFailure } from "../../mapping/alike-start.ts"
import type { MappedRecords } from "../../mapping/mapped-records.ts"

/**
 * Holds records back until it is clear that they do not all fail alike; then lets them pass, in order. As a rule, the first array decides.
 *
 * If the source breaks or the import is stopped before that, they pass too.
 *
 * @param refusal what to throw if they do fail alike
 */
export async function* holdStart(
  arrays: AsyncIterable<MappedRecords>,
  refusal: (failure: AlikeFailure) => Error,
  signal: AbortSignal,
): AsyncGenerator<MappedRecords, void, undefined> {
  const start = new AlikeStart()
  let held: MappedRecords[] | undefined = []
  let found: AlikeFailure | "differs" | undefined
  try {
    for await (const mapped of arrays) {
      if (held === undefined) {
        yield mapped
        continue
      }
      held.push(mapped)
      found = start.look(mapped)
      if (found === undefined) continue
      if (found !== "differs") break
      yield* held
      held = undefined
    }
  } catch (error) {
    if (held !== undefined) yield* held
    throw error
  }
  if (held === undefined) return
  if (!signal.aborted) found ??= start.end()
  if (found !== undefined && found !== "differs") throw refusal(found)
  yield* held
}
