import type { Endpoint } from "../endpoints/endpoint.ts"
import { afterGoodAnswer, afterTooLarge, initialBatchSize, learnedSize } from "../batches/batch-size.ts"
import type { BatchSize } from "../batches/batch-size.ts"
import { Lane } from "../batches/lane.ts"
import type { Encode } from "../batches/lane.ts"
import type { UserOrder } from "../batches/user-order.ts"
import type { Clock } from "../platform/clock.ts"
import type { LearnedOfEndpoint } from "./delivery-statistics.ts"
import { NO_FIELD_TYPES } from "./repair/field-types.ts"
import type { FieldTypes } from "./repair/field-types.ts"
import { Gate } from "./pace/gate.ts"

/** How fast an endpoint may be called, and how large its requests may be. */
export interface TrackOptions {
  /** Requests per second; `off`: no limit; undefined: the documented one, or searched for where there is none. */
  readonly rateLimit: number | "off" | undefined
  /** What an earlier delivery learned of the endpoint. */
  readonly before?: LearnedOfEndpoint | undefined
  /** The share of the documented limit to take. */
  readonly rateShare: number
  readonly maxRecordsPerRequest: number
  readonly maxBytesPerRequest: number | undefined
  /** Whether updates of one user that wait together are merged. */
  readonly mergesUpdates: boolean
}

/** Bodies of several megabytes: a few keep any connection busy. */
const MAX_BULK_IN_FLIGHT = 8
const MAX_SINGLE_IN_FLIGHT = 256
/** Without a rate limit the server's speed is the limit; more at a time would only cost memory. */
const BULK_IN_FLIGHT_WITHOUT_RATE = 4
const SINGLE_IN_FLIGHT_WITHOUT_RATE = 64
/** Without a rate limit, a request of so many costs hardly more for each record than a larger one, which would take more memory. */
const MAX_RECORDS_WITHOUT_RATE = 3_000
const MAX_HELD_ACTIONS = 10_000
/** So many requests in a row that fail the first time they are sent, and it is perhaps not a few records that fail. */
const MOST_FAILURES_IN_A_ROW = 3

/** An endpoint at work: its lane, its gate, and what was learned of how large its requests may be. */
export class Track {
  readonly endpoint: Endpoint
  readonly lane: Lane
  readonly gate: Gate
  inFlight = 0
  /** How many of those wait for another attempt. */
  resting = 0
  /** What refusals have told of the types of fields. */
  fieldTypes: FieldTypes = NO_FIELD_TYPES
  #size: BatchSize
  #slowestAnswerMs: number | undefined
  /** When the latest of those requests left that got through. */
  #gotThroughMs: number | undefined
  #hasRecordGotThrough = false
  #blamedInARow = 0
  readonly #blamedUsers = new Set<string>()
  #failuresInARow = 0
  readonly #closing = new AbortController()
  #closedUntilMs: number | undefined

  constructor(endpoint: Endpoint, options: TrackOptions, encode: Encode, clock: Clock, order: UserOrder) {
    this.endpoint = endpoint
    this.#slowestAnswerMs = options.before?.slowestAnswerMs
    const isBulk = endpoint.envelope !== undefined
    const documented = endpoint.requestsPerSecond
    const rate = options.rateLimit ?? (documented === undefined ? "search" : documented * options.rateShare)
    const mostWanted = rate === "off" ? MAX_RECORDS_WITHOUT_RATE : Infinity
    this.#size = initialBatchSize(Math.min(options.maxRecordsPerRequest, mostWanted), options.before)
    this.gate = new Gate(
      { rate, searchFrom: options.before?.perSecond, maxInFlight: maxInFlight(isBulk, rate === "off") },
      clock,
    )
    const limits = {
      maxBytesPerRequest: options.maxBytesPerRequest ?? endpoint.maxBodyBytes,
      maxRecordsPerRequest: () => this.#size.records,
      maxWaitingBatches: isBulk ? 1 : MAX_SINGLE_IN_FLIGHT,
      maxHeldActions: MAX_HELD_ACTIONS,
      mergesUpdates: options.mergesUpdates,
    }
    this.lane = new Lane(endpoint, limits, encode, order)
  }

