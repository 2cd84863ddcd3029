import { context, metrics, propagation, trace } from "@opentelemetry/api"
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics"
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node"
import type { SpanProcessor } from "@opentelemetry/sdk-trace-node"
import { afterEach, describe, expect, it } from "vitest"
import { openTelemetry } from "./open-telemetry.ts"
import { noTelemetry } from "./telemetry.ts"
import type { RequestFacts, RequestResult } from "./telemetry.ts"

const NONE = { imported: 0, rejected: 0, skipped: 0, unknown: 0 }
const IMPORT = { importName: "users", dryRun: false, records: NONE }
const REQUEST: RequestFacts = {
  channel: "users",
  method: "POST",
  url: "https://api.iterable.com/api/users/bulkUpdate",
  records: 3,
  bodyBytes: 200,
  repeats: 0,
}
const GOOD: RequestResult = {
  status: 200,
  requestId: "id-1",
  latencyMs: 150,
  meaning: "processed",
  isFailure: false,
  rejected: 1,
}

/** A host program that watches. */
function watch(processors: readonly SpanProcessor[] = []): {
  spans: () => Record<string, unknown>[]
  points: () => Promise<Record<string, unknown>>
} {
  const spanExporter = new InMemorySpanExporter()
  const spanProcessors = [...processors, new SimpleSpanProcessor(spanExporter)]
  new NodeTracerProvider({ spanProcessors }).register()
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const meterProvider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
  })
  metrics.setGlobalMeterProvider(meterProvider)
  return {
    spans: () =>
      spanExporter.getFinishedSpans().map((span) => ({
        name: span.name,
        kind: span.kind,
        attributes: span.attributes,
        status: span.status.code,
        spanId: span.spanContext().spanId,
        parentId: span.parentSpanContext?.spanId,
      })),
    points: async () => {
      await meterProvider.forceFlush()
      const [last] = exporter.getMetrics().slice(-1)
      const all = last?.scopeMetrics.flatMap((scope) => scope.metrics) ?? []
      return Object.fromEntries(
        all.map(({ descriptor: { name, unit }, dataPoints }) => [
          `${name} in ${unit}`,
          dataPoints.map(({ attributes, value }) => [
            Object.values(attributes).join(" "),
            typeof value === "number" ? value : value.sum,
          ]),
        ]),
      )
    },
  }
}

afterEach(() => {
  for (const api of [trace, metrics, context, propagation]) api.disable()
})

