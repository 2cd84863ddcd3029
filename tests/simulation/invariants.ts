import { identityOverlaps } from "../../src/sandbox/index.ts"
import type { HeldEvent, HeldPurchase } from "../../src/sandbox/index.ts"
import type { Scenario } from "./scenario.ts"
import type { SimulatedOutcome, Simulation } from "./simulate.ts"

/** Checks what must hold after every import, whatever happened during it; gives what does not hold. */
export function violations(simulation: Simulation): string[] {
  return [
    ...statesAddUp(simulation),
    ...truthIsTold(simulation),
    ...nothingTwice(simulation),
    ...orderIsKept(simulation),
    ...oneAtATime(simulation),
    ...limitsAreKept(simulation),
    ...stopsAreStops(simulation),
  ]
}

function statesAddUp({ ledger, failed, outcomes, scenario, stop }: Simulation): string[] {
  const { read, imported, rejected, skipped, unknown, pending } = ledger.records
  const wrong: string[] = []
  if (read !== imported + rejected + skipped + unknown + pending || pending < 0) {
    wrong.push(`the states do not add up: ${JSON.stringify(ledger.records)}`)
  }
  if (failed.length !== rejected + unknown)
    wrong.push(`${failed.length} lines for ${rejected + unknown} failed records`)
  if (stop === undefined && (pending > 0 || read !== scenario.records.length)) {
    wrong.push(`it ended well with ${pending} pending, ${read} of ${scenario.records.length} read`)
  }
  const seen = new Set<string>()
  for (const { seq, kind } of outcomes) {
    const key = `${seq} ${kind}`
    if (seen.has(key)) wrong.push(`record ${key} has two outcomes`)
    seen.add(key)
  }
  return wrong
}

const KIND_OF = {
  "update-user-profile": "user",
  "track-custom-event": "event",
  "track-purchase": "purchase",
} as const

function truthIsTold({ outcomes, sandbox, scenario }: Simulation): string[] {
  const wrong: string[] = []
  const applied = new Set([...sandbox.applied()].map(({ kind, trace }) => `${kind} ${String(trace)}`))
  const findUser = userFinder({ sandbox, scenario })
  const isMerged = (seq: number, kind: string): boolean =>
    kind === "update-user-profile" && scenario.mergeUpdates && findUser(seq) !== undefined
  for (const { seq, kind, outcome } of outcomes) {
    const isApplied =
      applied.has(`${KIND_OF[kind]} ${seq}`) || (outcome.kind === "accepted" && isMerged(seq, kind))
    if (outcome.kind === "accepted" && !isApplied) wrong.push(`${kind} of record ${seq} is lost`)
    if (outcome.kind === "rejected" && isApplied) {
      wrong.push(`${kind} of record ${seq} is held though rejected: ${JSON.stringify(outcome.rejection)}`)
    }
    if (outcome.kind === "unknown" && scenario.ids === "derive" && !/given up|counts/.test(outcome.message)) {
      wrong.push(`${kind} of record ${seq} is unknown: ${outcome.message}`)
    }
  }
  const users = new Map(
    outcomes.filter(({ kind }) => kind === "update-user-profile").map((user) => [user.seq, user.outcome]),
  )
  for (const { seq, kind, outcome } of outcomes) {
    const isRefused = outcome.kind === "rejected" && /^(not-found|Unknown)/.test(outcome.rejection.code)
    if (kind !== "update-user-profile" && isRefused && users.get(seq)?.kind === "accepted") {
      wrong.push(`the ${kind} of record ${seq} came before its user`)
    }
  }
  return [...wrong, ...fieldsAreRight({ outcomes, sandbox, scenario })]
}

/** Under which identifiers a record names its user. */
function nameOf(scenario: Scenario, seq: number): string {
  const { email, userId } = scenario.records[seq - 1] ?? {}
  return `${email?.toLowerCase()} ${userId}`
}

/** Finds the sandbox's number of the user whom an update went to, alone or merged into a later one of the same identifiers. */
function userFinder({
  sandbox,
  scenario,
}: Pick<Simulation, "sandbox" | "scenario">): (seq: number) => number | undefined {
  const updates = new Map<string, { readonly seq: number; readonly userNumber: number }[]>()
  for (const { kind, trace, userNumber } of sandbox.applied()) {
    if (kind !== "user") continue
    const name = nameOf(scenario, Number(trace))
    const same = updates.get(name) ?? []
    updates.set(name, same)
    same.push({ seq: Number(trace), userNumber })
  }
  return (seq) => updates.get(nameOf(scenario, seq))?.find((update) => update.seq >= seq)?.userNumber
}

