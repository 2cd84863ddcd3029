import { inAll } from "../kit/in-all.ts"
import { Dice } from "../kit/seeded-random.ts"
import type { ReportPageData } from "../../src/report/page/report-page-data.ts"
import { RunHistory } from "../../src/report/run-history.ts"
import type { KeptRunHistory, RunSample } from "../../src/report/run-history.ts"
import type { Summary } from "../../src/accounting/summary.ts"

/** What is in the messages of {@link exampleReport}, and must not be seen unless values are shown. */
export const EXAMPLE_SECRETS: readonly string[] = [
  "ada@example.com",
  "Lovelace",
  "thirty-seven",
  "+44 20 7946",
]

const SUMMARY: Summary = {
  status: "stopped",
  stopReason: {
    code: "OUTAGE",
    message: "No good answer came for 10 min: the last was 503. What was sent is settled; nothing is lost.",
  },
  importName: "customers-2026",
  dryRun: false,
  source: { name: "customers-2026.csv", sizeBytes: 1_912_345_678 },
  records: {
    read: 4_212_400,
    imported: 4_125_713,
    rejected: 81_204,
    skipped: 4_950,
    unknown: 33,
    pending: 500,
  },
  actions: inAll(
    { accepted: 0, rejected: 0, unknown: 0 },
    {
      users: { accepted: 4_125_713, rejected: 80_120, unknown: 0 },
      events: { accepted: 1_020_311, rejected: 1_084, unknown: 33 },
    },
  ),
  rejectReasons: [
    {
      stage: "api",
      code: "invalid-identifier",
      count: 61_022,
      advice: "fix the address or userId, or map the other one",
      examples: [
        {
          recordNumber: 11,
          lineNumber: 12,
          message: 'email: a valid address expected, got "ada@example.com"',
        },
        { recordNumber: 540, lineNumber: 541, message: 'email: a valid address expected, got "Lovelace"' },
        { recordNumber: 1_022, lineNumber: 1_023, message: 'email: a valid address expected, got ""' },
      ],
    },
    {
      stage: "api",
      code: "RequestFieldsTypesMismatched",
      count: 17_120,
      advice:
        "convert the value to the field's type, or use another field name: a field keeps the type of its first value",
      examples: [
        {
          recordNumber: 77,
          lineNumber: 78,
          message: 'Iterable expects the type long in dataFields.age; got "thirty-seven"',
        },
      ],
    },
    {
      stage: "map",
      code: "map-function-threw",
      count: 3_062,
      advice: "correct the map function, or let it return nothing for such records",
      examples: [
        { recordNumber: 2_003_112, lineNumber: 2_003_113, message: "Invalid phone number +44 20 7946" },
      ],
    },
    {
      stage: "api",
      code: "timeout",
      count: 25,
      advice: "look the user up in Iterable before importing this record again",
      examples: [{ recordNumber: 3_000_001, lineNumber: 3_000_002, message: "no answer within 60 s" }],
    },
    {
      stage: "api",
      code: "no-answer",
      count: 8,
      advice: "look the user up in Iterable before importing this record again",
      examples: [{ recordNumber: 3_000_900, lineNumber: 3_000_901, message: "the connection was closed" }],
    },
  ],
  requests: { sent: 12_931, retried: 41, throttled: 17, repaired: 212 },
  bytes: { sent: 1_204_331_009 },
  fields: {
    created: ["loyaltyTier", "lifetime_value", "preferences.newsletter", "signup.source"],
    filteredOut: ["internalNotes", "legacy id"],
  },
  durations: { totalMs: 2_912_000 },
  startedAt: "2026-11-23T19:04:11.000Z",
  paths: { rejects: ".iterable-data-import/customers-2026/rejects.ndjson" },
}

