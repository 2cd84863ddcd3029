/**
 * What an action does to what it is about, and for what it waits: for earlier actions about the same that do one of these things, in
 * whatever lane they are. Both are sets of bits, see {@link effectNamed}.
 */
export interface Effect {
  readonly does: number
  readonly waitsFor: number
}

const MAX_EFFECTS = 31
const names: string[] = []

/**
 * The bit of what an action may do; the same for the same name. Kinds of actions may name effects of their own.
 *
 * @throws {RangeError} if there are too many.
 */
export function effectNamed(name: string): number {
  if (!names.includes(name)) names.push(name)
  const index = names.indexOf(name)
  if (index >= MAX_EFFECTS) throw new RangeError(`there are more than ${MAX_EFFECTS} effects: ${name}`)
  return 1 << index
}

/** Names the user and changes nothing about it. */
export const NAMES_USER: number = effectNamed("names the user")
/** Creates the user where there is none, and empties its cart. */
export const CREATES_USER: number = effectNamed("creates the user")
/** Changes fields of the user, or which identifiers it is known by beside the one that finds it. */
export const CHANGES_USER: number = effectNamed("changes the user")
/** Changes the identifiers by which other actions find the user. */
export const RENAMES_USER: number = effectNamed("renames the user")

/** A change of the identifiers by which other actions find a user: all that is earlier comes first, all that is later waits. */
export const CHANGE_OF_IDENTITY: Effect = {
  does: RENAMES_USER,
  waitsFor: NAMES_USER | CREATES_USER | CHANGES_USER | RENAMES_USER,
}