/** Each field of each user has the value of the last accepted record that wrote it; events hold what was sent. */
function fieldsAreRight({
  outcomes,
  sandbox,
  scenario,
}: Pick<Simulation, "outcomes" | "sandbox" | "scenario">): string[] {
  const wrong: string[] = []
  const fieldsOf = (seq: number): Readonly<Record<string, unknown>> => scenario.records[seq - 1]?.fields ?? {}
  const userOf = new Map<unknown, number>()
  for (const { kind, trace, userNumber } of sandbox.applied())
    if (kind === "user") userOf.set(trace, userNumber)
  const findUser = userFinder({ sandbox, scenario })
  const expected = new Map<number, Map<string, unknown>>()
  const settled = new Set(outcomes.map(({ seq }) => seq))
  const isWhole = scenario.records.every(
    ({ kind, seq }) => settled.has(seq) || kind === "nothing" || kind === "throws",
  )
  if (isWhole && outcomes.every(({ outcome }) => outcome.kind !== "unknown")) {
    for (const { seq, kind, outcome } of inOrder(outcomes)) {
      if (kind !== "update-user-profile" || outcome.kind !== "accepted") continue
      const userNumber = findUser(seq) ?? 0
      const fields = expected.get(userNumber) ?? new Map<string, unknown>()
      expected.set(userNumber, fields)
      for (const [name, value] of Object.entries(fieldsOf(seq)))
        if (name.startsWith("field")) fields.set(name, value)
    }
  }
  for (const { number, dataFields } of sandbox.users()) {
    for (const [name, value] of expected.get(number) ?? []) {
      if (dataFields[name] !== value) {
        wrong.push(`user ${number} has ${name} = ${String(dataFields[name])}, should be ${String(value)}`)
      }
    }
  }
  for (const held of [...sandbox.events(), ...sandbox.purchases()]) {
    const sent = JSON.stringify(fieldsOf(seqOf(held)))
    if (JSON.stringify(held.dataFields) !== sent)
      wrong.push(`record ${seqOf(held)} is held with other fields than sent`)
  }
  return wrong
}

function inOrder(outcomes: readonly SimulatedOutcome[]): readonly SimulatedOutcome[] {
  return outcomes.toSorted((one, other) => one.seq - other.seq)
}

function seqOf(held: HeldEvent | HeldPurchase): number {
  return Number(held.dataFields["seq"])
}

function nothingTwice({ sandbox }: Simulation): string[] {
  const wrong: string[] = []
  for (const [what, all] of [
    ["event", [...sandbox.events()]],
    ["purchase", [...sandbox.purchases()]],
  ] as const) {
    const seen = new Set<number>()
    for (const held of all) {
      if (seen.has(seqOf(held))) wrong.push(`the ${what} of record ${seqOf(held)} is held twice`)
      seen.add(seqOf(held))
    }
  }
  return wrong
}

function orderIsKept({ sandbox }: Simulation): string[] {
  const wrong: string[] = []
  const latest = new Map<string, number>()
  const known = new Set<string>()
  for (const { kind, trace, userNumber } of sandbox.applied()) {
    const seq = Number(trace)
    const lane = `${kind} ${userNumber}`
    const isRepeated = known.has(`${kind} ${seq}`)
    known.add(`${kind} ${seq}`)
    // An event that is sent again changes nothing; a user's older update would undo a newer one.
    if (kind !== "user" && isRepeated) continue
    if (seq < (latest.get(lane) ?? 0))
      wrong.push(`${kind} of record ${seq} came after that of record ${latest.get(lane)}`)
    latest.set(lane, Math.max(seq, latest.get(lane) ?? 0))
  }
  return wrong
}

/** No request of a user is under way while another one is: else their order would be the network's to decide. */
function oneAtATime({ sandbox, scenario }: Simulation): string[] {
  // What the client has given up waiting for may still be under way for the server.
  const slow = new Set(["silent", "delay", "slow-body"])
  if (scenario.sandbox.faults?.some(({ fault }) => slow.has(fault.kind)) === true) return []
  return identityOverlaps(sandbox).map(
    ({ firstRequestNumber, secondRequestNumber, userNumber }) =>
      `requests ${firstRequestNumber} and ${secondRequestNumber} of user ${userNumber} overlapped`,
  )
}

function limitsAreKept({ largestBodyBytes, mostOpenRecords, sandbox, scenario }: Simulation): string[] {
  const wrong: string[] = []
  if (largestBodyBytes > scenario.maxBytesPerRequest) wrong.push(`a body had ${largestBodyBytes} bytes`)
  // Jitter of the network may put two requests closer together than they left.
  if (scenario.jitterMs <= 5) {
    for (const { endpoint, fault, number, status } of sandbox.requests()) {
      if (status === 429 && fault === null)
        wrong.push(`request ${number} to ${endpoint} was over the rate limit`)
    }
  }
  const bound = scenario.arrayLength + 8 * 2 * scenario.maxRecordsPerRequest + 256 + 10_000
  if (mostOpenRecords > bound) wrong.push(`${mostOpenRecords} records were open at once`)
  return wrong
}

function stopsAreStops({ fatalAtMs, scenario, sentAtMs, stop }: Simulation): string[] {
  if (fatalAtMs === undefined) {
    // Where nothing but bodies over the limit is left, and the server cuts their connections, it looks like an outage.
    const cutsOff = scenario.sandbox.behavior?.oversizeReply === "reset" && stop?.code === "OUTAGE"
    // A server that is down from the start is taken for an address that is wrong.
    const isNeverReached =
      scenario.down !== undefined && stop?.code === "OUTAGE" && stop.message.includes("not be reached")
    const mayStop = scenario.abortAtMs !== undefined || scenario.mayStop || cutsOff || isNeverReached
    return stop === undefined || mayStop ? [] : [`it stopped: ${stop.message}`]
  }
  const wrong: string[] = []
  if (stop === undefined) wrong.push("it did not stop")
  const late = sentAtMs.filter((sentMs) => sentMs > fatalAtMs)
  if (late.length > 0) wrong.push(`${late.length} requests left after the one that should have stopped it`)
  return wrong
}
