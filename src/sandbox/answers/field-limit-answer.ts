import { type Answer, apiAnswer } from "./answer.ts"
import type { Project } from "../project/project.ts"
import type { SchemaCheck } from "../checks/schema-check.ts"

/**
 * Refuses a request that would give the project more fields than it may have, or gives `null`.
 *
 * Source: recorded answer (`UniqueFieldsLimitExceeded`).
 */
export function fieldLimitAnswer(
  project: Project,
  newFields: readonly string[],
  total: { readonly fields: number; readonly maxFields: number },
): Answer | null {
  const limit = project.isSchemaFull ? Math.min(total.fields, total.maxFields) : total.maxFields
  const requestedTotal = total.fields + newFields.length
  if (newFields.length === 0 || requestedTotal <= limit) return null
  const msg = `Project ${project.options.projectId}: The request would increase the number of object fields to ${requestedTotal} by adding [${newFields.join(", ")}], which exceeds the limit of ${limit}`
  return apiAnswer(400, "UniqueFieldsLimitExceeded", msg, { limit, requestedTotal, newFields })
}

/** Refuses a request that nests objects without end, which would harm whoever reads them. */
export function tooDeepAnswer(checks: readonly SchemaCheck[]): Answer | null {
  return checks.some(({ isTooDeep }) => isTooDeep)
    ? apiAnswer(400, "BadParams", "Objects in dataFields are nested too deeply")
    : null
}

/** Refuses a request whose user fields do not fit into the project: too deep, or too many. */
export function userLimitAnswer(project: Project, check: SchemaCheck): Answer | null {
  const total = { fields: project.userSchema.customFields, maxFields: project.options.maxUserFields }
  return tooDeepAnswer([check]) ?? fieldLimitAnswer(project, [...check.created.keys()], total)
}
