import { describe, expect, it } from "vitest"
import { FallibleFileSystem } from "../../../tests/kit/fallible-file-system.ts"
import type { DataSource } from "../../sources/data-source.ts"
import { SourceWatch, fileOf, sizeOf } from "./source-watch.ts"

const sourceOf = (given: Partial<DataSource>): DataSource => ({
  name: "users.csv",
  read: () => expect.fail("it was read"),
  ...given,
})

describe("SourceWatch", () => {
  it("remembers that the source was written to, in this run or an earlier one", async () => {
    let hasChanged = false
    const watch = new SourceWatch(
      sourceOf({ hasChanged: () => Promise.resolve(hasChanged) }),
      { name: "users.csv" },
      undefined,
    )
    await watch.lookForChange()
    expect(watch.hasChanged).toBe(false)
    hasChanged = true
    await watch.lookForChange()
    hasChanged = false
    await watch.lookForChange()
    expect(watch.hasChanged).toBe(true)
    expect(watch.snapshot("/state", undefined)).toEqual({ name: "users.csv", hasChanged: true })
    const before = { name: "users.csv", hasChanged: true }
    expect(new SourceWatch(sourceOf({}), { name: "users.csv" }, before).hasChanged).toBe(true)
  })

  it("takes a source that cannot say for the same", async () => {
    const hasChanged = (): Promise<boolean> => Promise.reject(new Error("gone"))
    const watch = new SourceWatch(sourceOf({ hasChanged }), { name: "users.csv" }, undefined)
    await watch.lookForChange()
    expect(watch.hasChanged).toBe(false)
  })

  it("notes no fingerprint of a source that has none", async () => {
    const watch = new SourceWatch(sourceOf({}), { name: "pipe" }, undefined)
    await watch.takeWhole(new FallibleFileSystem({}))
    expect(watch.snapshot("/state", undefined)).toEqual({ name: "pipe" })
  })
})

it.each<[string, number | undefined, number | undefined, number | undefined]>([
  ["as it is now", 7, 5, 7],
  ["as it was, before anything was read", undefined, 5, 5],
  ["unknown", undefined, undefined, undefined],
  ["unknown where it is none", -1, undefined, undefined],
  ["unknown where it is none at all", Number.NaN, 5, undefined],
])("sizeOf() gives the size %s", (_, now, before, sizeBytes) => {
  const given = sizeOf(
    now === undefined ? {} : { sizeBytes: now },
    before === undefined ? undefined : { sizeBytes: before },
  )
  expect(given).toEqual(sizeBytes === undefined ? {} : { sizeBytes })
})

it("fileOf() says where a file can be read again, as seen from the state directory", () => {
  expect(fileOf({ path: "/data/in.csv", format: "csv" }, "/data/state")).toEqual({
    file: { path: "../in.csv", format: "csv" },
  })
  expect(fileOf({ path: "/data/in.ndjson", format: "ndjson" }, "/data")).toEqual({
    file: { path: "in.ndjson", format: "ndjson" },
  })
  expect(fileOf({ path: "/data/in.xml" }, "/data")).toEqual({})
})
