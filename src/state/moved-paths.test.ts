import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { movedPaths } from "./moved-paths.ts"

const BEFORE = join("/", "srv", "imports", "users.csv")
const NOW = join("/", "backup", "users.csv")
const PATHS = {
  summary: join(BEFORE, "summary.json"),
  rejects: join(BEFORE, "rejects.ndjson"),
  rejectsCsv: join("/", "srv", "imports", "lists", "users.csv"),
}

describe("movedPaths", () => {
  it("follows a directory that was moved, and only what is in it", () => {
    expect(movedPaths(PATHS, NOW)).toEqual({
      summary: join(NOW, "summary.json"),
      rejects: join(NOW, "rejects.ndjson"),
      rejectsCsv: PATHS.rejectsCsv,
    })
  })

  it("leaves the paths of a directory that is where it was", () => {
    expect(movedPaths(PATHS, BEFORE)).toEqual(PATHS)
  })

  it("leaves paths that do not say where the directory was", () => {
    const { rejects } = PATHS
    expect(movedPaths({ rejects }, NOW)).toEqual({ rejects })
  })
})