describe("openTelemetry()", () => {
  it("is nothing where the host program has set up nothing", async () => {
    const registered = Symbol.for("opentelemetry.js.api.1")
    const before: unknown = Reflect.get(globalThis, registered)
    Reflect.deleteProperty(globalThis, registered)
    try {
      expect(await openTelemetry()).toBe(noTelemetry)
    } finally {
      if (before !== undefined) Reflect.set(globalThis, registered, before)
    }
  })

  it("shows requests within their import, and what the HTTP client does within its request", async () => {
    const { spans } = watch()
    const telemetry = await openTelemetry()
    const importing = telemetry.startImport(IMPORT)
    await importing.run(async () => {
      await Promise.resolve()
      const request = telemetry.startRequest(REQUEST)
      await request.run(async () => {
        await Promise.resolve()
        trace.getTracer("http client").startSpan("POST").end()
      })
      request.end(GOOD)
    })
    importing.end({ ...NONE, imported: 3 })
    const [http, request, whole] = spans()
    expect(whole).toMatchObject({
      name: "import",
      kind: 0,
      status: 0,
      parentId: undefined,
      attributes: {
        "iterable_data_import.import.name": "users",
        "iterable_data_import.dry_run": false,
        "iterable_data_import.records.imported": 3,
        "iterable_data_import.records.rejected": 0,
      },
    })
    expect(request).toMatchObject({ name: "send users", kind: 2, status: 0, parentId: whole?.["spanId"] })
    expect(request?.["attributes"]).toEqual({
      "iterable_data_import.channel": "users",
      "iterable_data_import.request.records": 3,
      "iterable_data_import.request.meaning": "processed",
      "iterable_data_import.request.rejected_records": 1,
      "http.request.method": "POST",
      "http.request.body.size": 200,
      "http.response.status_code": 200,
      "http.response.header.iterable-request-id": ["id-1"],
      "server.address": "api.iterable.com",
      "server.port": 443,
      "url.path": "/api/users/bulkUpdate",
    })
    expect(http).toMatchObject({ name: "POST", parentId: request?.["spanId"] })
  })

  it("shows failures, and how often a request was sent before", async () => {
    const { spans } = watch()
    const telemetry = await openTelemetry()
    const failure = { ...GOOD, isFailure: true, rejected: 0, requestId: undefined }
    const fails = (result: RequestResult): void =>
      telemetry.startRequest({ ...REQUEST, repeats: 2 }).end(result)
    fails({ ...failure, status: 429, meaning: "throttled" })
    fails({ ...failure, status: undefined, meaning: "timeout" })
    fails({ ...failure, status: 200, meaning: "try-again" })
    telemetry.startImport(IMPORT).end(NONE, "OUTAGE")
    expect(
      spans().map(({ status, attributes }) => [
        status,
        (attributes as Record<string, unknown>)["error.type"],
        (attributes as Record<string, unknown>)["http.request.resend_count"],
      ]),
    ).toEqual([
      [2, "429", 2],
      [2, "timeout", 2],
      [2, "try-again", 2],
      [2, "OUTAGE", undefined],
    ])
  })

  it("counts records once by their state, requests, bytes, time and what is under way", async () => {
    const { points } = watch()
    const telemetry = await openTelemetry()
    const settledBefore = { ...NONE, imported: 100 }
    const importing = telemetry.startImport({ ...IMPORT, records: settledBefore })
    importing.count({ ...settledBefore, imported: 110, rejected: 1 })
    importing.count({ ...settledBefore, imported: 110, rejected: 1 })
    importing.end({ ...settledBefore, imported: 120, rejected: 1, skipped: 2 })
    telemetry.startRequest(REQUEST).end(GOOD)
    telemetry
      .startRequest({ ...REQUEST, channel: "events" })
      .end({ ...GOOD, status: undefined, meaning: "timeout", isFailure: true, latencyMs: 60_000 })
    telemetry.startRequest(REQUEST)
    expect(await points()).toEqual({
      "iterable_data_import.records in {record}": [
        ["imported", 20],
        ["rejected", 1],
        ["skipped", 2],
      ],
      "iterable_data_import.requests in {request}": [
        ["users 200", 1],
        ["events timeout", 1],
      ],
      "iterable_data_import.io in By": [
        ["users", 200],
        ["events", 200],
      ],
      "iterable_data_import.request.duration in s": [
        ["users 200", 0.15],
        ["events timeout", 60],
      ],
      "iterable_data_import.active_requests in {request}": [
        ["users", 1],
        ["events", 0],
      ],
    })
  })

  it("does the work all the same where the host's telemetry fails", async () => {
    const fail = (): never => {
      throw new Error("the host's own")
    }
    watch([{ onStart: fail, onEnd: fail, forceFlush: fail, shutdown: () => Promise.resolve() }])
    const telemetry = await openTelemetry()
    const importing = telemetry.startImport(IMPORT)
    const request = telemetry.startRequest(REQUEST)
    expect(importing.run(() => request.run(() => "sent"))).toBe("sent")
    request.end(GOOD)
    importing.count(NONE)
    importing.end(NONE)
    await importing.flush(1_000)
  })

  it("hands on what is still held, and waits for that no longer than it may", async () => {
    let flushes = 0
    const forceFlush = (): Promise<void> => {
      flushes += 1
      return flushes === 1 ? Promise.resolve() : new Promise(() => undefined)
    }
    const ignore = (): void => undefined
    watch([{ onStart: ignore, onEnd: ignore, forceFlush, shutdown: () => Promise.resolve() }])
    const importing = (await openTelemetry()).startImport(IMPORT)
    await importing.flush(60_000)
    await importing.flush(1)
    expect(flushes).toBe(2)
  })
})
