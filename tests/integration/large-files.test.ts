import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, it } from "vitest"
import type { RejectLine, Summary } from "../../src/index.ts"
import type { HeldEvent, HeldPurchase, HeldUser } from "../../src/sandbox/index.ts"
import { SandboxProcess, readLines, runCommand } from "../kit/programs.ts"

const ROWS = 200_000
const MAX_MEGABYTES = 200

let cwd: string
let sandbox: SandboxProcess

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), "import-"))
  sandbox = await SandboxProcess.start()
})

afterEach(async () => {
  await sandbox.stop()
  rmSync(cwd, { recursive: true, force: true })
})

/** The bad rows of the CSV file, by what is wrong with them: one in a thousand each. */
const BAD_ROWS: Readonly<Record<number, { readonly code: string; readonly row: (id: number) => Buffer }>> = {
  100: { code: "too-few-fields", row: (id) => Buffer.from(`u${id},user${id}@example.com\n`) },
  200: {
    code: "too-many-fields",
    row: (id) => Buffer.from(`u${id},user${id}@example.com,Ada,1,Berlin,more\n`),
  },
  300: {
    code: "undecodable",
    row: (id) => Buffer.from(`u${id},user${id}@example.com,Jos\xe9,1,Berlin\n`, "latin1"),
  },
  400: { code: "invalid-identifier", row: (id) => Buffer.from(`u${id},user${id}@nowhere,Ada,1,Berlin\n`) },
  500: {
    code: "map-function-threw",
    row: (id) => Buffer.from(`u${id},user${id}@example.com,Ada,n/a,Berlin\n`),
  },
}

const MAP_USERS = `
import { UpdateUserProfile, UserProfile } from "iterable-data-import"
import type { SourceDataRecord } from "iterable-data-import"
export default (record: SourceDataRecord) => {
  const ltv = Number(record.lifetime_value)
  if (Number.isNaN(ltv)) throw new Error("lifetime_value is no number: " + record.lifetime_value)
  return new UpdateUserProfile(
    new UserProfile({ email: record.email, userId: record.id, dataFields: { name: record.name, ltv, city: record.city } }),
  )
}
`

it(`imports exactly the good rows of a CSV file of ${ROWS} rows`, { timeout: 120_000 }, async () => {
  const rows: Buffer[] = [Buffer.from("id,email,name,lifetime_value,city\n")]
  // One row in fifty has a line break in it, so that lines and records part company.
  const lineOf = new Map<number, number>()
  let line = 2
  for (let id = 1; id <= ROWS; id += 1) {
    lineOf.set(id, line)
    const bad = BAD_ROWS[id % 1000]
    const name = id % 50 === 7 ? '"Zoë\n""Z."" Núñez"' : "Ada Lovelace"
    line += bad === undefined && id % 50 === 7 ? 2 : 1
    rows.push(bad?.row(id) ?? Buffer.from(`u${id},user${id}@example.com,${name},${id / 4},"Paris, TX"\n`))
  }
  writeFileSync(join(cwd, "users.csv"), Buffer.concat(rows))
  writeFileSync(join(cwd, "map.ts"), MAP_USERS)

  const args = ["run", "users.csv", "--map", "map.ts", "--base-url", sandbox.url, "--json", "--quiet"]
  const { code, peakMegabytes, stderr, stdout } = await runCommand(args, { cwd })

  const summary = JSON.parse(stdout) as Summary
  const bad = (ROWS / 1000) * Object.keys(BAD_ROWS).length
  expect(stderr).toBe("")
  expect(summary.records).toEqual({
    read: ROWS,
    imported: ROWS - bad,
    rejected: bad,
    skipped: 0,
    unknown: 0,
    pending: 0,
  })
  expect(code).toBe(1)
  expect(peakMegabytes).toBeLessThan(MAX_MEGABYTES)

  const held = new Map((await sandbox.list<HeldUser>("users")).map((user) => [user.userId, user]))
  expect(held.size).toBe(ROWS - bad)
  for (let id = 1; id <= ROWS; id += 1) {
    const user = held.get(`u${id}`)
    if (BAD_ROWS[id % 1000] !== undefined) {
      if (user !== undefined) expect.fail(`row ${id} is held`)
      continue
    }
    const name = id % 50 === 7 ? 'Zoë\n"Z." Núñez' : "Ada Lovelace"
    const isRight =
      user?.email === `user${id}@example.com` &&
      user.dataFields["name"] === name &&
      user.dataFields["ltv"] === id / 4 &&
      user.dataFields["city"] === "Paris, TX" &&
      Object.keys(user.dataFields).length === 3
    if (!isRight) expect.fail(`row ${id} is held as ${JSON.stringify(user)}`)
  }

  const rejects = readLines<RejectLine>(summary.paths.rejects ?? "")
  const found = rejects.map(
    ({ code: reason, position }) => `${position.recordNumber} ${position.lineNumber} ${reason}`,
  )
  const expected = [...lineOf].flatMap(([id, at]) => {
    const reason = BAD_ROWS[id % 1000]?.code
    return reason === undefined ? [] : [`${id} ${at} ${reason}`]
  })
  expect(found.toSorted()).toEqual(expected.toSorted())
  expect(rejects.every(({ message, advice }) => message !== "" && advice !== "")).toBe(true)
})

const MAP_ANY = `
import { UpdateUserProfile } from "iterable-data-import"
export default (record) => new UpdateUserProfile({ email: record.email, dataFields: { text: record.text } })
`

