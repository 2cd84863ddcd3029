import type { Effect } from "../actions/effect.ts"
import type { Identity, UserFields } from "../actions/identity.ts"
import type { Endpoint } from "../endpoints/endpoint.ts"
import type { DataFields } from "../resources/fields.ts"
import type { JsonWriter } from "../json/json-writer.ts"

/** What every import action has. What else it holds, its {@link Kind} knows. */
export interface Action {
  readonly kind: string
}

/** A kind of import action: all that the rest of an import has to know of it. */
export interface Kind<
  Of extends Action = Action,
  Through extends Endpoint = Endpoint,
  As extends Action = Action,
> {
  readonly name: Of["kind"]
  /** As it is exported, for messages. */
  readonly className: string
  readonly endpoint: Through
  /** Whether a value is an action of this kind that was made here, in this copy of the library. */
  isMadeHere(value: unknown): value is Of
  /**
   * The same action in objects of its own: a map function may change the one that it has returned, and return it again for another record.
   * What is as it was when it was checked is not checked once more.
   *
   * @throws {@link ResourceError} if it was changed into what is not right.
   */
  own(action: Of): Of
  /**
   * The action that an object says which was not made here, but by another copy of the library, by hand, or from JSON.
   *
   * @throws {@link ResourceError} if it is not right.
   */
  from(object: As): Of
  /** The user that it is about. */
  identityOf(action: Of): Identity
  /** What it does to its user, whose identity is given, and for what it waits. */
  effectOf(action: Of, identity: Identity): Effect
  /**
   * Whether an action overwrites what is stored of its user: run later than it should be, it replaces newer values. For some kinds that
   * depends on what the action says of the user.
   */
  readonly overwrites: boolean | ((user: UserFields) => boolean)
  /** What it says of its user. */
  userOf(action: Of): UserFields
  /** The data fields that it has beside those of its user. @defaultValue none */
  ownFieldsOf?(action: Of): readonly (DataFields | undefined)[]
  /** What actions must have in common to travel in one request; undefined where nothing is needed. */
  groupOf?(action: Of): string
  /** Tells it from others of its record together with the kind: of events, their name. */
  eventNameOf?(action: Of): string
  /** Its id; undefined for kinds that have none, as sending them again is harmless. */
  idOf?(action: Of): string | undefined
  /**
   * An id that a function of the user's made for it; undefined where that made none.
   *
   * @throws {@link ResourceError} if its actions cannot have it.
   * @defaultValue ids are of letters, digits and hyphens
   */
  checkId?(id: unknown): string | undefined
  /**
   * Writes it as its endpoint takes it. Fields that were not given are left out.
   *
   * @throws {@link ResourceError} if a data field cannot be said in JSON; what was written so far means nothing then.
   */
  write(writer: JsonWriter, action: Of): void
  /** One action that does what two do in turn; undefined where none does exactly that. */
  merged?(earlier: Of, later: Of): Of | undefined
}

/** An action with what is known of its kind. */
export interface ActionOfKind {
  readonly kind: Kind
  readonly action: Action
}

/** Whether an action is one of those that have an id, and has none. */
export function needsId({ action, kind }: ActionOfKind): boolean {
  return kind.idOf !== undefined && kind.idOf(action) === undefined
}

/** Whether an action of a kind that says this of its user overwrites what is stored of it. */
export function overwritesUser({ overwrites: ofKind }: Kind, user: UserFields): boolean {
  return typeof ofKind === "boolean" ? ofKind : ofKind(user)
}

/** The same of an action. */
export function overwrites({ action, kind }: ActionOfKind): boolean {
  return overwritesUser(kind, kind.userOf(action))
}

/** The user that an action is about. */
export function identityOf({ action, kind }: ActionOfKind): Identity {
  return kind.identityOf(action)
}

/** All data fields that an action has: its user's first, then its own. */
export function dataFieldsOf(kind: Kind, action: Action): readonly DataFields[] {
  const ofUser = kind.userOf(action).dataFields as DataFields | undefined
  return [ofUser, ...(kind.ownFieldsOf?.(action) ?? [])].filter((fields) => fields !== undefined)
}
