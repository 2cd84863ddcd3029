/**
 * Shows an import to whoever watches the host program, as spans and metrics.
 *
 * Contract: gets neither personal data nor the API key; never throws, whatever fails in it; costs next to nothing for a request
 * and nothing for a record.
 */
export interface Telemetry {
  /** An import begins. */
  startImport(facts: ImportFacts): ImportSpan
  /** A request is about to be sent. */
  startRequest(facts: RequestFacts): RequestSpan
}

/** What is known of an import at its start. */
export interface ImportFacts {
  readonly importName: string
  readonly dryRun: boolean
  /** The records that earlier runs of the import settled; they are not counted again. */
  readonly records: SettledCounts
}

/** How many records have come to each state. */
export interface SettledCounts {
  readonly imported: number
  readonly rejected: number
  readonly skipped: number
  readonly unknown: number
}

/** An import under way. */
export interface ImportSpan {
  /** Does the work of the import; the spans that start within belong to the import's. */
  run<Result>(work: () => Result): Result
  /** Notes how far the import has got: all records so far, not only new ones. */
  count(records: SettledCounts): void
  /** The import ended, for good or before the end of its source. */
  end(records: SettledCounts, stopCode?: string): void
  /** Resolves when what was noted has been handed on, or after `timeoutMs`. A host program that ends on its own account needs it not. */
  flush(timeoutMs: number): Promise<void>
}

/** What is known of a request before it is sent. */
export interface RequestFacts {
  readonly channel: string
  readonly method: string
  /** Absolute. */
  readonly url: string
  readonly records: number
  readonly bodyBytes: number
  /** How often it was sent before, or a larger one that held it. */
  readonly repeats: number
}

/** A request under way. */
export interface RequestSpan {
  /** Sends the request; the spans of the HTTP client belong to the request's. */
  run<Result>(send: () => Result): Result
  /** The request was answered, or no answer came. */
  end(result: RequestResult): void
}

/** What came of a request. */
export interface RequestResult {
  /** Undefined if no answer came. */
  readonly status: number | undefined
  /** Iterable's name for the request. */
  readonly requestId: string | undefined
  readonly latencyMs: number
  /** What the answer meant, or what kept it away, in one of few words. */
  readonly meaning: string
  /** Whether the request failed as a whole. */
  readonly isFailure: boolean
  /** How many of its records the answer rejects. */
  readonly rejected: number
}

const ignore = (): void => undefined
const run = <Result>(work: () => Result): Result => work()
const requestSpan: RequestSpan = { run, end: ignore }
const importSpan: ImportSpan = { run, count: ignore, end: ignore, flush: () => Promise.resolve() }

/** Shows nothing to nobody; the default. */
export const noTelemetry: Telemetry = { startImport: () => importSpan, startRequest: () => requestSpan }
