import { inspect, types } from "node:util"
import type { Scrub } from "./secret-scrubber.ts"

/** Whatever plain values and errors hold, scrubbed, names included; the value itself where there is nothing to take out of it. */
export function scrubValue<Value>(value: Value, scrub: Scrub): Value {
  return scrubbedValue(value, scrub) as Value
}

function scrubbedValue(value: unknown, scrub: Scrub): unknown {
  if (typeof value === "string") return scrub(value)
  if (typeof value !== "object" || value === null) return value
  if (value instanceof Error) scrubError(value, scrub)
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => scrubbedValue(item, scrub))
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  const entries = Object.entries(value)
  const scrubbed = entries.map(([name, part]) => [scrub(name), scrubbedValue(part, scrub)] as const)
  const isSame = scrubbed.every(
    ([name, part], index) => name === entries[index]?.[0] && part === entries[index][1],
  )
  return isSame ? value : Object.fromEntries(scrubbed)
}

/**
 * What was thrown, scrubbed: an error in place, with what caused it and whatever else it holds, so that whoever catches it gets the error that
 * was thrown. Of any other value that holds a secret, it gives a copy, or, where it is of a class, its text.
 */
export function scrubError(thrown: unknown, scrub: Scrub): unknown {
  return new ThrownScrubber(scrub).scrubbed(thrown)
}

/** So deep is looked into what is of a class; Node.js shows two levels itself. */
const TEXT_DEPTH = 10
/** Of what holds more than that, it is not known that it holds no secret. */
const MOST_PARTS = 200_000

class ThrownScrubber {
  readonly #scrub: Scrub
  /** What was made of each object, for those that hold each other. */
  readonly #made = new Map<object, unknown>()

  constructor(scrub: Scrub) {
    this.#scrub = scrub
  }

  scrubbed(value: unknown): unknown {
    if (typeof value === "string") return this.#scrub(value)
    if (typeof value !== "object" || value === null) return value
    if (this.#made.has(value)) return this.#made.get(value)
    try {
      return this.#scrubbedObject(value)
    } catch {
      // It throws when it is looked at: nobody knows whether it holds a secret.
      this.#made.set(value, "what was thrown cannot be shown")
      return this.#made.get(value)
    }
  }

  #scrubbedObject(value: object): unknown {
    if (value instanceof Error) return this.#inPlace(value)
    if (!this.#holds(value)) return value
    if (Array.isArray(value)) {
      const items: unknown[] = []
      this.#made.set(value, items)
      for (const item of value) items.push(this.scrubbed(item))
      return items
    }
    if (Object.getPrototypeOf(value) === Object.prototype) {
      const copy: Record<string, unknown> = {}
      this.#made.set(value, copy)
      for (const [name, part] of Object.entries(value)) copy[this.#scrub(name)] = this.scrubbed(part)
      return copy
    }
    const text = this.#scrub(textOf(value))
    this.#made.set(value, text)
    return text
  }

  #inPlace(error: Error): Error {
    this.#made.set(error, error)
    for (const name of Reflect.ownKeys(error)) {
      const before = Reflect.getOwnPropertyDescriptor(error, name)
      // Asking a getter may do anything; `stack` is one in some engines.
      if (before === undefined || (!("value" in before) && name !== "stack")) continue
      const value: unknown = "value" in before ? before.value : stackOf(error)
      const scrubbed = this.scrubbed(value)
      const { enumerable = false } = before
      // A property that cannot be changed stays as it is.
      if (scrubbed !== value)
        Reflect.defineProperty(error, name, {
          value: scrubbed,
          configurable: true,
          writable: true,
          enumerable,
        })
    }
    return error
  }

  /** Whether a secret is anywhere within. */
  #holds(value: object): boolean {
    const isSecret = (text: string): boolean => this.#scrub(text) !== text
    if (isSecret(textOf(value))) return true
    const seen = new Set<unknown>([value])
    for (const one of seen) {
      if (seen.size > MOST_PARTS) return true
      if (typeof one === "string" ? isSecret(one) : one instanceof Error) return true
      if (typeof one !== "object" || one === null) continue
      for (const part of partsOf(one)) seen.add(part)
    }
    return false
  }
}

/** Where it is a getter, it may throw. */
function stackOf(error: Error): unknown {
  try {
    return error.stack
  } catch {
    return undefined
  }
}

/** As a program prints it. */
function textOf(value: object): string {
  return inspect(value, { depth: TEXT_DEPTH, maxArrayLength: 1000 })
}

function partsOf(value: object): readonly unknown[] {
  if (types.isAnyArrayBuffer(value)) return [Buffer.from(value).toString("latin1")]
  if (ArrayBuffer.isView(value))
    return [Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("latin1")]
  const entries: readonly unknown[] =
    value instanceof Map || value instanceof Set ? [...value.entries()].flat() : []
  const names = Reflect.ownKeys(value)
  const held = names.map((name): unknown => Reflect.getOwnPropertyDescriptor(value, name)?.value)
  return [...entries, ...names.map(String), ...held]
}
