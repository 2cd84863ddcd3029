import type { Project } from "../project/project.ts"

/** The user that an event, a purchase or a log entry belongs to, with the ids that it has now. */
export interface HeldOwner {
  readonly userNumber: number
  readonly email: string | null
  readonly userId: string | null
}

/** Finds the owner by number; a forgotten user no longer has ids. */
export function heldOwner(project: Project, userNumber: number): HeldOwner {
  const user = project.users.byNumber(userNumber)
  return { userNumber, email: user?.email ?? null, userId: user?.userId ?? null }
}
