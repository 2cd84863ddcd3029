import type { Answer } from "../answers/answer.ts"
import type { Project } from "../project/project.ts"
import { fieldLimitAnswer, tooDeepAnswer } from "../answers/field-limit-answer.ts"
import { SchemaCheck } from "./schema-check.ts"
import type { SchemaEffect } from "./schema-effect.ts"

/** Checks the fields of the events of one request, each against the schema of its event name. */
export class EventSchemaCheck {
  readonly #project: Project
  readonly #checks = new Map<string, SchemaCheck>()

  constructor(project: Project) {
    this.#project = project
  }

  of(eventName: string): SchemaCheck {
    let check = this.#checks.get(eventName)
    if (check === undefined) {
      check = new SchemaCheck(this.#project.eventSchemas.of(eventName), this.#project.options.behavior)
      this.#checks.set(eventName, check)
    }
    return check
  }

  all(): readonly SchemaCheck[] {
    return [...this.#checks.values()]
  }

  /** Refuses a request with too many new event names and fields, which count together. */
  limitAnswer(): Answer | null {
    const { eventSchemas, options } = this.#project
    const newFields: string[] = []
    for (const [name, check] of this.#checks) {
      if (!eventSchemas.has(name)) newFields.push(name)
      for (const path of check.created.keys()) newFields.push(`${name}.${path}`)
    }
    const total = { fields: eventSchemas.customFields, maxFields: options.maxEventFields }
    return tooDeepAnswer(this.all()) ?? fieldLimitAnswer(this.#project, newFields, total)
  }

  commit(): void {
    for (const check of this.#checks.values()) {
      check.commit()
      this.#project.eventSchemas.keep(check.schema)
    }
  }

  effect(): SchemaEffect {
    const filteredOut = new Set<string>()
    const created = new Set<string>()
    for (const check of this.#checks.values()) {
      for (const path of check.filteredOut) filteredOut.add(path)
      for (const path of check.created.keys()) created.add(path)
    }
    return { filteredOutFields: [...filteredOut], createdFields: [...created] }
  }
}

/** Tells whether the project does not track events of this name. */
export function isDisallowed(project: Project, eventName: string): boolean {
  const { disallowedEventNames, newEventsPolicy } = project.options
  if (disallowedEventNames.length > 0 && disallowedEventNames.includes(eventName)) return true
  return newEventsPolicy === "block" && !project.eventSchemas.has(eventName)
}
