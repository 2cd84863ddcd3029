import type { DataFields } from "./data-fields.ts"
import type { ProjectType } from "../options/project-options.ts"
import { UserIndex } from "./user-index.ts"
import type { StoredUser } from "./stored-user.ts"

/** Holds the users of a project and finds them by either id. */
export class UserStore {
  readonly byEmail: UserIndex
  readonly byUserId: UserIndex
  readonly #users: (StoredUser | null)[] = []
  #count = 0

  constructor(projectType: ProjectType) {
    this.byEmail = new UserIndex(projectType !== "userId")
    this.byUserId = new UserIndex(projectType !== "email")
  }

  get count(): number {
    return this.#count
  }

  create(email: string | null, userId: string | null, dataFields: DataFields, atMs: number): StoredUser {
    const user: StoredUser = {
      number: this.#users.length + 1,
      email,
      userId,
      dataFields,
      createdAtMs: atMs,
      updatedAtMs: atMs,
      timesApplied: 0,
      isSignupDateDeleted: false,
      eventNumbers: null,
      purchaseNumbers: null,
      versions: null,
    }
    this.#users.push(user)
    this.#count++
    if (email !== null) this.byEmail.add(email, user)
    if (userId !== null) this.byUserId.add(userId, user)
    return user
  }

  /** Gives a user other ids. */
  identify(user: StoredUser, email: string | null, userId: string | null): void {
    if (user.email !== email) {
      if (user.email !== null) this.byEmail.remove(user.email, user)
      if (email !== null) this.byEmail.add(email, user)
      user.email = email // oxlint-disable-line no-param-reassign -- the store owns its users
    }
    if (user.userId !== userId) {
      if (user.userId !== null) this.byUserId.remove(user.userId, user)
      if (userId !== null) this.byUserId.add(userId, user)
      user.userId = userId // oxlint-disable-line no-param-reassign -- the store owns its users
    }
  }

  remove(user: StoredUser): void {
    this.identify(user, null, null)
    this.#users[user.number - 1] = null
    this.#count--
  }

  byNumber(number: number): StoredUser | null {
    return this.#users[number - 1] ?? null
  }

  /** All users in the order in which they appeared. */
  *all(): IterableIterator<StoredUser> {
    for (const user of this.#users) if (user !== null) yield user
  }
}
