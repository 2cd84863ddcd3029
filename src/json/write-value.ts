import { decimalJson, isDecimal } from "../resources/decimal.ts"
import type { JsonWriter } from "./json-writer.ts"

const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const COMMA = 0x2c
const COLON = 0x3a

/** Deeper, it may hold itself. */
const MAX_DEPTH = 64

/**
 * Writes a plain value just as `JSON.stringify` says it, BigInts as their digits and decimals with their point, or gives up: then it returns false, and what it wrote so far means nothing.
 *
 * It gives up on all that JSON may not say as it is (NaN, `undefined` in arrays, what contains itself), and on what is not worth
 * being fast: instances of classes other than `Date`, and objects with a JSON form of their own.
 */
export function writeValue(writer: JsonWriter, value: unknown, depth = 0): boolean {
  switch (typeof value) {
    case "string":
      writer.text(value)
      return true
    case "number":
      if (!Number.isFinite(value)) return false
      writer.number(value)
      return true
    case "boolean":
      writer.ascii(value ? "true" : "false")
      return true
    case "object":
      return writeObject(writer, value, depth)
    case "bigint":
      writer.ascii(String(value))
      return true
    case "function":
    case "symbol":
    case "undefined":
      return false
  }
}

function writeObject(writer: JsonWriter, value: object | null, depth: number): boolean {
  if (value === null) {
    writer.ascii("null")
    return true
  }
  if (depth === MAX_DEPTH) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Date.prototype)
    return writeValue(writer, (value as Date).toJSON() ?? undefined, depth + 1)
  if ("toJSON" in value) {
    if (!isDecimal(value)) return false
    writer.ascii(decimalJson(value))
    return true
  }
  if (prototype === Object.prototype || prototype === null) return writeRecord(writer, value, depth)
  return Array.isArray(value) && writeArray(writer, value, depth)
}

function writeRecord(writer: JsonWriter, record: object, depth: number): boolean {
  writer.mark(OPEN_OBJECT)
  let isFirst = true
  for (const name in record) {
    const value = (record as Readonly<Record<string, unknown>>)[name]
    // Unlike Object.hasOwn, V8 sees that this says nothing new of the names of a plain object (Node 20: 0.36 instead of 0.39 µs for six fields).
    if (value === undefined || !Object.prototype.hasOwnProperty.call(record, name)) continue
    if (!isFirst) writer.mark(COMMA)
    isFirst = false
    writer.text(name)
    writer.mark(COLON)
    if (!writeValue(writer, value, depth + 1)) return false
  }
  writer.mark(CLOSE_OBJECT)
  return true
}

function writeArray(writer: JsonWriter, values: readonly unknown[], depth: number): boolean {
  writer.mark(OPEN_ARRAY)
  for (let index = 0; index < values.length; index += 1) {
    if (index > 0) writer.mark(COMMA)
    if (!writeValue(writer, values[index], depth + 1)) return false
  }
  writer.mark(CLOSE_ARRAY)
  return true
}
