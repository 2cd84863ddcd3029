import type { AppliedRecord } from "./inspection/applied-record.ts"
import type { HeldEvent, HeldPurchase } from "./inspection/held-event.ts"
import type { HeldList } from "./inspection/held-list.ts"
import type { HeldUser } from "./inspection/held-user.ts"
import type { LoggedRequest } from "./inspection/logged-request.ts"
import type { SandboxOptions } from "./options/sandbox-options.ts"
import type { SandboxReply } from "./calls/sandbox-reply.ts"
import type { SandboxRequest } from "./calls/sandbox-request.ts"

/** How much the sandbox holds; endpoints of one's own may count more. */
export interface SandboxCounts {
  readonly users: number
  readonly events: number
  readonly purchases: number
  readonly lists: number
  readonly requests: number
  /** How many records were applied, repeated ones too. */
  readonly appliedRecords: number
  readonly forgottenUsers: number
  readonly [held: string]: number
}

/**
 * A local Iterable project: it answers requests as Iterable's API would and shows what it holds. It has no socket, no
 * clock and no chance of its own, so the same requests at the same times get the same replies.
 */
export interface Sandbox {
  /** Answers a request at the instant that `now()` gives. What it changes is changed when this returns. */
  handle(request: SandboxRequest): SandboxReply
  /** How long a request body may be; a server need not keep more of it. */
  maxBodyBytes(): number
  /** How much it holds. */
  counts(): SandboxCounts
  /** All things of a kind, by the name that {@link Sandbox.counts} has for it; `null` where nothing of that name is held. */
  held(name: string): IterableIterator<object> | null
  /** All users in the order in which they appeared. */
  users(): IterableIterator<HeldUser>
  /** One user, by email in any case or by userId. */
  user(id: { readonly email: string } | { readonly userId: string }): HeldUser | null
  /** All events in the order in which they appeared. */
  events(): IterableIterator<HeldEvent>
  /** All purchases in the order in which they appeared. */
  purchases(): IterableIterator<HeldPurchase>
  /** All lists in the order in which they appeared. */
  lists(): IterableIterator<HeldList>
  /** One list, by id. */
  list(id: number): HeldList | null
  /** All requests in the order in which they came. */
  requests(): IterableIterator<LoggedRequest>
  /** All applied records in the order in which they were applied. */
  applied(): IterableIterator<AppliedRecord>
  /** Forgets users: their profiles go, and later records about them fail. */
  forget(ids: { readonly emails?: readonly string[]; readonly userIds?: readonly string[] }): void
  /** Disables a key, or enables it again. */
  setApiKeyDisabled(key: string, isDisabled: boolean): void
  /**
   * Sets options at run time; what is not named stays. New faults start counting anew. `projectType`, `seed`,
   * `traceField`, `userFields`, `eventFields`, `lists` and `forgotten` take effect with the next reset.
   *
   * @throws TypeError if an option is not known.
   */
  configure(options: SandboxOptions): void
  /** Drops everything held and logged; options stay. */
  reset(): void
}
