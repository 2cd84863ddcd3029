import type { StoredUser } from "./stored-user.ts"

/** Finds users by one of their ids, which may be shared where the project type lets it be. */
export class UserIndex {
  /** Whether an id belongs to one user at most. */
  readonly isUnique: boolean
  readonly #users = new Map<string, StoredUser | StoredUser[]>()

  constructor(isUnique: boolean) {
    this.isUnique = isUnique
  }

  /** The user with an id; of several, the one that had it first. */
  find(id: string): StoredUser | null {
    const found = this.#users.get(id)
    if (found === undefined) return null
    return Array.isArray(found) ? (found[0] ?? null) : found
  }

  /** A unique index must not hold the id yet. */
  add(id: string, user: StoredUser): void {
    const found = this.isUnique ? undefined : this.#users.get(id)
    if (found === undefined) this.#users.set(id, user)
    else this.#users.set(id, [...[found].flat(), user])
  }

  remove(id: string, user: StoredUser): void {
    if (this.isUnique) {
      this.#users.delete(id)
      return
    }
    const others = [this.#users.get(id) ?? []].flat().filter((other) => other !== user)
    const [only] = others
    if (only === undefined) this.#users.delete(id)
    else this.#users.set(id, others.length === 1 ? only : others)
  }
}
