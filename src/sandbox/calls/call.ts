import type { Fault } from "../faults/fault.ts"
import type { Project } from "../project/project.ts"
import type { SandboxRequest } from "./sandbox-request.ts"

/** What the path of a request says. */
export interface CalledPath {
  /** The path without its query. */
  readonly path: string
  /** The decoded parameters of the path, by name. */
  readonly parameters: Readonly<Record<string, string>>
  readonly query: URLSearchParams
}

/** One request as its endpoint sees it: its body fits, its key may call, its rate is not too high. */
export interface Call extends CalledPath {
  readonly project: Project
  readonly request: SandboxRequest
  /** From 1, as in the request log. */
  readonly requestNumber: number
  readonly receivedAtMs: number
  /** The body as text, empty where the endpoint takes none. */
  readonly text: string
  /** The body as JSON, an empty object where the endpoint takes none. */
  readonly json: Readonly<Record<string, unknown>>
  /** The records, where the endpoint takes many. */
  readonly records: readonly unknown[]
  /** The fault that hits the request, for endpoints and checks that bend to it. */
  readonly fault: Fault | null
}
