import { expect, it } from "vitest"
import { FallibleFileSystem } from "../../../tests/kit/fallible-file-system.ts"
import { ALL_KINDS } from "../../kinds/all-kinds.ts"
import { digestFile } from "../../platform/files/digest-file.ts"
import { replaceTextFile } from "../../platform/files/text-file.ts"
import { gatherAnew } from "./gather-anew.ts"
import type { SeenLists } from "./gather-anew.ts"
import { RetryDirectory } from "./retry-directory.ts"

const LIST = "/import/rejects.ndjson"

const list = (city: string): Buffer =>
  Buffer.from(
    `${JSON.stringify({ state: "rejected", position: { recordNumber: 1 }, stage: "map", code: "no", message: "no", record: { city } })}\n`,
  )

/** Gathers a list that is now as given, after merges that were to write such drafts. */
async function gathered(now: string, drafts: readonly string[]): Promise<SeenLists & { text: string }> {
  const files = new FallibleFileSystem({
    disk: new Map([
      [LIST, list("Lodnon")],
      ["/import/retry/gathered.ndjson", list("Lodnon")],
    ]),
  })
  const retry = new RetryDirectory("/import", files)
  const planned = await digestFile(LIST, files)
  const left = {
    kinds: ALL_KINDS,
    platform: { files },
    record: { importName: "data.csv", sourceName: "data.csv", journal: { kind: "none" } },
    lists: { ndjsonPath: LIST, csvPath: "/import/rejects.csv" },
    retry,
    inFlagNames: String,
  } as unknown as Parameters<typeof gatherAnew>[0]
  const gather = async (draft: string | undefined): Promise<SeenLists> => {
    await replaceTextFile(LIST, list(now).toString(), files)
    if (draft !== undefined) await replaceTextFile("/draft", list(draft).toString(), files)
    const after = await digestFile("/draft", files)
    const begun = after === undefined ? undefined : { version: 1 as const, lists: [{ path: LIST, after }] }
    return gatherAnew(left, { plan: { version: 2, digests: { ndjson: planned ?? "" } }, begun })
  }
  let seen = await gather(undefined)
  for (const draft of drafts) seen = await gather(draft)
  return { ...seen, text: Buffer.from((await files.read(seen.gatheredPath)) ?? []).toString() }
}

it("finds no change if nothing was changed", async () => {
  expect(await gathered("Lodnon", [])).toMatchObject({ isChanged: false, text: String(list("Lodnon")) })
})

it("takes in what a person has changed", async () => {
  expect(await gathered("London", [])).toMatchObject({ isChanged: true, text: String(list("London")) })
})

it("still knows of a change once a merge was to write the very same, and was overtaken", async () => {
  const seen = await gathered("London", ["London", "London"])
  expect(seen).toMatchObject({ isChanged: true, text: String(list("London")) })
})
