import type { FieldType } from "./field-type.ts"

/** The fields that a project knows in one category, each with its type. */
export class FieldSchema {
  /** `user`, or the name of an event. */
  readonly category: string
  readonly types: Map<string, FieldType>
  readonly #managedFields: number

  constructor(
    category: string,
    managed: ReadonlyMap<string, FieldType>,
    known: Readonly<Record<string, FieldType>>,
  ) {
    this.category = category
    this.types = new Map([...managed, ...Object.entries(known)])
    this.#managedFields = managed.size
  }

  /** How many fields count towards the project's limit. */
  get customFields(): number {
    return this.types.size - this.#managedFields
  }
}

/** The fields of all events of a project, which are typed by event name. */
export class EventSchemas {
  readonly #schemas = new Map<string, FieldSchema>()

  constructor(known: Readonly<Record<string, Readonly<Record<string, FieldType>>>>) {
    for (const [name, fields] of Object.entries(known)) this.#schemas.set(name, emptySchema(name, fields))
  }

  has(eventName: string): boolean {
    return this.#schemas.has(eventName)
  }

  /** The fields of an event; of an event never seen, an empty schema that is not kept. */
  of(eventName: string): FieldSchema {
    return this.#schemas.get(eventName) ?? emptySchema(eventName, {})
  }

  keep(schema: FieldSchema): void {
    this.#schemas.set(schema.category, schema)
  }

  /** How many event names and fields there are together. */
  get customFields(): number {
    let fields = this.#schemas.size
    for (const schema of this.#schemas.values()) fields += schema.types.size
    return fields
  }
}

function emptySchema(eventName: string, known: Readonly<Record<string, FieldType>>): FieldSchema {
  return new FieldSchema(eventName, new Map(), known)
}
