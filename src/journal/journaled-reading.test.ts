import { expect, it } from "vitest"
import { journaledReading } from "./journaled-reading.ts"

const name = "a.csv"
const path = "../a.csv"

it.each([
  [
    "is what the journal says",
    { readAs: { format: "csv", delimiter: ";" } },
    { format: "csv", delimiter: ";" },
  ],
  [
    "has the delimiter of a list of rejects, as earlier releases noted it",
    { readAs: { format: "csv", delimiter: "," }, file: { path, format: "csv", delimiter: ";" } },
    { format: "csv", delimiter: ";" },
  ],
  [
    "has the format where earlier releases noted no more",
    { file: { path, format: "ndjson" } },
    { format: "ndjson" },
  ],
  ["is not known where nothing was noted", {}, undefined],
])("journaledReading() %s", (_, source, reading) => {
  expect(journaledReading({ name, ...source })).toEqual(reading)
})
