import { type Answer, apiAnswer, invalidEmailAnswer } from "./answer.ts"
import type { Project } from "../project/project.ts"
import type { UserFailure } from "../checks/user-failure.ts"

/** Answers a request about one user that failed. */
export function failureAnswer(project: Project, { reason, kind, id }: UserFailure): Answer {
  switch (reason) {
    case "invalid":
      return kind === "email"
        ? invalidEmailAnswer(id)
        : apiAnswer(400, "InvalidUserIdError", `Invalid userId: ${id}`)
    case "notFound":
      return kind === "email"
        ? apiAnswer(400, "UnknownEmailError", `No user exists with email ${id}`)
        : apiAnswer(400, "UnknownUserIdError", `No user exists with userId ${id}`)
    case "forgotten": {
      const status = project.options.behavior.updateForgottenStatus
      return apiAnswer(status, "ForgottenUserError", `User with ${kind} ${id} has been forgotten`)
    }
    case "conflict":
      return apiAnswer(409, "ExternalKeyConflict", `A user with ${kind} ${id} already exists`)
    case "invalidData":
      return apiAnswer(400, "RequestFieldsTypesMismatched", `Invalid data for user with ${kind} ${id}`)
  }
}
