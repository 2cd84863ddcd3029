import type { Endpoint } from "../endpoints/endpoint.ts"
import { BatchBuilder } from "./batch-builder.ts"
import { BufferPool } from "./buffer-pool.ts"

/** Each has a buffer of its own. */
const MAX_FORMING = 1_000

/** The batches of an endpoint that are forming: one for each group of actions that may travel together. */
export class FormingBatches {
  readonly #endpoint: Endpoint
  readonly #maxBytes: number
  readonly pool: BufferPool = new BufferPool()
  /** The oldest first. */
  readonly #byGroup = new Map<string | undefined, BatchBuilder>()
  /** Most actions are of the group of the action before. */
  #latest: { readonly group: string | undefined; readonly builder: BatchBuilder } | undefined

  constructor(endpoint: Endpoint, maxBytes: number) {
    this.#endpoint = endpoint
    this.#maxBytes = maxBytes
  }

  /** The one of a group. */
  of(group: string | undefined): BatchBuilder {
    const latest = this.#latest
    if (latest !== undefined && latest.group === group) return latest.builder
    let builder = this.#byGroup.get(group)
    if (builder === undefined) {
      builder = new BatchBuilder(this.#endpoint, group, this.#maxBytes, this.pool)
      this.#byGroup.set(group, builder)
    }
    this.#latest = { group, builder }
    return builder
  }

  /** Takes out the one of a group, if it holds something. */
  take(group: string | undefined): BatchBuilder | undefined {
    const builder = this.#byGroup.get(group)
    if (builder === undefined || builder.count === 0) return undefined
    this.#byGroup.delete(group)
    if (this.#latest?.group === group) this.#latest = undefined
    return builder
  }

  /** Takes out the oldest one that holds something. */
  takeOldest(): BatchBuilder | undefined {
    for (const [group, builder] of this.#byGroup) if (builder.count > 0) return this.take(group)
    return undefined
  }

  /** The oldest one that holds something. */
  get oldest(): BatchBuilder | undefined {
    for (const builder of this.#byGroup.values()) if (builder.count > 0) return builder
    return undefined
  }

  /** Whether there are so many that one has to leave. */
  get areTooMany(): boolean {
    return this.#byGroup.size > MAX_FORMING
  }

  /** What all that was added keeps in memory. */
  get keptBytes(): number {
    let keptBytes = 0
    for (const builder of this.#byGroup.values()) keptBytes += builder.keptBytes
    return keptBytes
  }
}
