import type { DataFields } from "./data-fields.ts"

/** A user as the sandbox holds it. */
export interface StoredUser {
  /** From 1, in the order in which users appeared. */
  readonly number: number
  email: string | null
  userId: string | null
  dataFields: DataFields
  readonly createdAtMs: number
  updatedAtMs: number
  timesApplied: number
  isSignupDateDeleted: boolean
  eventNumbers: number[] | null
  purchaseNumbers: number[] | null
  /** What reads may see, oldest first, where reads lag behind writes. */
  versions: UserVersion[] | null
}

/** What a user was from one instant on. */
export interface UserVersion {
  readonly atMs: number
  readonly email: string | null
  readonly userId: string | null
  readonly dataFields: DataFields
}
