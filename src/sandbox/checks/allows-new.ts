import type { Project } from "../project/project.ts"

/** Tells whether a request may add fields: it says so, or the project's policy does. */
export function allowsNew(project: Project, createNewFields: unknown): boolean {
  return typeof createNewFields === "boolean" ? createNewFields : project.options.newFieldsPolicy === "allow"
}
