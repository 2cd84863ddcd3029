import { expect, it } from "vitest"
import { inAll } from "../../../../tests/kit/in-all.ts"
import type { RetrySummary } from "../../../index.ts"
import { retryText } from "./retry-text.ts"

const plain = (text: string): string => text

const retried: NonNullable<RetrySummary["retried"]> = {
  startedAt: "2026-01-31T13:00:00.000Z",
  status: "completed",
  importName: "users.csv",
  dryRun: false,
  source: { name: "rejects.csv" },
  records: { read: 1, imported: 0, rejected: 1, skipped: 0, unknown: 0, pending: 0 },
  actions: inAll({ accepted: 0, rejected: 0, unknown: 0 }),
  rejectReasons: [],
  requests: { sent: 1, retried: 0, throttled: 0, repaired: 0 },
  bytes: { sent: 1 },
  fields: { created: [], filteredOut: [] },
  durations: { totalMs: 1 },
  paths: {},
}
const style = {
  bold: plain,
  dim: plain,
  target: { kind: "iterable", region: "us" },
  workingDirectory: "/w",
} as const

it("retryText() sets the paths of both lists below each other", () => {
  const paths = {
    rejects: "/w/state/users.csv/rejects.ndjson",
    rejectsCsv: "/w/state/users.csv/rejects.csv",
  }
  expect(retryText({ importName: "users.csv", retried, paths }, style)).toContain(
    ["  Rejects     state/users.csv/rejects.ndjson", "  To correct  state/users.csv/rejects.csv"].join("\n"),
  )
})

it("retryText() warns of ids that repeat, and of fields that were dropped", () => {
  const warned = {
    ...retried,
    ids: { given: 4, repeated: 2 },
    fields: { created: [], filteredOut: ["age"] },
  }
  const text = retryText({ importName: "users.csv", retried: warned, paths: {} }, style)
  expect(text).toContain("\n\nWarning: 2 events or purchases have an id that an earlier one ")
  expect(text).toContain("\n\nWarning: Iterable dropped 1 field that the project does not know: age.")
})
