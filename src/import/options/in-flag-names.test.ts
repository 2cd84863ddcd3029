import { expect, it } from "vitest"
import { inFlagNames } from "./in-flag-names.ts"

it.each([
  [
    "baseUrl is x; see maxRejects, dataFields and createdAt.",
    "--base-url is x; see --max-rejects, dataFields and createdAt.",
  ],
  [
    'run it with ifChanged: "same", or begun with idsFrom: ["a","b c"], or idsFrom settles it',
    'run it with --if-changed same, or begun with --ids-from "a,b c", or --ids-from settles it',
  ],
  ['give sourceFileFormat: "csv" or sourceFileFormat: "ndjson"', "give --format csv or --format ndjson"],
  ["apiKey holds characters that no key has", "The API key holds characters that no key has"],
  ["start over with restart: true.", "start over with --restart."],
  ['set delimiter: ";".', "set --delimiter semicolon."],
  ['set delimiter: "\\t"', "set --delimiter tab"],
  ['with skipLines: 2 and columns: ["a","b"]', "with --skip-lines 2 and --columns a,b"],
  ['maxRejects: "off"', "--max-rejects off"],
  ['in the data center (region: "us" or region: "eu")', "in the data center (--region us or --region eu)"],
  ["retry with --overwrite-newer (overwriteNewer: true)", "retry with --overwrite-newer"],
  ["run retryRejects once more", "run retry once more"],
  ["give this one another name", "give this one another name with --name"],
])("inFlagNames() puts options into the words of the command line: %s", (message, typed) => {
  expect(inFlagNames(message)).toBe(typed)
})

it.each([
  "Cannot read maxRejects.csv: it is a directory.",
  "Cannot read data/maxRejects as it does not exist: the path is /data/maxRejects/in.csv.",
  'Cannot make ids from the column "baseUrl", as users.csv has none of that name.',
  "the map function threw: name: Ada",
  "constructor: true, toString",
])("inFlagNames() leaves names of files and columns, and what others say: %s", (message) => {
  expect(inFlagNames(message)).toBe(message)
})
