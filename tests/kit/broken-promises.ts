import { emailOf, fieldsOf, isBad, itemsOf, kindOf, numbersOf } from "./proxied-import.ts"
import type { ProxiedResult } from "./proxied-import.ts"
import type { ProxiedRequest } from "./unruly-proxy.ts"

/** An answer of one of these says of each record of its request what became of it, as these requests have good and bad records. */
const SETTLING: ReadonlySet<number | undefined> = new Set([200, 400, 409])

/** Checks what must hold after every import through a proxy, whatever its sockets did; gives what does not hold. */
export function brokenPromises(result: ProxiedResult): string[] {
  const seen = seenThroughProxy(result)
  const wrong = [
    ...statesAreRight(result, seen),
    ...truthIsTold(result, seen),
    ...usersAreRight(result),
    ...orderIsKept(result),
    ...nothingDoubtfulAgain(result),
    ...(isTooSlow(result) ? [] : result.proxy.overlaps),
  ]
  if (result.proxy.requests.length > result.summary.requests.sent)
    wrong.push(`${result.proxy.requests.length} requests came, ${result.summary.requests.sent} were sent`)
  return wrong
}

/** The numbers of the records in a request. */
function numbersIn({ body }: ProxiedRequest): number[] {
  return [...body.matchAll(/"n":(\d+)/g)].map(([, number]) => Number(number))
}

/** Whether sending a record twice could double it. */
function isOnceOnly({ asked }: ProxiedResult, n: number): boolean {
  return asked.ids === "none" && kindOf(asked, n) !== "users"
}

/** What the client was told of the records, as the proxy saw it. */
interface Seen {
  /** What became of them. */
  readonly answered: ReadonlySet<number>
  /** Nothing, and they must not be sent again. */
  readonly doubtful: ReadonlySet<number>
  /** Perhaps nothing. */
  readonly perhapsDoubtful: ReadonlySet<number>
  /** Once nothing; later perhaps more, if they were sent again. */
  readonly leftOpen: ReadonlySet<number>
}

/** The client gave up more requests than were left hanging: the machine is so slow that what was answered may be among them. */
function isTooSlow({ proxy, timeouts }: ProxiedResult): boolean {
  const hanging = proxy.requests.filter(
    ({ mishap }) => mishap !== undefined && LEAVES_WAITING.has(mishap.ending),
  )
  return timeouts > hanging.length
}

const LEAVES_WAITING: ReadonlySet<string> = new Set(["hang", "drip"])

function seenThroughProxy(result: ProxiedResult): Seen {
  const answered = new Set<number>()
  const doubtful = new Set<number>()
  const perhapsDoubtful = new Set<number>()
  const leftOpen = new Set<number>()
  const isNeverSure = isTooSlow(result)
  for (const request of result.proxy.requests) {
    const isTold = request.leaves === "answered" && SETTLING.has(request.status)
    for (const n of numbersIn(request)) {
      if (isTold) answered.add(n)
      if (request.leaves === "doubt") leftOpen.add(n)
      if (isNeverSure) perhapsDoubtful.add(n)
      if (!isOnceOnly(result, n)) continue
      if (request.leaves === "doubt") doubtful.add(n)
      if (request.leaves === "never or doubt") perhapsDoubtful.add(n)
    }
  }
  return { answered, doubtful, perhapsDoubtful, leftOpen }
}

/** Each record is in the one state that follows from what went over the wire. */
function statesAreRight(
  { asked, lines, proxy, stop, summary }: ProxiedResult,
  { answered, doubtful, perhapsDoubtful, leftOpen }: Seen,
): string[] {
  const wrong: string[] = []
  const { read, imported, rejected, skipped, unknown, pending } = summary.records
  if (read !== imported + rejected + skipped + unknown + pending || skipped > 0 || pending < 0)
    wrong.push(`the states do not add up: ${JSON.stringify(summary.records)}`)
  if (stop === undefined && (pending > 0 || read !== numbersOf(asked).length))
    wrong.push(`it ended well with ${JSON.stringify(summary.records)}`)
  const states = new Map(lines.map(({ position, state }) => [position.recordNumber, state]))
  const reasons = new Map(lines.map(({ position, message }) => [position.recordNumber, message]))
  if (states.size !== lines.length || lines.length !== rejected + unknown)
    wrong.push(`${lines.length} lines of ${states.size} records for ${rejected + unknown} failed ones`)
  // A connection that was cut before it was read may have carried a request that nobody saw.
  const isSeen = proxy.cutConnections + proxy.timesDown === 0
  let expectedImported = 0
  // A merged update carries the number of its last record only.
  const isMerged = (n: number): boolean =>
    asked.mergeUpdates === true && kindOf(asked, n) === "users" && stop === undefined
  for (const n of numbersOf(asked)) {
    const state = states.get(n)
    const isUnseen = state === "unknown" && ((!isSeen && !answered.has(n)) || perhapsDoubtful.has(n))
    const isLeftOpen = stop !== undefined && leftOpen.has(n) && !answered.has(n)
    const expected =
      doubtful.has(n) || isLeftOpen || isUnseen
        ? "unknown"
        : isBad(n) && answered.has(n)
          ? "rejected"
          : undefined
    if (state !== expected)
      wrong.push(
        `record ${n} is ${state ?? "not listed"} (${reasons.get(n)}), should be ${expected ?? "not"}`,
      )
    if (expected === undefined && (answered.has(n) || isMerged(n))) expectedImported += 1
  }
  if (imported !== expectedImported) wrong.push(`${imported} are imported, should be ${expectedImported}`)
  return wrong
}

