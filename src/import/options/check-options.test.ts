import { describe, expect, it } from "vitest"
import { UsageError } from "../../errors.ts"
import { checkOptionNames, checkOptionValues, checkOptions, namesOf } from "./check-options.ts"
import { required } from "./checks/required.ts"
import { wholeNumberFrom } from "./checks/whole-number-from.ts"
import { CREATE_OPTIONS, IMPORT_OPTIONS, createOptionsFor } from "./import-options.ts"
import { RETRY_ALL_OPTIONS } from "./retry-options.ts"

describe("checkOptionNames()", () => {
  it("takes options that exist, and names one that does not", () => {
    expect(() => checkOptionNames({ dryRun: true }, ["dryRun", "region"])).not.toThrow()
    expect(() => checkOptionNames({ dryrun: true }, ["dryRun", "region"])).toThrow(
      new UsageError('There is no option "dryrun". The options are: dryRun, region.'),
    )
  })

  it.each([undefined, null, "x", 5])("refuses %j in the place of options", (options) => {
    expect(() => checkOptionNames(options as never, [])).toThrow(UsageError)
  })
})

describe("checkOptionValues()", () => {
  const declared = [
    { name: "pause", check: wholeNumberFrom(1) },
    { name: "target", check: required("where to go.", Boolean), isRequired: true },
  ]

  it("checks each option that is given, and those that must be", () => {
    expect(() => checkOptionValues({ target: "x" }, declared)).not.toThrow()
    expect(() => checkOptionValues({ target: "x", pause: 0 }, declared)).toThrow(/^pause is 0/)
    expect(() => checkOptionValues({}, declared)).toThrow(new UsageError("target is missing: where to go."))
  })
})

it.each([
  ["dryRun", "no"],
  ["restart", "no"],
  ["resumeAnyway", 1],
  ["allowEmpty", "yes"],
  ["mergeUpdates", "no"],
  ["ifChanged", "old"],
  ["logLevel", "loud"],
  ["idsFrom", []],
  ["idsFrom", ["a", ""]],
  ["decimals", "score"],
  ["decimals", []],
  ["decimals", ["a", ""]],
  ["decimals", ["dataFields.score"]],
  ["maxRejects", -1],
  ["region", "EU"],
  ["baseUrl", "x"],
  ["rateLimits", { users: 0 }],
  ["rateShare", 2],
  ["maxRecordsPerRequest", 0],
  ["maxBytesPerRequest", 999],
  ["requestTimeoutMs", 0.5],
  ["maxOutageMs", "1h"],
])("checkOptionValues() refuses %s: %j where one creates an import", (name, value) => {
  const options = { sourceFilePath: "a.csv", [name]: value }
  expect(() => checkOptionNames(options, namesOf(CREATE_OPTIONS))).not.toThrow()
  expect(() => checkOptionValues(options, createOptionsFor(options))).toThrow(UsageError)
})

it("checkOptions() checks what one retries, and gives an importer", () => {
  expect(() => checkOptions({ overwriteNewer: "no" }, RETRY_ALL_OPTIONS)).toThrow(/^overwriteNewer is "no"/)
  expect(() => checkOptions({ source: [] }, IMPORT_OPTIONS)).toThrow(/^importer is missing/)
})
