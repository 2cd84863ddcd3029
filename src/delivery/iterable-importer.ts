import type { Endpoint } from "../endpoints/endpoint.ts"
import { ALL_KINDS } from "../kinds/all-kinds.ts"
import type { EndpointName } from "../kinds/all-kinds.ts"
import { needsId } from "../kinds/kind.ts"
import type { ActionOfKind } from "../kinds/kind.ts"
import type { Kinds } from "../kinds/kinds.ts"
import { perEndpoint } from "../kinds/per-endpoint.ts"
import type { PerEndpoint } from "../kinds/per-endpoint.ts"
import { encodeMappedWith } from "../batches/encode-mapped.ts"
import type { Encode, IdPolicy } from "../batches/encode-mapped.ts"
import type { IdScheme } from "../batches/id-scheme.ts"
import { UserOrder } from "../batches/user-order.ts"
import type { MappedAction } from "../mapping/mapped-records.ts"
import type { Clock } from "../platform/clock.ts"
import type { Logger } from "../platform/logger.ts"
import type { Scrub } from "../platform/secret/secret-scrubber.ts"
import type { Random } from "../platform/random.ts"
import { noTelemetry } from "../platform/telemetry/telemetry.ts"
import type { Telemetry } from "../platform/telemetry/telemetry.ts"
import type { Attempt } from "./attempt/attempt.ts"
import { Delivery } from "./delivery.ts"
import { DeliveryCounter } from "./delivery-statistics.ts"
import type { DeliveryStatistics, Learned, LearnedOfEndpoint } from "./delivery-statistics.ts"
import { Health } from "./pace/health.ts"
import type { DeliverOptions, Importer, ImportTarget, Settlement } from "./importer.ts"
import { Track } from "./track.ts"
import { waitAfterKillMs } from "./pace/wait-after-kill.ts"

/** How fast each endpoint may be called: requests per second, or `off` for no limit at all. */
export type RateLimits = "off" | Partial<PerEndpoint<number>>

/** A way to make attempts, for the time of one delivery. */
export interface Connection {
  readonly attempt: Attempt
  close(): Promise<void>
}

/** Who is told of each request. */
export interface Observers {
  readonly logger: Logger
  readonly telemetry: Telemetry
}

/** How an {@link IterableImporter} delivers. */
export interface IterableImporterOptions {
  readonly target?: ImportTarget | undefined
  /** The kinds of actions to take. @defaultValue all that there are */
  readonly kinds?: Kinds | undefined
  /** Called at the start of each delivery; what it opened is closed at its end. */
  readonly connect: (observers: Observers) => Connection
  /** Takes the API key out of texts. @defaultValue there is none */
  readonly scrub?: Scrub | undefined
  readonly clock: Clock
  readonly random: Random
  /** Takes the lines of deliveries that bring no logger of their own. */
  readonly logger: Logger
  /** Called at the start of each delivery. @defaultValue no telemetry */
  readonly openTelemetry?: (() => Promise<Telemetry>) | undefined
  /** On what derived ids depend where a delivery is not told. */
  readonly importName: string
  readonly ids: IdPolicy
  readonly rateLimits: RateLimits
  /** The share of the documented limits to take. @defaultValue 1 */
  readonly rateShare?: number | undefined
  readonly maxRecordsPerRequest: number
  readonly maxBytesPerRequest?: number | undefined
  /** So much memory may be kept by what is not settled yet. @defaultValue 48 MB */
  readonly maxKeptBytes?: number | undefined
  /** @defaultValue true */
  readonly mergeUpdates?: boolean | undefined
  /** Without one good answer for so long, the delivery stops. */
  readonly maxOutageMs: number
  /** The same for a server that was never reached at all. @defaultValue `maxOutageMs` */
  readonly maxUnreachedMs?: number | undefined
}

/** Delivers actions to Iterable. One delivery at a time. */
export class IterableImporter implements Importer {
  readonly #options: IterableImporterOptions
  #counter: DeliveryCounter
  #tracks: readonly Track[] = []

  readonly kinds: Kinds
  readonly repeats: ((action: ActionOfKind) => boolean) | undefined
  readonly heedsBeforeSending = true
  readonly makesIds: boolean