/** What is imported is held once, field by field; what is rejected or pending is not held; what is unknown is not held twice. */
function truthIsTold({ asked, lines, running, stop }: ProxiedResult, { answered }: Seen): string[] {
  const wrong: string[] = []
  const states = new Map(lines.map(({ position, state }) => [position.recordNumber, state]))
  const { sandbox } = running
  const applied = new Set([...sandbox.applied()].map(({ trace }) => Number(trace)))
  const held = new Map<number, string[]>()
  const hold = (n: number, what: unknown): void => {
    held.set(n, [...(held.get(n) ?? []), JSON.stringify(what)])
  }
  for (const { dataFields, email, eventName } of sandbox.events())
    hold(Number(dataFields["n"]), [email, eventName, dataFields])
  for (const { dataFields, email, items, total } of sandbox.purchases())
    hold(Number(dataFields["n"]), [email, total, items, dataFields])
  for (const n of numbersOf(asked)) {
    const state = states.get(n)
    const kind = kindOf(asked, n)
    if (state === "rejected" && applied.has(n)) wrong.push(`record ${n} is held though rejected`)
    if (state === undefined && applied.has(n) && stop !== undefined && !answered.has(n))
      wrong.push(`record ${n} is held though pending`)
    if (state === "rejected" && !isBad(n)) wrong.push(`record ${n} is rejected without need`)
    if (kind === "users") continue
    const all = held.get(n) ?? []
    if (all.length > 1) wrong.push(`record ${n} is held ${all.length} times`)
    if (all.length === 0 && state === undefined && stop === undefined) wrong.push(`record ${n} is lost`)
    const middle = kind === "events" ? [`event-${n % 4}`] : [n, itemsOf(n)]
    const sent = JSON.stringify([emailOf(n), ...middle, fieldsOf(asked, n)])
    if (all.some((one) => one !== sent)) wrong.push(`record ${n} is held as ${all[0]}, was sent as ${sent}`)
  }
  return wrong
}

/** Each user has exactly the fields that all updates in turn make. */
function usersAreRight({ asked, running, stop }: ProxiedResult): string[] {
  if (stop !== undefined) return []
  const wrong: string[] = []
  const expected = new Map<string, Record<string, unknown>>()
  for (const n of numbersOf(asked)) {
    if (kindOf(asked, n) !== "users" || isBad(n)) continue
    expected.set(emailOf(n), { ...expected.get(emailOf(n)), ...fieldsOf(asked, n) })
  }
  for (const [email, fields] of expected) {
    const held = running.sandbox.user({ email })?.dataFields ?? {}
    const names = new Set([...Object.keys(held), ...Object.keys(fields)])
    for (const name of names)
      if (held[name] !== fields[name])
        wrong.push(`${email} has ${name} = ${String(held[name])}, should be ${String(fields[name])}`)
  }
  return wrong
}

/** What is written about a user comes in the order of the source. */
function orderIsKept({ proxy, running, lines }: ProxiedResult): string[] {
  // What the client has given up as unknown may reach the server at any time.
  const unknown = new Set(
    lines.filter(({ state }) => state === "unknown").map(({ position }) => position.recordNumber),
  )
  const late = new Set(proxy.requests.filter(({ mishap }) => mishap?.forward === "late").flatMap(numbersIn))
  const wrong: string[] = []
  const latest = new Map<string, number>()
  const known = new Set<string>()
  for (const { kind, trace, userNumber } of running.sandbox.applied()) {
    const n = Number(trace)
    if (unknown.has(n) && late.has(n)) continue
    const isRepeated = known.has(`${kind} ${n}`)
    known.add(`${kind} ${n}`)
    // An event that is sent again changes nothing; a user's older update would undo a newer one.
    if (kind !== "user" && isRepeated) continue
    const before = latest.get(`${kind} ${userNumber}`) ?? 0
    if (n < before) wrong.push(`${kind} of record ${n} came after that of record ${before}`)
    latest.set(`${kind} ${userNumber}`, Math.max(n, before))
  }
  return wrong
}

/** What may have been applied and must not be doubled is in no later request. */
function nothingDoubtfulAgain(result: ProxiedResult): string[] {
  const wrong: string[] = []
  const spent = new Map<number, number>()
  for (const request of result.proxy.requests) {
    for (const n of numbersIn(request)) {
      const before = spent.get(n)
      if (before !== undefined)
        wrong.push(`record ${n} of request ${before} is in request ${request.number} too`)
      if (request.leaves === "doubt" && isOnceOnly(result, n)) spent.set(n, request.number)
    }
  }
  return wrong
}
