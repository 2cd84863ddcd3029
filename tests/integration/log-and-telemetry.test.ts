import { context, metrics, propagation, trace } from "@opentelemetry/api"
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node"
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, describe, expect, it, onTestFinished } from "vitest"
import { IterableDataImport, TrackCustomEvent, UpdateUserProfile } from "iterable-data-import"
import type { ImportAction, SourceDataRecord, Summary } from "iterable-data-import"
import { startSandbox } from "iterable-data-import/sandbox"
import { recordingLogger } from "../kit/recording-logger.ts"

const API_KEY = "c4n4ry0123456789abcdef0123456789"
const RECORDS = Array.from({ length: 20 }, (_, index) => ({ email: `person${index}@example.com` }))
const map = ({ email }: SourceDataRecord): ImportAction[] => [
  new UpdateUserProfile({ email }),
  new TrackCustomEvent({ email, eventName: "signup" }),
]

interface Line {
  readonly level: string
  readonly message: string
  readonly status?: number
  readonly requestId?: string
}

async function importInto(
  options: { readonly logLevel?: "debug" | "off"; readonly apiKey?: string } = {},
): Promise<{ directory: string; summary: Promise<Summary>; logger: ReturnType<typeof recordingLogger> }> {
  const sandbox = await startSandbox({
    apiKeys: [API_KEY],
    faults: [{ fault: { kind: "status", status: 500 }, requestNumber: 1 }],
  })
  onTestFinished(() => sandbox.close())
  const stateDir = mkdtempSync(join(tmpdir(), "log-"))
  onTestFinished(() => rmSync(stateDir, { recursive: true, force: true }))
  const logger = recordingLogger()
  const dataImport = IterableDataImport.create({
    source: RECORDS,
    name: "people",
    apiKey: API_KEY,
    baseUrl: sandbox.url,
    stateDir,
    logger,
    ...options,
  })
  const summary = dataImport.run(map)
  await summary.catch(() => undefined)
  return { directory: join(stateDir, "people"), summary, logger }
}

const read = (directory: string): Line[] =>
  readFileSync(join(directory, "log.ndjson"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line)

afterEach(() => {
  for (const api of [trace, metrics, context, propagation]) api.disable()
})

describe("the log of an import", () => {
  it("tells of the import, of failures, and at debug of each request; the user's logger gets the same", async () => {
    const { directory, summary, logger } = await importInto({ logLevel: "debug" })
    const { sent } = (await summary).requests
    const lines = read(directory)
    expect(lines.map(({ level, message }) => ({ level, message }))).toEqual(
      logger.lines.map(({ level, message }) => ({ level, message })),
    )
    expect(lines[0]).toMatchObject({ level: "info", message: "The import starts." })
    expect(lines.at(-1)).toMatchObject({ level: "info", message: "The import is complete." })
    const answers = lines.filter(({ message }) => message === "A request was answered.")
    expect(answers).toHaveLength(sent)
    expect(answers.map(({ status }) => status)).toContain(500)
    for (const { requestId } of answers) expect(requestId).toMatch(/^[\da-f-]{36}$/)
    expect(lines).toContainEqual(
      expect.objectContaining({ level: "warn", message: "A request failed and will be sent again." }),
    )
    expect(statSync(join(directory, "log.ndjson")).mode & 0o777).toBe(0o600)
  })

  it("holds neither the key nor an email address", async () => {
    const { directory } = await importInto({ logLevel: "debug" })
    expect(readFileSync(join(directory, "log.ndjson"), "utf8")).not.toMatch(/c4n4ry|person\d/)
  })

  it("tells of what matters unless it is told otherwise, and is not made where it is off", async () => {
    const { directory } = await importInto()
    expect(new Set(read(directory).map(({ level }) => level))).toEqual(new Set(["info", "warn"]))
    const { directory: without } = await importInto({ logLevel: "off" })
    expect(() => statSync(join(without, "log.ndjson"))).toThrow("ENOENT")
  })

  it("says why an import stopped", async () => {
    const { directory, summary } = await importInto({ apiKey: "wrong-key-0123456789abcdef01234567" })
    await expect(summary).rejects.toMatchObject({ code: "API_UNAUTHORIZED" })
    expect(read(directory).at(-1)).toMatchObject({ level: "error", code: "API_UNAUTHORIZED" })
    expect(readFileSync(join(directory, "log.ndjson"), "utf8")).not.toContain("wrong-key")
  })
})

describe("an import in a program that watches", () => {
  it("is a span with one for each request within, and none of them holds the key or a person", async () => {
    const exporter = new InMemorySpanExporter()
    new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register()
    const { summary } = await importInto()
    const { requests, records } = await summary
    const spans = exporter.getFinishedSpans()
    const whole = spans.find(({ name }) => name === "import")
    const sent = spans.filter(({ name }) => name.startsWith("send "))
    expect(whole?.attributes).toMatchObject({
      "iterable_data_import.import.name": "people",
      "iterable_data_import.records.imported": records.imported,
    })
    expect(sent).toHaveLength(requests.sent)
    for (const { parentSpanContext } of sent)
      expect(parentSpanContext?.spanId).toBe(whole?.spanContext().spanId)
    expect(
      JSON.stringify(spans.map(({ attributes, events, status }) => [attributes, events, status])),
    ).not.toMatch(/c4n4ry|person\d/)
  })
})