  constructor(options: IterableImporterOptions) {
    this.#options = options
    this.kinds = options.kinds ?? ALL_KINDS
    this.#counter = new DeliveryCounter(this.kinds)
    this.makesIds = options.ids !== "none"
    this.repeats = options.ids === "none" ? (action) => !needsId(action) : undefined
  }

  get scrub(): Scrub | undefined {
    return this.#options.scrub
  }

  get target(): ImportTarget | undefined {
    return this.#options.target
  }

  statistics(): DeliveryStatistics {
    const perSecond = this.#tracks.map(({ endpoint, gate }) => [endpoint.name, gate.perSecond] as const)
    return this.#counter.snapshot(Object.fromEntries(perSecond))
  }

  learned(): Learned {
    return Object.fromEntries(this.#tracks.map((track) => [track.endpoint.name, track.learned]))
  }

  async *deliver(
    actions: AsyncIterable<readonly MappedAction[]>,
    options: DeliverOptions,
  ): AsyncGenerator<readonly Settlement[], void, undefined> {
    const { signal, learned, afterKill = false, laterRecords, ids = this.#ownIds } = options
    const { beforeRequest, beforeSending, logger = this.#options.logger } = options
    const { clock, connect, maxKeptBytes, maxOutageMs, maxUnreachedMs, openTelemetry, random } = this.#options
    const counter = new DeliveryCounter(this.kinds)
    this.#counter = counter
    const telemetry = (await openTelemetry?.()) ?? noTelemetry
    const connection = connect({ logger, telemetry })
    const { attempt } = connection
    const health = new Health(clock, maxOutageMs, maxUnreachedMs)
    const order = new UserOrder()
    const encode = (): Encode =>
      encodeMappedWith(ids.origin, this.#options.ids, ids.scheme, counter.ids.watch())
    const tracks = perEndpoint(this.kinds, (endpoint) => this.#track(endpoint, learned, encode(), order))
    this.#tracks = Object.values(tracks)
    try {
      if (afterKill) await this.#letArrive(logger, signal)
      const told = { beforeRequest, beforeSending, counter, laterRecords, logger }
      const parts = { ...told, attempt, clock, health, maxKeptBytes, random, tracks }
      yield* new Delivery(actions, parts).outcomes(signal)
    } finally {
      await connection.close()
    }
  }

  /** Gives what a killed delivery had sent the time to be applied before anything that comes later. */
  async #letArrive(logger: Logger, signal: AbortSignal): Promise<void> {
    const waitMs = waitAfterKillMs(this.#tracks.map(({ learned }) => learned.slowestAnswerMs))
    logger.info("Waiting before the first request: some of the killed run may still be on their way.", {
      waitMs,
    })
    await this.#options.clock.sleep(waitMs, signal)
  }

  get #ownIds(): IdScheme {
    return { scheme: 2, origin: this.#options.importName }
  }

  #track(endpoint: Endpoint, learned: unknown, encode: Encode, order: UserOrder): Track {
    const name = endpoint.name as EndpointName
    const { clock, maxBytesPerRequest, maxRecordsPerRequest, rateLimits } = this.#options
    const { mergeUpdates: mergesUpdates = true, rateShare = 1 } = this.#options
    const rateLimit = rateLimits === "off" ? rateLimits : rateLimits[name]
    const before = learnedOf(name, learned)
    const options = { before, rateLimit, maxBytesPerRequest, maxRecordsPerRequest, mergesUpdates, rateShare }
    return new Track(endpoint, options, encode, clock, order)
  }
}

/** What an earlier delivery learned of an endpoint, as far as it makes sense. */
function learnedOf(name: EndpointName, learned: unknown): LearnedOfEndpoint {
  const { [name]: of } = (learned ?? {}) as Readonly<Record<string, unknown>>
  const { hasMetLimit, recordsPerRequest, perSecond, slowestAnswerMs } = (of ?? {}) as Readonly<
    Record<string, unknown>
  >
  return {
    recordsPerRequest: isAmount(recordsPerRequest) ? Math.max(1, Math.floor(recordsPerRequest)) : undefined,
    hasMetLimit: hasMetLimit === true,
    perSecond: isAmount(perSecond) ? perSecond : undefined,
    slowestAnswerMs: isAmount(slowestAnswerMs) ? slowestAnswerMs : undefined,
  }
}

function isAmount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value > 0
}
