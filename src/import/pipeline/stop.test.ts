import { describe, expect, it } from "vitest"
import { hostileThrown } from "../../../tests/kit/hostile-thrown.ts"
import { DeliveryStop } from "../../delivery/delivery-stop.ts"
import { SourceError } from "../../errors.ts"
import { diskStop, stopAtEnd, stopFor } from "./stop.ts"
import type { PipelineEnd } from "./stop.ts"

describe("stopAtEnd()", () => {
  const end = (given: Partial<PipelineEnd>, counts: Partial<PipelineEnd["records"]> = {}): PipelineEnd => ({
    records: { read: 9, imported: 9, rejected: 0, skipped: 0, unknown: 0, pending: 0, ...counts },
    rejectReasons: [],
    isAtEnd: true,
    isOverBudget: false,
    isAborted: false,
    ...given,
  })

  it.each<[string, PipelineEnd, string | undefined]>([
    ["complete", end({}), undefined],
    ["complete with what is unknown", end({}, { unknown: 1 }), undefined],
    ["complete though it was to stop, as all had ended", end({ isAborted: true }), undefined],
    ["on request", end({ isAtEnd: false, isAborted: true }), "ABORTED"],
    ["on request, with some pending", end({ isAborted: true }, { pending: 1 }), "ABORTED"],
    [
      "on request, before what is unknown was sent again",
      end({ isAborted: true }, { unknown: 1 }),
      "ABORTED",
    ],
    [
      "for too many rejects",
      end({ isAtEnd: false, isOverBudget: true, isAborted: true }),
      "TOO_MANY_REJECTS",
    ],
    ["with actions that the importer forgot", end({}, { pending: 1 }), "UNEXPECTED"],
    ["before its source, and nobody asked for it", end({ isAtEnd: false }), "UNEXPECTED"],
  ])("knows an end: %s", (_, given, code) => {
    expect(stopAtEnd(given)?.code).toBe(code)
  })

  it("says how many are too many", () => {
    const given = end({ isAtEnd: false, isOverBudget: true }, { read: 20, rejected: 11 })
    expect(stopAtEnd(given)?.message).toMatch(/^Too many records are rejected: 11 of the 20 read so far\./)
  })
})

it.each<[string, Error, string]>([
  ["a source that breaks", new SourceError("gone"), "SOURCE_BROKEN"],
  ["a source that is damaged", new SourceError("damaged", { mayHaveMisread: true }), "SOURCE_DAMAGED"],
  ["what makes going on senseless", new DeliveryStop("API_UNAUTHORIZED", "401"), "API_UNAUTHORIZED"],
  ["a full disk", Object.assign(new Error("ENOSPC"), { syscall: "write" }), "DISK"],
  ["anything else", new TypeError("oops"), "UNEXPECTED"],
])("stopFor() names what stopped an import: %s", (_, error, code) => {
  const stop = stopFor(error)
  expect(stop.code).toBe(code)
  expect(stop.message).toContain(error.message)
})

it.each(hostileThrown())("stopFor() names %s", (_, thrown) => {
  expect(stopFor(thrown).message).toMatch(
    /^(The import failed unexpectedly|A file could not be written or read): ./,
  )
})

it("diskStop() says what could not be put on disk, and why", () => {
  const cause = new Error("ENOSPC")
  expect(diskStop("The list could not be written", cause)).toEqual({
    code: "DISK",
    message: "The list could not be written: ENOSPC. Everything that the summary counts has happened.",
    cause,
  })
})
