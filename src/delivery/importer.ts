import type { Outcome } from "../actions/outcome.ts"
import type { IdScheme } from "../batches/id-scheme.ts"
import { ALL_KINDS } from "../kinds/all-kinds.ts"
import type { ActionOfKind } from "../kinds/kind.ts"
import type { Kinds } from "../kinds/kinds.ts"
import type { ActionReference, MappedAction } from "../mapping/mapped-records.ts"
import type { Logger } from "../platform/logger.ts"
import type { Scrub } from "../platform/secret/secret-scrubber.ts"
import type { DeliveryStatistics } from "./delivery-statistics.ts"
import type { LaterRecords } from "./later-records.ts"

/** An action and what became of it. */
export interface Settlement {
  /** The action that was taken, or as much of it as says which one it is. */
  readonly action: ActionReference
  readonly outcome: Outcome
  /** The action with its endpoint's names, where it was not accepted, for the list of rejects. */
  readonly wire?: Readonly<Record<string, unknown>>
}

/** Where an import goes. */
export interface ImportTarget {
  readonly baseUrl: string
  /** False for a dry run that was not told where to: it foretells a run to where the import went before. @defaultValue true */
  readonly isNamed?: boolean | undefined
  /** Tells one project from another, and tells nothing else: a few digits of a digest of the key; empty where that is not known. */
  readonly keyFingerprint: string
}

/** How an importer is told to come to an end early. */
export interface DeliverOptions {
  /** When it aborts: take no more, finish what is in flight, give its outcomes, end. */
  readonly signal: AbortSignal
  /** What `learned()` of an earlier delivery of the same import gave; may be anything, as it comes from a file. */
  readonly learned?: unknown
  /** Takes the lines of this import, for its log and its user. @defaultValue nobody */
  readonly logger?: Logger | undefined
  /**
   * Whether an earlier delivery of the same import was killed a moment ago, so that requests of it may still be on their way.
   *
   * @defaultValue false
   */
  readonly afterKill?: boolean | undefined
  /**
   * To be called, and awaited, before actions are sent for the first time that must not be sent twice (see `Importer.repeats`), so that a kill
   * leaves no doubt of any others. When it rejects, they are not to be sent.
   */
  readonly beforeSending?: ((places: readonly ActionReference[]) => Promise<void>) | undefined
  /**
   * To be called, and awaited, right before each request. It may abort `signal`: then the request is not to be sent.
   */
  readonly beforeRequest?: (() => Promise<void>) | undefined
  /** How to derive ids, for importers that do; the same for all deliveries of an import. @defaultValue by a name of the importer's own */
  readonly ids?: IdScheme | undefined
  /**
   * To be told of the users about whom records failed, and of later records about them that were taken, before their outcomes are given. Where it is not
   * told, a retry looks at the source.
   */
  readonly laterRecords?: LaterRecords | undefined
}

/**
 * Takes actions and settles them; bring your own to deliver elsewhere.
 *
 * Contract: pulls from `actions` as it has room; gives each action's outcome once, in any order, in arrays of any
 * length; ends when the actions end and all are settled, or early after the signal aborted. What it took and gives no
 * outcome for stays pending. What makes going on senseless is thrown as a {@link DeliveryStop} after the
 * outcomes of what was in flight were given. Closing `actions` early is left to its `return()`.
 */
export interface Importer {
  /** The kinds of actions that it takes. @defaultValue all that there are */
  readonly kinds?: Kinds | undefined
  /** Delivers actions until they end, and gives what became of each. */
  deliver(
    actions: AsyncIterable<readonly MappedAction[]>,
    options: DeliverOptions,
  ): AsyncIterable<readonly Settlement[]>
  /** Where it delivers to, so that a resumed import does not go elsewhere unnoticed. */
  readonly target?: ImportTarget | undefined
  /**
   * Whether delivering an action twice does no more than delivering it once; undefined: always. Where it is not so, an import that is killed
   * cannot know what became of the actions under way, and does not send them again.
   */
  readonly repeats?: ((action: ActionOfKind) => boolean) | undefined
  /** Takes the importer's secrets out of a text: all that an import writes, logs, returns or throws goes through it. */
  readonly scrub?: Scrub | undefined
  /** Whether `deliver` heeds `beforeSending`; else all that it has taken may have been sent when it is killed. @defaultValue false */
  readonly heedsBeforeSending?: boolean | undefined
  /**
   * Whether it makes ids of what records were before they were mapped, so that this is to be noted of each.
   *
   * @defaultValue false
   */
  readonly makesIds?: boolean | undefined
  /** What a later delivery of the same import should know, as plain JSON. */
  learned?(): unknown
  /** Counts for progress and the summary, where the importer has any. */
  statistics?(): DeliveryStatistics
}

/** The kinds of actions that an importer takes. */
export function kindsOf({ kinds = ALL_KINDS }: Pick<Importer, "kinds">): Kinds {
  return kinds
}
