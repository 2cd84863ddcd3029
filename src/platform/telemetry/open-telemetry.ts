import type * as OpenTelemetryApi from "@opentelemetry/api"
import type { Attributes, Context, Span, SpanOptions } from "@opentelemetry/api"
import { quietly } from "../logger.ts"
import { scrubValue } from "../secret/scrub-value.ts"
import { scrubNothing } from "../secret/secret-scrubber.ts"
import type { Scrub } from "../secret/secret-scrubber.ts"
import { noTelemetry } from "./telemetry.ts"
import type {
  ImportFacts,
  ImportSpan,
  RequestFacts,
  RequestResult,
  RequestSpan,
  SettledCounts,
  Telemetry,
} from "./telemetry.ts"

type Api = typeof OpenTelemetryApi

const SCOPE = "iterable-data-import"
/** Where every copy of the API, of whatever version 1.x, keeps what the host program has registered. Source: its `global-utils`. */
const REGISTERED = Symbol.for("opentelemetry.js.api.1")
const SECONDS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60,
]

/**
 * Telemetry through `@opentelemetry/api`, where the host program has set it up before the import begins; else none, and then
 * the API is not even loaded.
 *
 * Call it once at the start of an import. What `scrub` takes out is in no attribute.
 */
export async function openTelemetry(scrub: Scrub = scrubNothing): Promise<Telemetry> {
  if (!(REGISTERED in globalThis)) return noTelemetry
  try {
    return telemetryThrough(await import("@opentelemetry/api"), scrub)
  } catch {
    // Set up by a copy of the API that cannot be found from here.
    return noTelemetry
  }
}

function telemetryThrough(api: Api, scrub: Scrub): Telemetry {
  const tracer = api.trace.getTracer(SCOPE)
  const meter = api.metrics.getMeter(SCOPE)
  const records = meter.createCounter("iterable_data_import.records", {
    unit: "{record}",
    description: "Records that came to a state.",
  })
  const requests = meter.createCounter("iterable_data_import.requests", {
    unit: "{request}",
    description: "Requests that were answered, or whose answer did not come.",
  })
  const bytes = meter.createCounter("iterable_data_import.io", {
    unit: "By",
    description: "Bytes of request bodies.",
  })
  const durations = meter.createHistogram("iterable_data_import.request.duration", {
    unit: "s",
    description: "Time from sending a request to the end of its answer.",
    advice: { explicitBucketBoundaries: [...SECONDS] },
  })
  const active = meter.createUpDownCounter("iterable_data_import.active_requests", {
    unit: "{request}",
    description: "Requests that wait for their answer.",
  })
  const { ERROR } = api.SpanStatusCode

  const start = (name: string, options: SpanOptions): Span | undefined => {
    let span: Span | undefined
    quietly(() => {
      span = tracer.startSpan(name, scrubValue(options, scrub))
    })
    return span
  }
  const within = <Result>(span: Span | undefined, work: () => Result): Result =>
    span === undefined ? work() : api.context.with(contextOf(span), work)
  const contextOf = (span: Span): Context => api.trace.setSpan(api.context.active(), span)

  return {
    startImport: (facts: ImportFacts): ImportSpan => {
      const span = start("import", { attributes: importAttributes(facts) })
      let counted = facts.records
      const count = (now: SettledCounts): void => {
        const before = counted
        counted = now
        for (const state of STATES) {
          const added = now[state] - before[state]
          if (added > 0) quietly(() => records.add(added, { "iterable_data_import.record.state": state }))
        }
      }
      return {
        run: (work) => within(span, work),
        count,
        end: (now, stopCode) => {
          count(now)
          quietly(() => {
            for (const state of STATES)
              span?.setAttribute(`iterable_data_import.records.${state}`, now[state])
            if (stopCode !== undefined) span?.setAttribute("error.type", stopCode).setStatus({ code: ERROR })
          })
          quietly(() => span?.end())
        },
        flush: (timeoutMs) => flushed(api, timeoutMs),
      }
    },
    startRequest: (facts: RequestFacts): RequestSpan => {
      const { channel } = facts
      const inChannel = { "iterable_data_import.channel": channel }
      const span = start(`send ${channel}`, {
        kind: api.SpanKind.CLIENT,
        attributes: requestAttributes(facts),
      })
      quietly(() => active.add(1, inChannel))
      return {
        run: (send) => within(span, send),
        end: (result) => {
          const { isFailure, latencyMs } = result
          const attributes = { ...inChannel, ...statusAttributes(result) }
          quietly(() => {
            active.add(-1, inChannel)
            requests.add(1, attributes)
            bytes.add(facts.bodyBytes, inChannel)
            durations.record(latencyMs / 1_000, attributes)
          })
          quietly(() => {
            span?.setAttributes(
              scrubValue({ ...statusAttributes(result), ...resultAttributes(result) }, scrub),
            )
            if (isFailure) span?.setStatus({ code: ERROR })
          })
          quietly(() => span?.end())
        },
      }
    },
  }
}

const STATES = ["imported", "rejected", "skipped", "unknown"] as const

function importAttributes({ dryRun, importName }: ImportFacts): Attributes {
  return { "iterable_data_import.import.name": importName, "iterable_data_import.dry_run": dryRun }
}

function requestAttributes({ bodyBytes, channel, method, records, repeats, url }: RequestFacts): Attributes {
  const { hostname, pathname, port, protocol } = new URL(url)
  return {
    "iterable_data_import.channel": channel,
    "iterable_data_import.request.records": records,
    "http.request.method": method,
    "http.request.body.size": bodyBytes,
    ...(repeats > 0 ? { "http.request.resend_count": repeats } : {}),
    "server.address": hostname,
    "server.port": port === "" ? PORTS[protocol] : Number(port),
    "url.path": pathname,
  }
}

const PORTS: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 }

/** What metrics may be split by: few values each. */
function statusAttributes({ isFailure, meaning, status }: RequestResult): Attributes {
  return {
    ...(status === undefined ? {} : { "http.response.status_code": status }),
    ...(isFailure ? { "error.type": status === undefined || status < 400 ? meaning : String(status) } : {}),
  }
}

function resultAttributes({ meaning, rejected, requestId }: RequestResult): Attributes {
  return {
    "iterable_data_import.request.meaning": meaning,
    "iterable_data_import.request.rejected_records": rejected,
    ...(requestId === undefined ? {} : { "http.response.header.iterable-request-id": [requestId] }),
  }
}

/** Lets the host's exporters send what they still hold. What cannot, or takes too long, is left to the host. */
async function flushed(api: Api, timeoutMs: number): Promise<void> {
  const providers = [providerBehind(api.trace.getTracerProvider()), api.metrics.getMeterProvider()]
  const flushes = providers.map(async (provider) => {
    if ("forceFlush" in provider && typeof provider.forceFlush === "function") await provider.forceFlush()
  })
  const settled = Promise.allSettled(flushes)
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs)
  })
  await Promise.race([settled, tooLate])
  clearTimeout(timer)
}

/** The API hands out a stand-in for the tracer provider, whichever is registered. */
function providerBehind(provider: object): object {
  return "getDelegate" in provider && typeof provider.getDelegate === "function"
    ? (provider.getDelegate() as object)
    : provider
}
