import type { EndpointNouns } from "../../kinds/kinds.ts"
import type { PerEndpoint } from "../../kinds/per-endpoint.ts"
import type { KeptRunHistory } from "../run-history.ts"
import type { Summary } from "../../accounting/summary.ts"

/** All that the report page shows. */
export interface ReportPageData {
  readonly summary: Summary
  /** How it went over time; undefined where nothing was kept. */
  readonly history?: KeptRunHistory | undefined
  /** ISO 8601, UTC. */
  readonly endedAt: string
  /** When rejects were last run again, if they were: the summary is as of then. ISO 8601, UTC. */
  readonly retriedAt?: string | undefined
  /** In words, after "into": `Iterable (US data center)`. */
  readonly target: string
  readonly packageVersion: string
  readonly nodeVersion: string
  /** What the import was told, with what is true where it was told nothing. Never the API key. */
  readonly settings: readonly { readonly name: string; readonly value: string }[]
  /** What to run next, the first thing first: to go on, to run the rejects again. */
  readonly commands: readonly { readonly purpose: string; readonly command: string }[]
  /** The requests per second that the import keeps to, by endpoint; without one: no limit, or it was searched for. */
  readonly limitsPerSecond?: Partial<PerEndpoint<number>> | undefined
  /**
   * What the actions of each endpoint are called.
   *
   * @defaultValue as those of all endpoints that there are
   */
  readonly nouns?: EndpointNouns | undefined
  /**
   * Whether messages show the values that they are about, which may be personal data.
   *
   * @defaultValue false
   */
  readonly showValues?: boolean | undefined
  /**
   * Puts a message of the library into the words of whoever reads the page.
   *
   * @defaultValue it is shown as it is
   */
  readonly wording?: ((message: string) => string) | undefined
}
