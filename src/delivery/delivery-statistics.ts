/** What a delivery has cost and met so far. */
export interface DeliveryStatistics {
  /** Requests sent, repeated ones included. */
  readonly requests: number
  /** Requests that wait for their answer now. */
  readonly inFlight: number
  /** Bytes of their bodies. */
  readonly bodyBytes: number
  /** Requests sent again after a failure that passes. */
  readonly retries: number
  /** Answers 429. */
  readonly throttled: number
  /** Requests that were refused as a whole, and whose culprits were searched for. */
  readonly repaired: number
  /** Profile and event fields that Iterable added to the project's schema, for good. */
  readonly createdFields: readonly string[]
  /** Fields that Iterable dropped, as the project takes no unknown ones. */
  readonly filteredOutFields: readonly string[]
}

/** Counts as a delivery goes on. */
export class DeliveryCounter {
  requests = 0
  inFlight = 0
  bodyBytes = 0
  retries = 0
  throttled = 0
  repaired = 0
  readonly #createdFields = new Set<string>()
  readonly #filteredOutFields = new Set<string>()

  noteFields(created: readonly string[], filteredOut: readonly string[]): void {
    for (const field of created) this.#createdFields.add(field)
    for (const field of filteredOut) this.#filteredOutFields.add(field)
  }

  snapshot(): DeliveryStatistics {
    const { requests, inFlight, bodyBytes, retries, throttled, repaired } = this
    return {
      requests,
      inFlight,
      bodyBytes,
      retries,
      throttled,
      repaired,
      createdFields: [...this.#createdFields],
      filteredOutFields: [...this.#filteredOutFields],
    }
  }
}
