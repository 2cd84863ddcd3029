/** What is known of ids that came more than once. */
export interface RepeatedIdCounts {
  /** How many actions had an id that an earlier one had. */
  readonly repeated: number
  /** Whether that is an estimate. */
  readonly isApproximate: boolean
}

/** Whether an id came before. */
export type IsRepeated = "no" | "perhaps" | "yes"

/** Up to so many different ids are counted exactly: 16 MB. */
const MAX_EXACT = 1_000_000
const FIRST_SLOTS = 1024
const MAX_FILL = 0.5
const MAX_WAITING = 1024
/** Beyond that: 16 MB of bits, four of which are set for each id. */
const FILTER_BITS = 2 ** 27
const BITS_PER_ID = 4
/** An estimate that chance alone could give says nothing. */
const SIGMAS = 5

/**
 * Counts ids that come more than once, within a bound of memory: exactly as long as there are few different ones, then by a Bloom
 * filter, which takes some new ids for known ones; how many it does is reckoned and taken off.
 */
export class RepeatedIds {
  readonly #maxExact: number
  readonly #filterBits: number
  /** Pairs of 32 bits: digests of ids, each in the first free place from its own on. */
  #slots = new Int32Array(FIRST_SLOTS * 2)
  /** Many at a time are looked up faster, as the memory is asked for several at once. */
  readonly #waiting = new Int32Array(MAX_WAITING * 2)
  #waitingCount = 0
  #known = 0
  #exact = 0
  #filter: Int32Array | undefined
  #bitsSet = 0
  #hits = 0
  #falseHits = 0

  /** The bounds are smaller for tests only; `filterBits` is a power of two. */
  constructor(maxExact: number = MAX_EXACT, filterBits: number = FILTER_BITS) {
    this.#maxExact = maxExact
    this.#filterBits = filterBits
  }

  /** Takes note of an id. */
  note(id: string): void {
    this.#digest(id)
    if (this.#waitingCount === this.#waiting.length) this.#takeIn()
  }

  /** The same, and says at once whether it came before: `perhaps` beyond what is counted exactly. */
  look(id: string): IsRepeated {
    this.#takeIn()
    this.#digest(id)
    this.#waitingCount = 0
    return this.#note(this.#waiting[0] ?? 0, this.#waiting[1] ?? 0)
  }

  #digest(id: string): void {
    let high = 0xdeadbeef | 0
    let low = 0x41c6ce57
    for (let at = 0; at < id.length; at += 1) {
      const unit = id.charCodeAt(at)
      high = Math.imul(high ^ unit, 0x9e3779b1)
      low = Math.imul(low ^ unit, 0x5f356495)
    }
    high = mixed(high) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35)
    low = mixed(low) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35)
    this.#waiting[this.#waitingCount] = high
    // Both zero is an empty place.
    this.#waiting[this.#waitingCount + 1] = high === 0 && low === 0 ? 1 : low
    this.#waitingCount += 2
  }

  get counts(): RepeatedIdCounts {
    this.#takeIn()
    if (this.#filter === undefined) return { repeated: this.#exact, isApproximate: false }
    const estimate = this.#hits - this.#falseHits
    const isMoreThanChance = estimate > SIGMAS * Math.sqrt(this.#falseHits + 1)
    return { repeated: this.#exact + (isMoreThanChance ? Math.round(estimate) : 0), isApproximate: true }
  }

  #takeIn(): void {
    const waiting = this.#waiting
    for (let at = 0; at < this.#waitingCount; at += 2) this.#note(waiting[at] ?? 0, waiting[at + 1] ?? 0)
    this.#waitingCount = 0
  }

  #note(high: number, low: number): IsRepeated {
    const slot = this.#slotOf(high, low)
    if (this.#slots[slot] !== 0 || this.#slots[slot + 1] !== 0) {
      this.#exact += 1
      return "yes"
    }
    if (this.#known >= this.#maxExact) return this.#noteInFilter(high, low)
    this.#add(slot, high, low)
    return "no"
  }

  #slotOf(high: number, low: number): number {
    const slots = this.#slots
    const last = slots.length - 2
    let slot = (low << 1) & last
    while ((slots[slot] !== 0 || slots[slot + 1] !== 0) && (slots[slot] !== high || slots[slot + 1] !== low))
      slot = (slot + 2) & last
    return slot
  }

  #add(slot: number, high: number, low: number): void {
    this.#slots[slot] = high
    this.#slots[slot + 1] = low
    this.#known += 1
    if (this.#known * 2 <= this.#slots.length * MAX_FILL) return
    const before = this.#slots
    this.#slots = new Int32Array(before.length * 2)
    for (let at = 0; at < before.length; at += 2) {
      const oldHigh = before[at] ?? 0
      const oldLow = before[at + 1] ?? 0
      if (oldHigh === 0 && oldLow === 0) continue
      const free = this.#slotOf(oldHigh, oldLow)
      this.#slots[free] = oldHigh
      this.#slots[free + 1] = oldLow
    }
  }

  #noteInFilter(high: number, low: number): IsRepeated {
    const filter = (this.#filter ??= new Int32Array(this.#filterBits / 32))
    const chance = (this.#bitsSet / this.#filterBits) ** BITS_PER_ID
    let isKnown = true
    for (let index = 0; index < BITS_PER_ID; index += 1) {
      const bit = (high + Math.imul(index, low | 1)) & (this.#filterBits - 1)
      const [word, mask] = [bit >>> 5, 1 << (bit & 31)]
      const bits = filter[word] ?? 0
      if ((bits & mask) !== 0) continue
      isKnown = false
      this.#bitsSet += 1
      filter[word] = bits | mask
    }
    if (isKnown) this.#hits += 1
    // Of the new ids, so many are taken for known ones for each that is not.
    else this.#falseHits += chance / (1 - chance)
    return isKnown ? "perhaps" : "no"
  }
}

function mixed(bits: number): number {
  return Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
}
