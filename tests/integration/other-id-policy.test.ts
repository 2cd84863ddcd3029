import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import {
  ImportStoppedError,
  IterableDataImport,
  TrackCustomEvent,
  UsageError,
  retryRejects,
} from "../../src/index.ts"
import type { DeliveryOptions, ImportAction, SourceDataRecord, Summary } from "../../src/index.ts"
import { typedSandbox } from "../kit/typed-sandbox.ts"

type Ids = DeliveryOptions["ids"]

const KEY = "made-up-key-0123456789"
const POLICIES = [
  { before: "none", now: "derive", advice: 'with ids: "none": give the same' },
  { before: "derive", now: "none", advice: 'without ids: "none": leave it out' },
] as const

const each = typedSandbox(KEY)

const joined = ({ email = "", score = "" }: SourceDataRecord): ImportAction =>
  new TrackCustomEvent({
    email,
    eventName: "joined",
    dataFields: { score: score === "bad" ? "bad" : Number(score) },
  })
function run(ids: Ids): Promise<Summary> {
  const sourceFilePath = join(each.folder, "data.csv")
  writeFileSync(sourceFilePath, "email,score\nada@x.com,1\nben@x.com,bad\n")
  return IterableDataImport.create<SourceDataRecord>({
    ...each.options({ ids }),
    report: false,
    sourceFilePath,
  }).run(joined)
}
const eventCount = (): number => each.running.sandbox.counts().events

describe.each(POLICIES)("an import begun with ids: $before", ({ advice, before, now }) => {
  it(`is not retried with ids: ${now}`, async () => {
    const { paths } = await run(before)
    const list = paths.rejectsCsv ?? ""
    writeFileSync(list, readFileSync(list, "utf8").replace(",bad", ",2"))
    const refused = retryRejects(each.options({ ids: now }), joined)
    await expect(refused).rejects.toThrow(UsageError)
    await expect(refused).rejects.toThrow(advice)
    expect(eventCount()).toBe(1)
    await expect(retryRejects(each.options({ ids: before }), joined)).resolves.toMatchObject({
      records: { imported: 2 },
    })
    expect(eventCount()).toBe(2)
  })

  it(`does not go on with ids: ${now}`, async () => {
    each.running.sandbox.setApiKeyDisabled(KEY, true)
    await expect(run(before)).rejects.toThrow(ImportStoppedError)
    each.running.sandbox.setApiKeyDisabled(KEY, false)
    await expect(run(now)).rejects.toThrow(advice)
    expect(eventCount()).toBe(0)
    await expect(run(before)).resolves.toMatchObject({ records: { imported: 1 } })
  })
})