  /** What a later delivery should know. */
  get learned(): LearnedOfEndpoint {
    const slowestAnswerMs = this.#slowestAnswerMs
    return { ...learnedSize(this.#size), perSecond: this.gate.perSecond, slowestAnswerMs }
  }

  /** Notes that the server asks to send nothing here until then, which is longer than the delivery waits. */
  close(untilMs: number): void {
    this.#closedUntilMs = Math.max(untilMs, this.#closedUntilMs ?? untilMs)
    this.#closing.abort()
  }

  /** Until when nothing may be sent, in milliseconds since 1970; undefined: it is open. */
  get closedUntilMs(): number | undefined {
    return this.#closedUntilMs
  }

  /** Aborts when it closes. */
  get closing(): AbortSignal {
    return this.#closing.signal
  }

  /** Whether another request is wanted under way. Those that wait for another attempt take no room, while others are answered. */
  get hasRoom(): boolean {
    const isAnswering = this.#failuresInARow <= MOST_FAILURES_IN_A_ROW
    const underWay = isAnswering ? this.underWay : this.inFlight
    return this.#closedUntilMs === undefined && underWay < this.gate.inFlightWanted
  }

  /** How many of those in flight do not wait for another attempt. */
  get underWay(): number {
    return this.inFlight - this.resting
  }

  /** Notes whether a request met a failure that passes; one that has met some before says nothing of others. */
  noteFailure(isFailure: boolean, isFirstOfItsOwn: boolean): void {
    if (!isFailure) this.#failuresInARow = 0
    else if (isFirstOfItsOwn) this.#failuresInARow += 1
  }

  /** The most actions that the next request may carry. */
  get recordsPerRequest(): number {
    return this.#size.records
  }

  /** Notes that a request of `records` was answered well. */
  wentWell(records: number, latencyMs: number): void {
    this.gate.answered(latencyMs)
    this.#slowestAnswerMs = Math.max(this.#slowestAnswerMs ?? 0, Math.ceil(latencyMs))
    this.#size = afterGoodAnswer(this.#size, records, latencyMs)
  }

  /** Notes that a request of `records` that left then was answered by Iterable. */
  gotThrough(leftAtMs: number, records: number): void {
    this.#gotThroughMs = Math.max(leftAtMs, this.#gotThroughMs ?? leftAtMs)
    if (records === 0) return
    this.#hasRecordGotThrough = true
    this.#blamedInARow = 0
    this.#blamedUsers.clear()
  }

  /** Whether a request that left at that moment or later got through. */
  gotThroughSince(momentMs: number): boolean {
    return this.#gotThroughMs !== undefined && this.#gotThroughMs >= momentMs
  }

  /** Whether any request with records got through here. */
  get hasRecordGotThrough(): boolean {
    return this.#hasRecordGotThrough
  }

  /** How many records were blamed for the refusal of something on the way since the last one got through; those of one user count once. */
  get blamedInARow(): number {
    return this.#blamedInARow
  }

  /**
   * Notes that a record of the user with these identity keys was blamed for the refusal of something on the way. As long as no record
   * got through, the refusals need not be about that user, so each of them counts.
   */
  blamed(userKeys: readonly string[]): void {
    const isKnown = this.#hasRecordGotThrough && userKeys.some((key) => this.#blamedUsers.has(key))
    if (!isKnown) this.#blamedInARow += 1
    for (const key of userKeys) this.#blamedUsers.add(key)
  }

  /** Notes that a request of `records` was too large, or took too long. */
  wasTooLarge(records: number): void {
    this.#size = afterTooLarge(this.#size, records)
  }
}

function maxInFlight(isBulk: boolean, isWithoutRate: boolean): number {
  if (isWithoutRate) return isBulk ? BULK_IN_FLIGHT_WITHOUT_RATE : SINGLE_IN_FLIGHT_WITHOUT_RATE
  return isBulk ? MAX_BULK_IN_FLIGHT : MAX_SINGLE_IN_FLIGHT
}