it.each([
  ["20,000 rows of 2 kB about one user", 20_000, 2_000, 1],
  ["20,000 rows of 2 kB about a hundred users", 20_000, 2_000, 100],
  ["4,000 rows of 20 kB about one user", 4_000, 20_000, 1],
])("takes no more memory for %s", { timeout: 120_000 }, async (_, rows, textBytes, users) => {
  const text = "x".repeat(textBytes)
  const lines = Array.from({ length: rows }, (_unused, n) => `u${n % users}@example.com,${n} ${text}\n`)
  writeFileSync(join(cwd, "rows.csv"), ["email,text\n", ...lines].join(""))
  writeFileSync(join(cwd, "map.js"), MAP_ANY)
  await sandbox.configure({ rateLimits: "off", latency: { kind: "fixed", latencyMs: 100 } })
  const args = ["run", "rows.csv", "--map", "map.js", "--base-url", sandbox.url, "--quiet"]
  const { code, peakMegabytes } = await runCommand([...args, "--rate-limit", "off"], { cwd })
  expect(code).toBe(0)
  expect(peakMegabytes).toBeLessThan(MAX_MEGABYTES)
})

const MAP_MIXED = `
import { TrackCustomEvent, TrackPurchase, UpdateUserProfile } from "iterable-data-import"
export default (record) => {
  if (record.type === "user") return new UpdateUserProfile({ email: record.email, dataFields: { plan: record.plan } })
  if (record.type === "event")
    return new TrackCustomEvent({ eventName: record.name, email: record.email, createdAt: record.at, dataFields: { ms: record.ms } })
  if (record.type === "purchase")
    return new TrackPurchase({ user: { email: record.email }, items: record.items, total: record.total, createdAt: record.at })
  if (record.type === "noise") return
  throw new Error("unknown type " + record.type)
}
`

it(
  `imports exactly the good lines of an NDJSON file with users, events and purchases`,
  { timeout: 120_000 },
  async () => {
    const lines: string[] = []
    const bad: string[] = []
    const items = [{ id: "mug", name: "Mug", price: 2.5, quantity: 2 }]
    const reject = (reason: string): number => bad.push(`${lines.length + 1} ${reason}`)
    for (let n = 1; n <= 60_000; n += 1) {
      const email = `user${n % 20_000}@example.com`
      const at = 1_700_000_000 + n
      if (n % 1000 === 1) {
        reject("not-json")
        lines.push('{"type":"user",')
      } else if (n % 1000 === 2) {
        reject("map-function-threw")
        lines.push(JSON.stringify({ type: "parrot" }))
      } else if (n % 1000 === 3) {
        reject("invalid-identifier")
        lines.push(JSON.stringify({ type: "event", name: "seen", email: "a b@example.com", at, ms: n }))
      } else if (n <= 20_000) lines.push(JSON.stringify({ type: "user", email, plan: `plan ${n}` }))
      else if (n % 20 === 5)
        lines.push(JSON.stringify({ type: "purchase", email, items, total: n / 100, at }))
      else if (n % 20 === 6) lines.push(JSON.stringify({ type: "noise" }))
      else lines.push(JSON.stringify({ type: "event", name: `seen-${n % 3}`, email, at, ms: n }))
    }
    writeFileSync(join(cwd, "all.ndjson"), lines.join("\n"))
    writeFileSync(join(cwd, "map.js"), MAP_MIXED)
    // Events come right after their users here.
    await sandbox.configure({ behavior: { trackUnknownUser: "create" }, rateLimits: "off" })

    const args = ["run", "all.ndjson", "--map", "map.js", "--base-url", sandbox.url, "--json", "--quiet"]
    const { code, peakMegabytes, stderr, stdout } = await runCommand([...args, "--rate-limit", "off"], {
      cwd,
    })

    const summary = JSON.parse(stdout) as Summary
    expect(stderr).toBe("")
    expect(summary.records).toMatchObject({
      read: lines.length,
      rejected: bad.length,
      unknown: 0,
      pending: 0,
    })
    expect(code).toBe(1)
    expect(peakMegabytes).toBeLessThan(MAX_MEGABYTES)
    const rejects = readLines<RejectLine>(summary.paths.rejects ?? "")
    expect(
      rejects.map(({ code: reason, position }) => `${position.lineNumber} ${reason}`).toSorted(),
    ).toEqual(bad.toSorted())

    const wanted = { user: new Set<string>(), event: new Set<string>(), purchase: new Set<string>() }
    const badLines = new Set(bad.map((text) => Number(text.split(" ")[0])))
    for (const [index, line] of lines.entries()) {
      if (badLines.has(index + 1)) continue
      const { type, email, plan, name, ms, total, at } = JSON.parse(line) as Record<string, unknown>
      if (type === "user") wanted.user.add(JSON.stringify([email, { plan }]))
      if (type === "event") wanted.event.add(JSON.stringify([email, name, { ms }, at]))
      if (type === "purchase") wanted.purchase.add(JSON.stringify([email, total, at]))
    }
    const events = await sandbox.list<HeldEvent>("events")
    const purchases = await sandbox.list<HeldPurchase>("purchases")
    const users = (await sandbox.list<HeldUser>("users")).filter(({ dataFields }) => "plan" in dataFields)
    expect(users.length).toBe(wanted.user.size)
    expect(events.length).toBe(wanted.event.size)
    expect(purchases.length).toBe(wanted.purchase.size)
    expect(
      users.filter(({ dataFields, email }) => !wanted.user.has(JSON.stringify([email, dataFields]))),
    ).toEqual([])
    const strangers = events.filter(
      ({ createdAtMs, dataFields, email, eventName }) =>
        !wanted.event.has(JSON.stringify([email, eventName, dataFields, createdAtMs / 1000])),
    )
    expect(strangers).toEqual([])
    const unknown = purchases.filter(
      ({ createdAtMs, email, total }) =>
        !wanted.purchase.has(JSON.stringify([email, total, createdAtMs / 1000])),
    )
    expect(unknown).toEqual([])
  },
)
