import { expect, it } from "vitest"
import { FallibleFileSystem } from "../../../tests/kit/fallible-file-system.ts"
import { FIRST_COLUMN_NAMES } from "../own-columns.ts"
import { RetryDirectory } from "./retry-directory.ts"

const withDigests = [...FIRST_COLUMN_NAMES, "import_digest"]

it.each([
  ["one of an earlier release, of a list without digests", { hasDigests: false }, FIRST_COLUMN_NAMES],
  ["one of an earlier release", {}, withDigests],
  ["one of this release", { ownColumns: FIRST_COLUMN_NAMES }, FIRST_COLUMN_NAMES],
])("knows from a plan the columns of ours that the list has: %s", async (_what, noted, ownColumns) => {
  const layout = { columns: ["name"], delimiter: "," }
  const plan = { version: 2, digests: {}, csvLayout: { ...layout, ...noted } }
  const disk = new Map([["/import/retry/plan.json", Buffer.from(JSON.stringify(plan))]])
  const retry = new RetryDirectory("/import", new FallibleFileSystem({ disk }))
  expect(await retry.readPlan()).toEqual({ ...plan, csvLayout: { ...layout, ownColumns } })
})
