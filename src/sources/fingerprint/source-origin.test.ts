import { describe, expect, it } from "vitest"
import { keyOrigin, sourceOrigin } from "./source-origin.ts"

const FINGERPRINT = { sizeBytes: 20, modifiedMs: 5.5, head: "ab", tail: "cd", digest: "ef" }
const PARTS = { sourceName: "events.csv", fingerprint: FINGERPRINT, importName: undefined }

describe("sourceOrigin()", () => {
  it("stays what it is: another one would double what an earlier version imported", () => {
    expect(sourceOrigin(PARTS)).toBe("f593a9cb7bb458b52bf089ba869e4dfe")
    expect(sourceOrigin({ ...PARTS, fingerprint: undefined })).toBe("debbd7395d44fc5993baea2ac629d52d")
    expect(keyOrigin({ importName: undefined })).toBe("3941e531411fa0fad3effc5a53a49cb0")
  })

  it("is that of the content, wherever it lies, whatever it is called, and whenever it was written", () => {
    const copy = { ...PARTS, sourceName: "copy.csv", fingerprint: { ...FINGERPRINT, modifiedMs: 9 } }
    expect(sourceOrigin(copy)).toBe(sourceOrigin(PARTS))
    for (const part of ["sizeBytes", "head", "tail", "digest"] as const) {
      const fingerprint = { ...FINGERPRINT, [part]: part === "sizeBytes" ? 21 : "00" }
      expect(sourceOrigin({ ...PARTS, fingerprint })).not.toBe(sourceOrigin(PARTS))
    }
  })

  it("is another one each time where a content is to count as another", () => {
    const other = { ...PARTS, startedAt: "2026-01-31T12:00:00.000Z" }
    expect(sourceOrigin(other)).not.toBe(sourceOrigin(PARTS))
    expect(sourceOrigin({ ...other, startedAt: "2026-02-01T12:00:00.000Z" })).not.toBe(sourceOrigin(other))
  })

  it("depends on the import's name where one was given", () => {
    const named = { ...PARTS, importName: "spring" }
    expect(sourceOrigin(named)).not.toBe(sourceOrigin(PARTS))
    expect(keyOrigin(named)).not.toBe(keyOrigin(PARTS))
  })

  it("is that of the source's name where its content is not known", () => {
    const pipe = { ...PARTS, fingerprint: undefined }
    expect(sourceOrigin({ ...pipe, fingerprint: { modifiedMs: 5 } })).toBe(sourceOrigin(pipe))
    expect(sourceOrigin({ ...pipe, sourceName: "other" })).not.toBe(sourceOrigin(pipe))
    expect(sourceOrigin({ ...pipe, startedAt: "2026" })).not.toBe(sourceOrigin(pipe))
  })
})
