import type { HeldEvent, HeldPurchase, HeldUser } from "../../src/sandbox/index.ts"
import type { SandboxProcess } from "../kit/programs.ts"
import { flawOf } from "./chaos-source.ts"
import type { Flaw } from "./chaos-source.ts"

/** One import to be disturbed: what it reads, and what must have become of it in the end. */
export interface ChaosCase {
  readonly name: string
  readonly fileName: string
  /** The part of the records of a chaos run that this import has. */
  readonly share: number
  /** CSV has it. */
  readonly header?: string
  readonly lineOf: (n: number) => string
  /** How the reject of each flaw is named, by its stage and code. */
  readonly rejects: Readonly<Record<Flaw, string>>
  readonly map: string
  /** The pace that makes an import last long enough to be killed many times. */
  readonly flags: readonly string[]
  readonly sandbox: object
  /** What is held but should not be, or is not but should be; in words, the first few. */
  readonly wrongs: (sandbox: SandboxProcess, count: number) => Promise<readonly string[]>
}

const USER_DISTANCE = 3_001

const IN_BULK: Pick<ChaosCase["rejects"], "map" | "identifier" | "forgotten"> = {
  map: "map map-function-threw",
  identifier: "api invalid-identifier",
  forgotten: "api forgotten",
}
const ONE_BY_ONE: typeof IN_BULK = {
  ...IN_BULK,
  identifier: "api InvalidEmailAddressError",
  forgotten: "api ForgottenUserError",
}
const SINCE = 1_700_000_000

const emailOf = (n: number): string => {
  const flaw = flawOf(n)
  if (flaw === "identifier") return "a@b@example.com"
  return flaw === "forgotten" ? `forgotten${n}@example.com` : `user${ownerOf(n)}@example.com`
}

/** Every fourth record is of a user that another one was of before, and one in five hundred of one and the same. */
function ownerOf(n: number): number {
  if (n % 500 === 250) return 0
  return n % 4 === 0 && n > USER_DISTANCE ? n - USER_DISTANCE : n
}

function groupedByOwner(count: number): Map<number, number[]> {
  const records = new Map<number, number[]>()
  for (let n = 1; n <= count; n += 1) {
    if (flawOf(n) !== undefined) continue
    const own = records.get(ownerOf(n))
    if (own === undefined) records.set(ownerOf(n), [n])
    else own.push(n)
  }
  return records
}

const nameOf = (n: number): string => (n % 50 === 7 ? `Zoë\n"Z.", Núñez ${n}` : `Ada ${n}`)

