import { answerRequest } from "./answer-request.ts"
import { apiKeyIdentifier } from "./check-api-key.ts"
import { FaultPlan } from "./fault-plan.ts"
import { type AppliedRecord, appliedRecords } from "./applied-record.ts"
import { type HeldEvent, type HeldPurchase, heldEvents, heldPurchases } from "./held-event.ts"
import { type HeldList, heldList, heldLists } from "./held-list.ts"
import { type HeldUser, heldUser } from "./held-user.ts"
import type { LoggedRequest } from "./logged-request.ts"
import { type ResolvedOptions, resolveOptions } from "./resolve-options.ts"
import type { Sandbox, SandboxCounts } from "./sandbox.ts"
import type { SandboxOptions } from "./sandbox-options.ts"
import type { SandboxReply } from "./sandbox-reply.ts"
import type { SandboxRequest } from "./sandbox-request.ts"
import { type SandboxState, freshState } from "./sandbox-state.ts"

/** The one implementation of {@link Sandbox}. */
export class SandboxCore implements Sandbox {
  readonly #now: () => number
  #options: ResolvedOptions
  #state: SandboxState

  constructor(options: ResolvedOptions, now: () => number) {
    this.#now = now
    this.#options = options
    this.#state = freshState(options, now())
  }

  handle(request: SandboxRequest): SandboxReply {
    return answerRequest(this.#state, request, this.#now())
  }

  maxBodyBytes(): number {
    return this.#options.maxBodyBytes
  }

  counts(): SandboxCounts {
    const { project, requests } = this.#state
    return {
      users: project.users.count,
      events: project.events.count,
      purchases: project.purchases.count,
      lists: project.lists.count,
      requests: requests.length,
      appliedRecords: project.applied.count,
      forgottenUsers: project.forgottenEmails.size + project.forgottenUserIds.size,
    }
  }

  *users(): IterableIterator<HeldUser> {
    for (const user of this.#state.project.users.all()) yield heldUser(user)
  }

  user(id: { readonly email: string } | { readonly userId: string }): HeldUser | null {
    const { users } = this.#state.project
    const found = "email" in id ? users.byEmail.find(id.email.toLowerCase()) : users.byUserId.find(id.userId)
    return found === null ? null : heldUser(found)
  }

  events(): IterableIterator<HeldEvent> {
    return heldEvents(this.#state.project)
  }

  purchases(): IterableIterator<HeldPurchase> {
    return heldPurchases(this.#state.project)
  }

  lists(): IterableIterator<HeldList> {
    return heldLists(this.#state.project)
  }

  list(id: number): HeldList | null {
    return heldList(this.#state.project, id)
  }

  requests(): IterableIterator<LoggedRequest> {
    return this.#state.requests.values()
  }

  applied(): IterableIterator<AppliedRecord> {
    return appliedRecords(this.#state.project)
  }

  forget(ids: { readonly emails?: readonly string[]; readonly userIds?: readonly string[] }): void {
    const { users, forgottenEmails, forgottenUserIds } = this.#state.project
    for (const email of ids.emails ?? []) {
      forgottenEmails.add(email.toLowerCase())
      const user = users.byEmail.find(email.toLowerCase())
      if (user !== null) users.remove(user)
    }
    for (const userId of ids.userIds ?? []) {
      forgottenUserIds.add(userId)
      const user = users.byUserId.find(userId)
      if (user !== null) users.remove(user)
    }
  }

  setApiKeyDisabled(key: string, isDisabled: boolean): void {
    const { disabledKeys } = this.#state
    if (isDisabled) disabledKeys.add(apiKeyIdentifier(key))
    else disabledKeys.delete(apiKeyIdentifier(key))
  }

  configure(options: SandboxOptions): void {
    this.#options = resolveOptions(options, this.#options)
    this.#state.project.options = this.#options
    if (options.faults !== undefined) {
      this.#state.faultPlan = new FaultPlan(this.#options.faults, this.#options.seed)
    }
  }

  reset(): void {
    this.#state = freshState(this.#options, this.#now())
  }
}
