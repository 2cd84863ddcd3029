import { expect, it } from "vitest"
import { inFlagNames } from "./flag-names.ts"

it("inFlagNames() puts options into the words of the command line, and leaves the rest", () => {
  expect(inFlagNames("baseUrl is x; see maxRejects, dataFields and createdAt.")).toBe(
    "--base-url is x; see --max-rejects, dataFields and createdAt.",
  )
  expect(
    inFlagNames('run it with ifChanged: "same", or begun with idsFrom: ["a","b c"], or idsFrom settles it'),
  ).toBe('run it with --if-changed same, or begun with --ids-from "a,b c", or --ids-from settles it')
  expect(inFlagNames('by tabs: set the option delimiter to "\\t".')).toBe("by tabs: give --delimiter tab.")
  expect(inFlagNames('set the option delimiter to ";", or name one with from')).toBe(
    'give --delimiter ";", or name one with --from',
  )
  expect(inFlagNames("Cannot tell the format of x by its name: say format, one of csv.")).toBe(
    "Cannot tell the format of x by its name: say --format, one of csv.",
  )
})
