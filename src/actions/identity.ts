/** The user that an action is about: by email, by userId, or by both. */
export interface Identity {
  /** As given; two addresses that differ in case only are one user. Source: Iterable stores addresses in lower case. */
  readonly email: string | undefined
  /** As given; compared exactly. */
  readonly userId: string | undefined
  /** What an update makes of the email: `dataFields.email`, which Iterable takes as a change of identity. */
  readonly newEmail: string | undefined
  /** What an update makes of the userId: `dataFields.userId`. */
  readonly newUserId: string | undefined
}

/** What an action says of its user, as it was made or as it was sent. */
export type UserFields = Readonly<Partial<Record<"email" | "userId" | "dataFields", unknown>>>

/** The user that a profile names, whether it is a `UserProfile` or was read from JSON. */
export function identityOfUser(user: UserFields): Identity {
  const { email, userId, dataFields } = user
  const changes = (dataFields ?? {}) as Readonly<Record<string, unknown>>
  return {
    email: textOrNothing(email),
    userId: textOrNothing(userId),
    newEmail: textOrNothing(changes["email"]),
    newUserId: textOrNothing(changes["userId"]),
  }
}

/** An email as a key. */
export const emailKey = (email: string): string => `email:${email.toLowerCase()}`

/** A userId as a key. */
export const userIdKey = (userId: string): string => `userId:${userId}`

/** The keys under which an identity is known: two identities concern one user if they share a key. */
export function identityKeys({ email, userId, newEmail, newUserId }: Identity): string[] {
  const keys: string[] = []
  if (email !== undefined) keys.push(emailKey(email))
  if (userId !== undefined) keys.push(userIdKey(userId))
  if (newEmail !== undefined && newEmail !== email) keys.push(emailKey(newEmail))
  if (newUserId !== undefined && newUserId !== userId) keys.push(userIdKey(newUserId))
  return keys
}

/** Whether an action changes an identifier by which other actions find its user. */
export function changesIdentity({ email, newEmail, newUserId, userId }: Identity): boolean {
  if (newUserId !== undefined && newUserId !== userId) return true
  if (newEmail === undefined || newEmail === email) return false
  return email === undefined || emailKey(newEmail) !== emailKey(email)
}

/** Blank text names nobody: as a key it would make all users without an email wait for each other. */
function textOrNothing(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined
}
