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

/** Scrubs what an error says, and what caused it, in place: whoever catches it gets the error that was thrown. */
export function scrubError(error: unknown, scrub: Scrub): void {
  const left: unknown[] = [error]
  const seen = new Set<unknown>()
  for (const thrown of left) {
    if (!(thrown instanceof Error) || seen.has(thrown)) continue
    seen.add(thrown)
    for (const name of ["message", "stack"] as const) scrubProperty(thrown, name, scrub)
    left.push(thrown.cause)
    if (thrown instanceof AggregateError) left.push(...(thrown.errors as unknown[]))
  }
}

function scrubProperty(error: Error, name: "message" | "stack", scrub: Scrub): void {
  const text: unknown = error[name]
  if (typeof text !== "string") return
  const value = scrub(text)
  // One that nobody can change stays as it is.
  if (value !== text) Reflect.defineProperty(error, name, { value, configurable: true, writable: true })
}
