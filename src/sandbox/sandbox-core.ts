import { apiKeyIdentifier } from "./access/check-api-key.ts"
import { answerRequest } from "./calls/answer-request.ts"
import type { EndpointDefinition } from "./calls/endpoint-definition.ts"
import { Router } from "./calls/router.ts"
import type { SandboxReply } from "./calls/sandbox-reply.ts"
import type { SandboxRequest } from "./calls/sandbox-request.ts"
import { ALL_ENDPOINTS } from "./endpoints/all-endpoints.ts"
import { type AppliedRecord, appliedRecords } from "./inspection/applied-record.ts"
import { type HeldEvent, type HeldPurchase, heldEvents, heldPurchases } from "./inspection/held-event.ts"
import { type HeldList, heldList, heldLists } from "./inspection/held-list.ts"
import { type HeldUser, heldUser, heldUsers } from "./inspection/held-user.ts"
import type { Holding } from "./inspection/holding.ts"
import type { LoggedRequest } from "./inspection/logged-request.ts"
import type { RecordKind } from "./inspection/record-kind.ts"
import { resolveOptions } from "./options/resolve-options.ts"
import type { SandboxOptions } from "./options/sandbox-options.ts"
import type { Sandbox, SandboxCounts } from "./sandbox.ts"
import { type SandboxState, freshFaultPlan, freshState } from "./sandbox-state.ts"

const NOTHING_HELD = { users: 0, events: 0, purchases: 0, lists: 0 }

/** The one implementation of {@link Sandbox}. */
export class SandboxCore implements Sandbox {
  readonly #now: () => number
  /** What its endpoints may add to the project, by name. */
  readonly #holdings: ReadonlyMap<string, Holding>
  #state: SandboxState

  /** @throws TypeError if an option is not known, or two endpoints are the same. */
  constructor(
    options: SandboxOptions,
    now: () => number,
    endpoints: readonly EndpointDefinition[] = ALL_ENDPOINTS,
  ) {
    this.#now = now
    const router = new Router(endpoints)
    const holdings = endpoints.flatMap(({ holds = [] }) => holds)
    this.#holdings = new Map(holdings.map((holding) => [holding.name, holding]))
    this.#state = freshState(router, resolveOptions(options, router.names), now())
  }

  handle(request: SandboxRequest): SandboxReply {
    return answerRequest(this.#state, request, this.#now())
  }

  maxBodyBytes(): number {
    return this.#state.options.maxBodyBytes
  }

  counts(): SandboxCounts {
    const { project, requests } = this.#state
    const held = [...this.#holdings].map(([name, { count }]) => [name, count(project)] as const)
    return {
      ...NOTHING_HELD,
      ...Object.fromEntries(held),
      requests: requests.length,
      appliedRecords: project.applied.count,
      forgottenUsers: project.forgottenEmails.size + project.forgottenUserIds.size,
    }
  }

  held(name: string): IterableIterator<object> | null {
    return this.#holdings.get(name)?.all(this.#state.project) ?? null
  }

  users(): IterableIterator<HeldUser> {
    return heldUsers(this.#state.project)
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
    return appliedRecords(this.#state.project, (requestNumber) => this.#kindOf(requestNumber))
  }

  #kindOf(requestNumber: number): RecordKind {
    const { requests, router } = this.#state
    const { applies, name } = router.byName(requests[requestNumber - 1]?.endpoint ?? "")
    if (applies === undefined)
      throw new TypeError(`The endpoint ${name} does not say what records it applies.`)
    return applies
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
    const state = this.#state
    state.options = resolveOptions(options, state.router.names, state.options)
    state.project.options = state.options
    if (options.faults !== undefined) state.faultPlan = freshFaultPlan(state.router, state.options)
  }

  reset(): void {
    this.#state = freshState(this.#state.router, this.#state.options, this.#now())
  }
}
