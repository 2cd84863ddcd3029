import { expect, it } from "vitest"
import { DiskError, FallibleFileSystem, faultsWithin } from "../../../tests/kit/fallible-file-system.ts"
import type { Fault } from "../../../tests/kit/fallible-file-system.ts"
import { ALL_KINDS } from "../../kinds/all-kinds.ts"
import { mergeLists } from "./merge-lists.ts"

const line = (recordNumber: number): string =>
  `${JSON.stringify({ state: "rejected", position: { recordNumber }, stage: "map", code: "no", message: "no", record: { name: "Ada" } })}\n`

const note = (recordNumber: number): string =>
  `${JSON.stringify({ position: { recordNumber }, sent: { actions: { "update-user-profile": [[0, 0]] }, digests: { "update-user-profile": [7] } }, updates: [{ kind: "update-user-profile", userId: "u" }] })}\n`

it("closes what it has opened, whichever step fails", async () => {
  const disk = new Map([
    ["/gathered.ndjson", Buffer.from(line(1) + line(2))],
    ["/retried.ndjson", Buffer.from(line(1))],
    ["/chosen.ndjson", Buffer.from(line(1) + line(2))],
    ["/sent.ndjson", Buffer.from(note(2))],
  ])
  const merge = async (fault?: Fault): Promise<FallibleFileSystem> => {
    const files = new FallibleFileSystem({ disk, fault })
    const parts = {
      kinds: ALL_KINDS,
      gatheredPath: "/gathered.ndjson",
      retriedPath: "/retried.ndjson",
      isChanged: false,
      ndjsonPath: "/rejects.ndjson",
      csv: {
        path: "/rejects.csv",
        layout: { columns: ["name"], delimiter: "," },
      },
      done: new Set([1]),
      inDoubt: new Map(),
      accepted: new Map(),
      chosenPath: "/chosen.ndjson",
      sentPath: "/sent.ndjson",
      mayHaveApplied: true,
      isWithoutIds: false,
    } as const
    const failure: unknown = await mergeLists(parts, files).then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(failure).toEqual(fault === undefined ? undefined : expect.any(DiskError))
    return files
  }
  const { steps } = await merge()
  expect(steps).toBeGreaterThan(5)
  const faults = faultsWithin(steps).filter(({ kind }) => kind !== "crash")
  for (const fault of faults) expect([fault, (await merge(fault)).openFiles]).toEqual([fault, 0])
})
