import type { Identity } from "./identity.ts"
import { changesIdentity, identityOfUser } from "./identity.ts"
import type { ImportAction, ImportActionKind } from "./import-action.ts"
import type { UserProfile } from "../resources/user-profile.ts"

/**
 * What an action does to its user, and what it waits for: for earlier actions of the same user that do one of these things, in whatever
 * lane they are. Both are sets of bits.
 */
export interface Touch {
  readonly does: number
  readonly waitsFor: number
}

/** Names the user and changes nothing about it. */
const NAMES = 1
/** Creates the user where there is none, and empties its cart. */
const CREATES = 2
/** Changes fields of the user, or which identifiers it is known by beside the one that finds it. */
const CHANGES = 4
/** Changes the identifiers by which other actions find the user. */
const RENAMES = 8

/**
 * Who waits for whom: an action waits for those whose work could change what it does, or be changed by it.
 *
 * Ordinary events delay no update: whether the user is there for an event is all that an update could change about it, and it can only
 * help. Source: Iterable support, article 29156459027348: purchases create users, events do not.
 */
const TOUCHES = {
  event: { does: NAMES, waitsFor: CREATES | CHANGES | RENAMES },
  purchase: { does: CREATES, waitsFor: CHANGES | RENAMES },
  purchaseWithFields: { does: CHANGES, waitsFor: CHANGES | RENAMES },
  update: { does: CHANGES, waitsFor: CHANGES | RENAMES },
  updateOfCart: { does: CHANGES, waitsFor: CREATES | CHANGES | RENAMES },
  changeOfIdentity: { does: RENAMES, waitsFor: NAMES | CREATES | CHANGES | RENAMES },
} as const satisfies Readonly<Record<string, Touch>>

/** What `action` does to the user of `identity`, which is its own. */
export function touchOf(action: ImportAction, identity: Identity): Touch {
  switch (action.kind) {
    case "update-user-profile":
      if (changesIdentity(identity)) return TOUCHES.changeOfIdentity
      return holdsCart(action.user) ? TOUCHES.updateOfCart : TOUCHES.update
    case "track-custom-event":
      return TOUCHES.event
    case "track-purchase":
      if (changesIdentity(identity)) return TOUCHES.changeOfIdentity
      return writesProfile(action.purchase.user) ? TOUCHES.purchaseWithFields : TOUCHES.purchase
  }
}

/** What an action says of its user, as it was made or as it was sent. */
export type UserFields = Readonly<Partial<Record<"email" | "userId" | "dataFields", unknown>>>

/** Whether an action of a kind overwrites what is stored of the user that it names: run later than it should be, it replaces newer values. */
export function overwritesUser(kind: ImportActionKind, user: UserFields): boolean {
  switch (kind) {
    case "update-user-profile":
      return true
    case "track-custom-event":
      return false
    case "track-purchase": {
      const { dataFields, email, userId } = user
      return changesIdentity(identityOfUser({ dataFields, email, userId })) || writesProfile(user)
    }
  }
}

/** The same of an action as it was made. */
export function overwrites(action: ImportAction): boolean {
  switch (action.kind) {
    case "update-user-profile":
      return true
    case "track-custom-event":
      return false
    case "track-purchase":
      return overwritesUser(action.kind, action.purchase.user)
  }
}

/** A purchase empties the stored cart, so that the two must keep their order. Source: Iterable's Swagger file, commerce/trackPurchase. */
function holdsCart({ dataFields }: UserProfile): boolean {
  return dataFields?.["shoppingCartItems"] !== undefined
}

/** Both identifiers together may give the user one that it did not have. */
function writesProfile({ dataFields, email, userId }: UserFields): boolean {
  return dataFields !== undefined || (email !== undefined && userId !== undefined)
}
