import type { Behavior } from "../options/behavior.ts"
import { type DataFields, isObject, setField } from "../project/data-fields.ts"
import type { FieldSchema } from "../project/field-schema.ts"
import {
  type FieldType,
  inferFieldType,
  isGeoLocation,
  isLong,
  possibleTypes,
} from "../project/field-type.ts"
import { isWrittenWithPoint } from "../calls/written-with-point.ts"
import { isLooseText } from "./is-loose-text.ts"
import { parseIterableDate } from "./parse-iterable-date.ts"
import type { SchemaEffect } from "./schema-effect.ts"

/** One entry of `validationErrors` in a `RequestFieldsTypesMismatched` answer, as recorded. */
export interface Mismatch {
  readonly incomingTypes: readonly string[]
  readonly expectedType: FieldType
  readonly _type: "UnexpectedType"
  readonly offendingValue: unknown
  readonly category: string
}

const MAX_DEPTH = 100

/** Checks the fields of the records of one request against a schema, and collects what the request would change in it. */
export class SchemaCheck {
  readonly schema: FieldSchema
  /** The fields that the request adds, if it goes through. */
  readonly created: Map<string, FieldType> = new Map()
  readonly filteredOut: Set<string> = new Set()
  readonly mismatches: Map<string, Mismatch> = new Map()
  /** Whether a record nests deeper than any document store would take. */
  isTooDeep = false
  readonly #behavior: Behavior
  #createdByRecord: string[] = []

  constructor(schema: FieldSchema, behavior: Behavior) {
    this.schema = schema
    this.#behavior = behavior
  }

  /** Checks one record; where it does not fit, it adds no field. Fields that are not `allowNew` are filtered out. */
  check(fields: DataFields, allowNew: boolean, prefix: string = ""): boolean {
    if (this.#createdByRecord.length > 0) this.#createdByRecord = []
    const isFit = this.#fields(fields, allowNew, prefix, 0)
    if (!isFit) for (const path of this.#createdByRecord) this.created.delete(path)
    return isFit
  }

  /** Gives the fields without those that were filtered out. */
  keep(fields: DataFields, prefix: string = ""): DataFields {
    if (this.filteredOut.size === 0) return fields
    const kept: Record<string, unknown> = {}
    for (const [key, value] of Object.entries(fields)) {
      const path = `${prefix}${key}`
      if (this.filteredOut.has(path)) continue
      setField(kept, key, this.#keepValue(value, `${path}.`))
    }
    return kept
  }

  #keepValue(value: unknown, prefix: string): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#keepValue(item, prefix))
    return isObject(value) ? this.keep(value, prefix) : value
  }

  /** Locks the types of the new fields. */
  commit(): void {
    for (const [path, type] of this.created) this.schema.types.set(path, type)
  }

  /** What the request does to the schema. */
  effect(): SchemaEffect {
    return { filteredOutFields: [...this.filteredOut], createdFields: [...this.created.keys()] }
  }

  #fields(fields: DataFields, allowNew: boolean, prefix: string, depth: number): boolean {
    let isFit = true
    const { types } = this.schema
    for (const key in fields) {
      const value = fields[key]
      if (value === null) continue
      const path = prefix === "" ? key : prefix + key
      const known = types.get(path) ?? this.created.get(path)
      if (known === "string" && typeof value === "string") continue
      const type = known ?? this.#create(fields, key, path, allowNew)
      if (type !== null && !this.#fitsType(type, value, key, path, allowNew, depth)) isFit = false
    }
    return isFit
  }

  #create(fields: DataFields, key: string, path: string, allowNew: boolean): FieldType | null {
    if (!allowNew) {
      this.filteredOut.add(path)
      return null
    }
    const inferred = inferFieldType(key, fields[key], this.#behavior.dateNoMillis)
    if (inferred === null) return null
    const type = inferred === "long" && isWrittenWithPoint(fields, key) ? "double" : inferred
    this.created.set(path, type)
    this.#createdByRecord.push(path)
    return type
  }

  // oxlint-disable-next-line max-params -- one step of a recursion that must not allocate
  #fitsType(
    type: FieldType,
    value: unknown,
    key: string,
    path: string,
    allowNew: boolean,
    depth: number,
  ): boolean {
    if (value === null) return true
    if (depth > MAX_DEPTH) {
      this.isTooDeep = true
      return true
    }
    if (Array.isArray(value)) {
      let isFit = true
      for (const item of value) if (!this.#fitsType(type, item, key, path, allowNew, depth + 1)) isFit = false
      return isFit
    }
    if (isObject(value) && type === "object") return this.#fields(value, allowNew, `${path}.`, depth + 1)
    if (this.#accepts(type, value, key)) return true
    if (!this.mismatches.has(path)) {
      this.mismatches.set(path, {
        incomingTypes: possibleTypes(key, value, this.#behavior.dateNoMillis),
        expectedType: type,
        _type: "UnexpectedType",
        offendingValue: value,
        category: this.schema.category,
      })
    }
    return false
  }

  #accepts(type: FieldType, value: unknown, key: string): boolean {
    if (this.#behavior.looseText === "accept" && typeof value === "string" && isLooseText(type, value))
      return true
    const isRelaxed = this.#behavior.numericCoercion === "relaxed"
    switch (type) {
      case "string":
        return typeof value === "string" || (isRelaxed && typeof value !== "object")
      case "date":
        return typeof value === "string" && parseIterableDate(value, this.#behavior.dateNoMillis) !== null
      case "long":
        return typeof value === "number" ? isRelaxed || isLong(value) : isRelaxed && isNumeric(value)
      case "double":
        return typeof value === "number" || (isRelaxed && isNumeric(value))
      case "boolean":
        return typeof value === "boolean"
      case "geo_location":
        return isGeoLocation(key, value)
      case "object":
        return false
    }
  }
}

function isNumeric(value: unknown): boolean {
  return typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))
}
