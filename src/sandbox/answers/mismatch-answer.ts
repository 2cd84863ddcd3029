import { type Answer, apiAnswer } from "./answer.ts"
import type { Project } from "../project/project.ts"
import type { Mismatch, SchemaCheck } from "../checks/schema-check.ts"

/**
 * Refuses a request with values of wrong types.
 *
 * Source: recorded answer (`RequestFieldsTypesMismatched`).
 */
export function mismatchAnswer(project: Project, checks: readonly SchemaCheck[]): Answer | null {
  const all: (readonly [string, Mismatch])[] = checks.flatMap((check) => [...check.mismatches])
  const listed = project.options.behavior.typeMismatchListing === "all-fields" ? all : all.slice(0, 1)
  const [first] = listed
  if (first === undefined) return null
  const [field, { category, expectedType, incomingTypes }] = first
  const msg = `Project ${project.options.projectId}: The request does not have the same data types as the data previously submitted. Field '${field}' already exists for type '${category}' and has a data type of '${expectedType}' but possible types '${incomingTypes.join(", ")}' in the request.`
  const { typeMismatchStatus: status } = project.options.behavior
  return apiAnswer(status, "RequestFieldsTypesMismatched", msg, {
    validationErrors: Object.fromEntries(listed),
  })
}
