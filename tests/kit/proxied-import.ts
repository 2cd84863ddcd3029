import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import {
  ImportStoppedError,
  IterableDataImport,
  TrackCustomEvent,
  TrackPurchase,
  UpdateUserProfile,
} from "../../src/index.ts"
import type { ImportAction, RejectLine, Summary } from "../../src/index.ts"
import { silentLogger } from "../../src/platform/logger.ts"
import { startSandbox } from "../../src/sandbox/index.ts"
import type { FaultRule, RunningSandbox } from "../../src/sandbox/index.ts"
import { readLines } from "./programs.ts"
import { UnrulyProxy } from "./unruly-proxy.ts"
import type { ProxyPlan } from "./unruly-proxy.ts"

/** What the records of an import are; `all`: of each a third. */
export type RecordKind = "users" | "events" | "purchases" | "all"

/** An import through an unruly proxy. */
export interface ProxiedImport {
  readonly kind: RecordKind
  readonly ids: "derive" | "none"
  readonly plan: ProxyPlan
  readonly records?: number
  readonly maxRecordsPerRequest?: number
  readonly requestTimeoutMs?: number
  readonly maxOutageMs?: number
  readonly mergeUpdates?: boolean
  /** Bytes that each record carries along. */
  readonly paddingBytes?: number
  readonly faults?: readonly FaultRule[]
  /** The client speaks TLS, which nobody answers. */
  readonly isSecure?: boolean
  /** Told of the reason of each failed request. */
  readonly onFailure?: (reason: string, proxy: UnrulyProxy) => void
}

/** What an import through a proxy left behind. */
export interface ProxiedResult {
  readonly asked: ProxiedImport
  readonly proxy: UnrulyProxy
  readonly running: RunningSandbox
  readonly summary: Summary
  readonly stop: ImportStoppedError | undefined
  /** How often the client gave up waiting. */
  readonly timeouts: number
  /** The lines for records that failed. */
  readonly lines: readonly RejectLine[]
}

interface Thing {
  readonly n: number
}

const PEOPLE = 10
const DEFAULT_RECORDS = 60
const LONGEST_MS = 30_000

/** What a record is about. */
export function kindOf({ kind }: ProxiedImport, n: number): Exclude<RecordKind, "all"> {
  return kind === "all" ? ((["users", "events", "purchases"] as const)[n % 3] ?? "users") : kind
}

/** Whether Iterable refuses a record, for its address or since it has forgotten the user. */
export function isBad(n: number): boolean {
  return n % 20 === 7 || n % 20 === 13
}

/** The user of a record: ten people share the good ones, each bad one has an address of its own. */
export function emailOf(n: number): string {
  if (n % 20 === 7) return `nobody-${n}`
  return n % 20 === 13 ? `forgotten${n}@example.com` : `person${Math.floor(n / 3) % PEOPLE}@example.com`
}

/** What a record writes. */
export function fieldsOf({ paddingBytes = 0 }: ProxiedImport, n: number): Record<string, unknown> {
  const fields: Record<string, unknown> = { n, [`field${n % 3}`]: n, text: `Zoë "${n}"` }
  if (paddingBytes > 0) fields["padding"] = "x".repeat(paddingBytes)
  return fields
}

/** What a purchase of a record holds. */
export function itemsOf(n: number): { id: string; name: string; price: number; quantity: number }[] {
  return [{ id: `sku-${n}`, name: "Mug", price: n, quantity: 1 }]
}

/** The numbers of all records, from 1. */
export function numbersOf({ records = DEFAULT_RECORDS }: ProxiedImport): number[] {
  return Array.from({ length: records }, (_, index) => index + 1)
}

function actionOf(asked: ProxiedImport, n: number): ImportAction {
  const email = emailOf(n)
  const dataFields = fieldsOf(asked, n)
  switch (kindOf(asked, n)) {
    case "users":
      return new UpdateUserProfile({ email, dataFields })
    case "events":
      return new TrackCustomEvent({ eventName: `event-${n % 4}`, email, dataFields })
    case "purchases":
      return new TrackPurchase({ user: { email }, items: itemsOf(n), total: n, dataFields })
  }
}

/**
 * Runs a whole import through a proxy into a sandbox of its own, and lets `judge` look at what it left behind.
 *
 * @throws if it does not end within half a minute, or ends other than by its end or a stop.
 */
export async function runProxied<Judgement>(
  asked: ProxiedImport,
  judge: (result: ProxiedResult) => Judgement,
): Promise<Judgement> {
  const numbers = numbersOf(asked)
  const stateDir = mkdtempSync(join(tmpdir(), "bad-sockets-"))
  const running = await startSandbox({
    rateLimits: "off",
    traceField: "n",
    forgotten: { emails: numbers.filter(isBad).map(emailOf) },
    behavior: { trackUnknownUser: "create" },
    faults: asked.faults ?? [],
  })
  const proxy = await UnrulyProxy.start(running.port, asked.plan)
  try {
    const { ids, maxRecordsPerRequest = 5, mergeUpdates = false, requestTimeoutMs = 30_000 } = asked
    let timeouts = 0
    const run = IterableDataImport.create({
      apiKey: "canary-key-0123456789",
      baseUrl: asked.isSecure === true ? proxy.url.replace("http:", "https:") : proxy.url,
      source: numbers.map((n): Thing => ({ n })),
      name: "bad-sockets",
      stateDir,
      rateLimits: "off",
      maxRejects: "off",
      ids,
      maxRecordsPerRequest,
      mergeUpdates,
      requestTimeoutMs,
      maxOutageMs: asked.maxOutageMs,
      logger: {
        ...silentLogger,
        warn: (_, fields) => {
          if (fields?.["code"] === "timeout") timeouts += 1
          asked.onFailure?.(String(fields?.["reason"]), proxy)
        },
      },
    }).run(({ n }) => actionOf(asked, n))
    const ended = await inTime(run)
    if (ended instanceof Error && !(ended instanceof ImportStoppedError)) throw ended
    const summary = ended instanceof ImportStoppedError ? ended.summary : ended
    const stop = ended instanceof ImportStoppedError ? ended : undefined
    const { rejects } = summary.paths
    const lines = rejects === undefined ? [] : readLines<RejectLine>(rejects)
    return judge({ asked, proxy, running, summary, stop, timeouts, lines })
  } finally {
    await proxy.close()
    await running.close()
    rmSync(stateDir, { recursive: true, force: true })
  }
}

async function inTime(run: Promise<Summary>): Promise<Summary | Error> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Error>((resolve) => {
    timer = setTimeout(
      () => resolve(new Error(`The import has not ended after ${LONGEST_MS} ms.`)),
      LONGEST_MS,
    )
  })
  const ended = await Promise.race([run.catch((error: unknown) => error as Error), late])
  clearTimeout(timer)
  return ended
}