/** A row of CSV, with the flaws that it may have by itself. */
function rowOf(n: number, others: readonly (string | number)[]): string {
  const flaw = flawOf(n)
  return flaw === "parse" ? `${n},too few` : [flaw === "map" ? "oops" : n, ...others].join()
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

async function wrongUsers(sandbox: SandboxProcess, count: number): Promise<string[]> {
  const wrongs: string[] = []
  const records = groupedByOwner(count)
  const held = await sandbox.list<HeldUser>("users")
  if (held.length !== records.size) wrongs.push(`${held.length} users are held, not ${records.size}`)
  for (const { dataFields, email, userId } of held) {
    const own = records.get(Number(userId?.slice(1))) ?? []
    const last = own.at(-1) ?? 0
    // Each update writes `name` and `n`; that of an even record also a field that none overwrites.
    const even = own.findLast((n) => n % 2 === 0)
    const fields = { name: nameOf(last), n: last, ...(even === undefined ? {} : { even }) }
    const isRight =
      email === `${userId?.replace("u", "user")}@example.com` &&
      Object.keys(dataFields).length === Object.keys(fields).length &&
      Object.entries(fields).every(([name, value]) => dataFields[name] === value)
    if (!isRight)
      wrongs.push(`${userId} is held as ${JSON.stringify({ email, dataFields })}, its last record is ${last}`)
  }
  return wrongs
}

const MAP_USERS = `
import { UpdateUserProfile } from "iterable-data-import"
export default ({ n, email, id, name }) => {
  if (n === "oops") throw new Error("n is no number")
  const number = Number(n)
  const dataFields = number % 2 === 0 ? { name, n: number, even: number } : { name, n: number }
  return new UpdateUserProfile({ email, userId: id, dataFields })
}
`

const USERS: ChaosCase = {
  name: "users in CSV",
  fileName: "users.csv",
  share: 1,
  header: "n,id,email,name",
  lineOf: (n) => {
    const id = flawOf(n) === undefined ? `u${ownerOf(n)}` : ""
    return rowOf(n, [id, emailOf(n), quoted(nameOf(n))])
  },
  rejects: { ...IN_BULK, parse: "parse too-few-fields" },
  map: MAP_USERS,
  flags: ["--rate-limit", "users=40"],
  // Batches stay small, as larger ones are refused.
  sandbox: { latency: { kind: "uniform", minMs: 10, maxMs: 120 }, maxRecordsPerRequest: 1_200 },
  wrongs: wrongUsers,
}

const eventOf = (n: number): string =>
  JSON.stringify([emailOf(n), `seen-${n % 3}`, { n, name: nameOf(n) }, SINCE + n])

async function wrongEvents(sandbox: SandboxProcess, count: number): Promise<string[]> {
  const events = await sandbox.list<HeldEvent>("events")
  const held = events.map(({ createdAtMs, dataFields: { n, name }, email, eventName }) =>
    JSON.stringify([email, eventName, { n, name }, createdAtMs / 1_000]),
  )
  return notEachOnce(held, count, eventOf)
}

/** What is held of the good records, and should not be, or not twice; and what is missing. */
function notEachOnce(held: readonly string[], count: number, expectedOf: (n: number) => string): string[] {
  const missing = new Set<string>()
  for (let n = 1; n <= count; n += 1) if (flawOf(n) === undefined) missing.add(expectedOf(n))
  // What is held twice is not missing a second time.
  const wrongs = held.filter((one) => !missing.delete(one)).map((one) => `not expected, or twice: ${one}`)
  return [...wrongs, ...[...missing].map((one) => `missing: ${one}`)]
}

const EVENT_FUNCTION = `
import { TrackCustomEvent, UpdateUserProfile } from "iterable-data-import"
const eventOf = ({ n, email, event, name, at }) =>
  new TrackCustomEvent({ eventName: event, email, createdAt: Number(at), dataFields: { n: Number(n), name, mappedAt: Date.now() } })
`
const MAP_EVENTS = `${EVENT_FUNCTION}
export default (record) => {
  if (record.n === "oops") throw new Error("n is no number")
  return eventOf(record)
}
`
const MAP_MIXED = `${EVENT_FUNCTION}
export default (record) => {
  if (record.n === "oops") throw new Error("n is no number")
  const { email, n } = record
  return n % 5 === 0 ? [new UpdateUserProfile({ email, dataFields: { last: n } }), eventOf(record)] : eventOf(record)
}
`
const EVENT_SANDBOX = {
  latency: { kind: "uniform", minMs: 10, maxMs: 120 },
  maxRecordsPerRequest: 1_000,
  behavior: { trackUnknownUser: "create" },
}

const EVENTS_IN_PACKED_CSV: ChaosCase = {
  name: "events in CSV, packed",
  fileName: "events.csv.gz",
  share: 0.15,
  header: "n,email,event,name,at",
  lineOf: (n) => rowOf(n, [emailOf(n), `seen-${n % 3}`, quoted(nameOf(n)), SINCE + n]),
  rejects: { ...IN_BULK, parse: "parse too-few-fields" },
  map: MAP_EVENTS,
  flags: ["--rate-limit", "events=15"],
  sandbox: EVENT_SANDBOX,
  wrongs: wrongEvents,
}

const jsonLineOf = (n: number): string => {
  const flaw = flawOf(n)
  if (flaw === "parse") return `{"n":${n},"email":`
  const event = `seen-${n % 3}`
  return JSON.stringify({
    n: flaw === "map" ? "oops" : n,
    email: emailOf(n),
    event,
    name: nameOf(n),
    at: SINCE + n,
  })
}

/** Records of two actions, each of which may be settled when the other is not. */
const EVENTS_IN_NDJSON: ChaosCase = {
  name: "events and users in NDJSON",
  fileName: "events.ndjson",
  share: 0.15,
  lineOf: jsonLineOf,
  rejects: { ...IN_BULK, parse: "parse not-json" },
  map: MAP_MIXED,
  flags: ["--rate-limit", "events=15,users=20"],
  sandbox: EVENT_SANDBOX,
  wrongs: async (sandbox, count) => {
    const wrongs = await wrongEvents(sandbox, count)
    const records = groupedByOwner(count)
    for (const { dataFields, email } of await sandbox.list<HeldUser>("users")) {
      const own = records.get(Number(/^user(\d+)@/.exec(email ?? "")?.[1])) ?? []
      const last = own.findLast((n) => n % 5 === 0)
      if (own.length === 0 || dataFields["last"] !== last)
        wrongs.push(`${email} is held with ${JSON.stringify(dataFields)}, its last record is ${last}`)
    }
    return wrongs
  },
}

const MAP_PURCHASES = `
import { TrackPurchase } from "iterable-data-import"
export default ({ n, email, at }) => {
  if (n === "oops") throw new Error("n is no number")
  const items = [{ id: "mug", name: "Mug", price: n, quantity: 1 }]
  return new TrackPurchase({ user: { email }, items, total: n, createdAt: at, dataFields: { n } })
}
`

const PURCHASES: ChaosCase = {
  name: "purchases in NDJSON, packed",
  fileName: "purchases.ndjson.gz",
  share: 0.02,
  lineOf: jsonLineOf,
  rejects: { ...ONE_BY_ONE, parse: "parse not-json" },
  map: MAP_PURCHASES,
  flags: ["--rate-limit", "purchases=450"],
  sandbox: { latency: { kind: "uniform", minMs: 10, maxMs: 100 } },
  wrongs: async (sandbox, count) => {
    const purchases = await sandbox.list<HeldPurchase>("purchases")
    const held = purchases.map(({ createdAtMs, email, total }) =>
      JSON.stringify([email, total, createdAtMs / 1_000]),
    )
    return notEachOnce(held, count, (n) => JSON.stringify([emailOf(n), n, SINCE + n]))
  },
}

export const CHAOS_CASES: readonly ChaosCase[] = [USERS, EVENTS_IN_PACKED_CSV, EVENTS_IN_NDJSON, PURCHASES]
