import type { Answer } from "./answer.ts"
import type { Fault } from "./fault.ts"
import type { Route } from "./match-route.ts"
import type { Project } from "./project.ts"
import type { SandboxRequest } from "./sandbox-request.ts"

/** One request on its way through an endpoint. */
export interface Call {
  readonly project: Project
  readonly route: Route
  readonly request: SandboxRequest
  /** From 1, as in the request log. */
  readonly requestNumber: number
  readonly receivedAtMs: number
  /** The body as text, empty for reads. */
  readonly text: string
  /** The body as JSON; an object for every POST. */
  readonly json: Record<string, unknown>
  /** How many records at the end of a bulk request get lost on purpose. */
  readonly lostRecords: number
  /** Whether the list that the request names is unknown on purpose. */
  readonly isListHidden: boolean
  /** The fault that has refusals point at the wrong record, where it hits the request. */
  readonly pointerFault: Extract<Fault, { kind: "misplaced-pointer" }> | null
}

/** An answer, with the number of records that the request held. */
export interface Outcome {
  readonly answer: Answer
  readonly records: number
}
