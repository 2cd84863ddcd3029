import type { Endpoint } from "../endpoints/endpoint.ts"
import type { EndpointName } from "../kinds/all-kinds.ts"
import type { Kinds } from "../kinds/kinds.ts"
import { mapEndpoints, perEndpoint } from "../kinds/per-endpoint.ts"
import type { PerEndpoint } from "../kinds/per-endpoint.ts"
import type { LearnedSize } from "../batches/batch-size.ts"
import { FieldNames } from "./field-names.ts"
import { IdCounter } from "./id-counter.ts"
import type { IdStatistics } from "./id-counter.ts"

/** What a delivery has cost and met so far. */
export interface DeliveryStatistics {
  /** Requests sent, repeated ones included. */
  readonly requests: number
  /** Requests that wait for their answer now. */
  readonly inFlight: number
  /** Bytes of the bodies of those that came to their end; what never left, as there was no connection, does not count. */
  readonly bodyBytes: number
  /** Requests sent again after a failure that passes, whole or in parts. */
  readonly retries: number
  /** Answers 429. */
  readonly throttled: number
  /** Requests that were refused as a whole, and whose culprits were searched for. */
  readonly repaired: number
  /** Good answers, and how long all of them together took to come. */
  readonly answers: number
  readonly answersMs: number
  /** By the short names of the endpoints. */
  readonly channels: PerEndpoint<EndpointStatistics>
  /** Profile and event fields that Iterable added to the project's schema, for good: the first thousand. */
  readonly createdFields: readonly string[]
  readonly hasMoreCreatedFields?: true | undefined
  /** Fields that Iterable dropped, as the project takes no unknown ones: the first thousand. */
  readonly filteredOutFields: readonly string[]
  readonly hasMoreFilteredOutFields?: true | undefined
  /** Whether an answer has shown that the server takes the API key; journals do not tell. @defaultValue it is not known */
  readonly isKeyAccepted?: boolean | undefined
  /** What became of ids; journals of earlier releases do not know. */
  readonly ids?: IdStatistics | undefined
}

/** The same for one endpoint. */
export interface EndpointStatistics {
  readonly requests: number
  /** Answers 429. */
  readonly throttled: number
  /** How many requests a second may go at this moment; undefined where nothing limits them. */
  readonly perSecond?: number | undefined
}

/** What a delivery has learned of the project and the server; a later one of the same import may begin with it. */
export type Learned = Partial<PerEndpoint<LearnedOfEndpoint>>

/** The same of one endpoint. */
export interface LearnedOfEndpoint extends LearnedSize {
  /** How many requests a second may go, where there is no documented limit. */
  readonly perSecond?: number | undefined
  /** The longest that a good answer took. */
  readonly slowestAnswerMs?: number | undefined
}

/** Counts as a delivery goes on. */
export class DeliveryCounter {
  requests = 0
  inFlight = 0
  bodyBytes = 0
  retries = 0
  throttled = 0
  repaired = 0
  answers = 0
  answersMs = 0
  isKeyAccepted = false
  readonly ids: IdCounter = new IdCounter()
  readonly #ofEndpoints: PerEndpoint<{ requests: number; throttled: number }>
  readonly #createdFields = new FieldNames()
  readonly #filteredOutFields = new FieldNames()

  constructor(kinds: Pick<Kinds, "endpoints">) {
    this.#ofEndpoints = perEndpoint(kinds, () => ({ requests: 0, throttled: 0 }))
  }

  /** The counts of one endpoint. */
  ofEndpoint({ name }: Endpoint): { requests: number; throttled: number } {
    return this.#ofEndpoints[name as EndpointName]
  }

  /** Notes a good answer, and how long it took to come. */
  noteAnswer(latencyMs: number): void {
    this.answers += 1
    this.answersMs += latencyMs
  }

  noteFields(created: readonly string[], filteredOut: readonly string[]): void {
    this.#createdFields.add(created)
    this.#filteredOutFields.add(filteredOut)
  }

  /** The counts, with how fast requests to each endpoint may go now. */
  snapshot(perSecond: Partial<PerEndpoint<number | undefined>> = {}): DeliveryStatistics {
    const { requests, inFlight, bodyBytes, retries, throttled, repaired, answers, answersMs } = this
    const { isKeyAccepted } = this
    return {
      isKeyAccepted,
      answers,
      answersMs,
      channels: mapEndpoints(this.#ofEndpoints, (counts, name) => ({
        ...counts,
        perSecond: perSecond[name],
      })),
      requests,
      inFlight,
      bodyBytes,
      retries,
      throttled,
      repaired,
      ...fieldsOf(this.#createdFields, this.#filteredOutFields),
      ids: this.ids.statistics,
    }
  }
}

/** The statistics of two deliveries of one import, the later of which may still go on. */
export function addedUp(earlier: DeliveryStatistics, later: DeliveryStatistics): DeliveryStatistics {
  // What an earlier release noted knows of fewer endpoints.
  const before: Partial<PerEndpoint<EndpointStatistics>> = earlier.channels
  return {
    requests: earlier.requests + later.requests,
    inFlight: later.inFlight,
    bodyBytes: earlier.bodyBytes + later.bodyBytes,
    retries: earlier.retries + later.retries,
    throttled: earlier.throttled + later.throttled,
    repaired: earlier.repaired + later.repaired,
    answers: earlier.answers + later.answers,
    answersMs: earlier.answersMs + later.answersMs,
    channels: mapEndpoints(later.channels, ({ perSecond, requests, throttled }, name) => ({
      requests: (before[name]?.requests ?? 0) + requests,
      throttled: (before[name]?.throttled ?? 0) + throttled,
      perSecond,
    })),
    ...fieldsOf(
      new FieldNames(
        earlier.createdFields,
        earlier.hasMoreCreatedFields === true || later.hasMoreCreatedFields,
      ).add(later.createdFields),
      new FieldNames(
        earlier.filteredOutFields,
        earlier.hasMoreFilteredOutFields === true || later.hasMoreFilteredOutFields,
      ).add(later.filteredOutFields),
    ),
    ids: idsOf(earlier.ids, later.ids),
  }
}

function fieldsOf(
  created: FieldNames,
  filteredOut: FieldNames,
): Pick<
  DeliveryStatistics,
  "createdFields" | "hasMoreCreatedFields" | "filteredOutFields" | "hasMoreFilteredOutFields"
> {
  return {
    createdFields: created.names,
    hasMoreCreatedFields: created.hasMore,
    filteredOutFields: filteredOut.names,
    hasMoreFilteredOutFields: filteredOut.hasMore,
  }
}

/** An id of one run that came in the other again is not known of. */
function idsOf(earlier: IdStatistics | undefined, later: IdStatistics | undefined): IdStatistics | undefined {
  if (earlier === undefined || later === undefined) return earlier ?? later
  return {
    derived: earlier.derived + later.derived,
    given: earlier.given + later.given,
    repeated: earlier.repeated + later.repeated,
    isApproximate: earlier.isApproximate || later.isApproximate || (earlier.given > 0 && later.given > 0),
  }
}
