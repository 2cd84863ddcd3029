import { mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "vitest"
import { systemPlatform } from "../../platform/system-platform.ts"
import { chooseRejects } from "./choose-rejects.ts"

const { files } = systemPlatform

const line = (recordNumber: number, said: object): string =>
  `${JSON.stringify({ state: "rejected", position: { recordNumber }, stage: "api", code: "bad", message: "is bad", record: {}, ...said })}\n`

const LIST = [
  line(1, {}),
  line(2, { state: "unknown", code: "timeout" }),
  // Rejected for one action, while another may have been applied.
  line(3, { more: [{ code: "timeout", message: "no answer", state: "unknown" }] }),
  line(4, { more: [{ code: "worse", message: "is worse" }] }),
]

it.each([
  ["all but what may have been applied, without ids", { leavesUnknown: true }, [1, 4], { timeout: 2 }],
  ["all, with ids", { leavesUnknown: false }, [1, 2, 3, 4], {}],
  ["what may have been applied, if that is named", { leavesUnknown: true, codes: ["timeout"] }, [2], {}],
  [
    "not what may have been applied in part, if only the rest is named",
    { leavesUnknown: true, codes: ["bad"] },
    [1, 4],
    { timeout: 1 },
  ],
  [
    "what may have been applied in part, if both are named",
    { leavesUnknown: true, codes: ["bad", "timeout"] },
    [1, 2, 3, 4],
    {},
  ],
])("chooses %s", async (_, choice, chosen, leftOut) => {
  const directory = mkdtempSync(join(tmpdir(), "choose-rejects-"))
  const [from, to] = [join(directory, "gathered.ndjson"), join(directory, "chosen.ndjson")]
  writeFileSync(from, LIST.join(""))
  const found = await chooseRejects(from, to, { choice, isNamed: () => true }, files)
  const lines = readFileSync(to, "utf8")
    .split("\n")
    .filter((text) => text !== "")
  expect(lines.map((text) => `${text}\n`)).toEqual(chosen.map((number) => LIST[number - 1]))
  expect(Object.fromEntries(found.leftOut)).toEqual(leftOut)
})