/** A long import in two runs, with everything in it that the page can show. */
export function exampleReport(): ReportPageData {
  return {
    summary: SUMMARY,
    history: exampleHistory(),
    endedAt: "2026-11-23T20:21:43.000Z",
    target: "Iterable (US data center)",
    packageVersion: "0.1.0",
    nodeVersion: "20.20.2",
    settings: [
      { name: "Requests per second", value: "users 5, events 10" },
      { name: "Records per request, at most", value: "20,000" },
      { name: "Rejects before it stops", value: "10%" },
      { name: "Map file", value: "map.ts" },
      { name: "Ids of events and purchases", value: "derived" },
    ],
    commands: [
      { purpose: "Go on where it stopped:", command: "iterable-data-import resume customers-2026" },
      {
        purpose: "After correcting the file or the map function, import the rejects again:",
        command: "iterable-data-import retry customers-2026",
      },
    ],
    limitsPerSecond: { users: 5, events: 10 },
  }
}

/** A small import without any trouble. */
export function quietReport(): ReportPageData {
  const { rejectReasons: _, stopReason: __, ...summary } = SUMMARY
  return {
    ...exampleReport(),
    summary: {
      ...summary,
      status: "completed",
      source: { name: "users.ndjson" },
      records: { read: 1, imported: 1, rejected: 0, skipped: 0, unknown: 0, pending: 0 },
      actions: inAll(
        { accepted: 0, rejected: 0, unknown: 0 },
        { users: { accepted: 1, rejected: 0, unknown: 0 } },
      ),
      rejectReasons: [],
      requests: { sent: 1, retried: 0, throttled: 0, repaired: 0 },
      bytes: { sent: 96 },
      fields: { created: [], filteredOut: [] },
      durations: { totalMs: 310 },
      paths: {},
    },
    history: undefined,
    endedAt: "2026-11-23T19:04:11.310Z",
    commands: [],
  }
}

const SECONDS_OF_RUNS = [1_750, 1_162] as const

/** What {@link exampleHistory} adds up until it comes to the summary's numbers. */
interface Totals {
  settled: number
  rejected: number
  users: number
  events: number
  latencyTotalMs: number
  throttled: number
}

function exampleHistory(): KeptRunHistory {
  const dice = new Dice(4)
  const history = new RunHistory()
  const totals: Totals = { settled: 0, rejected: 0, users: 0, events: 0, latencyTotalMs: 0, throttled: 0 }
  let nowMs = Date.UTC(2026, 10, 23, 19, 4, 11)
  for (const [run, seconds] of SECONDS_OF_RUNS.entries()) {
    history.begin(nowMs, sampleOf(totals, 0))
    for (let second = 1; second <= seconds; second += 1) {
      const isThrottled = run === 0 && second > 600 && second < 690
      const isSlow = run === 0 && second > 1_100
      const users = isThrottled ? dice.between(2, 3) : dice.between(isSlow ? 2 : 4, isSlow ? 3 : 5)
      const records = users * dice.between(300, 410)
      totals.users += users
      totals.events += dice.between(0, 1)
      totals.settled += records
      totals.rejected += Math.round(records * (second > 200 && second < 420 ? 0.12 : 0.008))
      totals.latencyTotalMs += users * dice.between(140, 220) * (isSlow ? 3 : 1)
      if (isThrottled && second % 5 === 0) totals.throttled += 1
      history.note(second * 1000, sampleOf(totals, isThrottled ? 3 : 4.9))
    }
    nowMs += (seconds + 1_740) * 1000
  }
  return history.toJSON()
}

function sampleOf(totals: Totals, usersPace: number): RunSample {
  const { events, latencyTotalMs, rejected, settled, throttled, users } = totals
  return {
    settled,
    imported: settled - rejected,
    rejected,
    requests: users + events,
    retried: 0,
    throttled,
    bodyBytes: settled * 286,
    answers: users,
    latencyTotalMs,
    inFlight: 2,
    channels: {
      users: { requests: users, throttled, pacePerSecond: usersPace },
      events: { requests: events, throttled: 0, pacePerSecond: 9.8 },
    },
  }
}
