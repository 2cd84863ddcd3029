import type { ApiKeyKind } from "../access/api-key.ts"
import type { RateLimit } from "../access/rate-limit.ts"
import type { Answer } from "../answers/answer.ts"
import type { Member } from "../checks/violation.ts"
import type { Fault } from "../faults/fault.ts"
import type { Holding } from "../inspection/holding.ts"
import type { RecordKind } from "../inspection/record-kind.ts"
import type { Call } from "./call.ts"

/** The methods that Iterable's API has. */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE"

/** Where the records of a request stand: many in a member of the body, a single one, or there is none. */
export type RecordsLocation = { readonly in: string } | "single" | "none"

/**
 * An endpoint of Iterable's API that the sandbox answers. All that the sandbox does with it follows from this object:
 * routes, keys, rate limits, faults, the checks of its body, logs and the inspection.
 *
 * Source of what the endpoints say: Iterable's API documentation, https://api.iterable.com/api/docs.
 */
export interface EndpointDefinition<Name extends string = string> {
  /** Its path, after its method where another endpoint goes by the path alone. */
  readonly name: Name
  readonly method: Method
  /** Below `/api/`, with parameters in braces: `lists/{listId}/size`. */
  readonly path: string
  /** What parameters look like; a path with another text in their place is not there. @defaultValue any text */
  readonly parameterPatterns?: Readonly<Record<string, RegExp>>
  /** The kinds of keys that may call it. */
  readonly keys: readonly ApiKeyKind[]
  /** The documented limit per project; `null` where there is none. */
  readonly rateLimit: RateLimit | null
  /** Whether its 429 is documented to say when to come again. */
  readonly tellsRateLimit?: true
  /** The members of its body; `null` where it takes none. A body that does not fit never reaches `answer`. */
  readonly body: readonly Member[] | null
  readonly records: RecordsLocation
  /** What the records are that it applies, as the log of applied records says. @defaultValue it applies none */
  readonly applies?: RecordKind
  /** What it may add to the project, as the inspection counts and shows it. @defaultValue nothing */
  readonly holds?: readonly Holding[]
  /** The faults that hit it and its like, and no other endpoint unless their rule says so. @defaultValue none */
  readonly ownFaults?: readonly Fault["kind"][]
  /** Does what the call asks for, and answers. */
  readonly answer: (call: Call) => Answer
}
