import type { Endpoint } from "../endpoints/endpoint.ts"
import type { DeclaredDecimals } from "../resources/declared-decimals.ts"
import { dataFieldsOf } from "./kind.ts"
import type { Action, ActionOfKind, Kind } from "./kind.ts"

/** One and several of what endpoints are given, as summaries call them, by the short names of the endpoints. */
export type EndpointNouns = Readonly<Record<string, Endpoint["nouns"]>>

/** A registry of kinds of actions: the one place that says which there are. */
export class Kinds<Of extends Kind = Kind> {
  /** In the order in which they are told of. */
  readonly all: readonly Of[]
  /** Those through which they are delivered, each once. */
  readonly endpoints: readonly Of["endpoint"][]
  /** One and several of what each endpoint is given, by its short name. */
  readonly nouns: EndpointNouns
  /** Fields whose numbers are written with a decimal point in all that is made here; undefined: none is. */
  readonly decimals: DeclaredDecimals | undefined
  readonly #byName: ReadonlyMap<string, Of>

  constructor(all: readonly Of[], decimals?: DeclaredDecimals) {
    this.decimals = decimals
    this.all = all
    this.endpoints = [...new Set(all.map(({ endpoint }) => endpoint))]
    this.nouns = Object.fromEntries(this.endpoints.map(({ name, nouns }) => [name, nouns]))
    this.#byName = new Map(all.map((kind) => [kind.name, kind]))
  }

  /** The kind of a name. */
  named(name: string): Of | undefined {
    return this.#byName.get(name)
  }

  /** The kind of a group of actions, see `Kind.groupOf`; a list that somebody changed may name any group. */
  ofGroup(group: string): Of | undefined {
    return this.#byName.get(group.split(" ", 1)[0] ?? "")
  }

  /**
   * The action that a value is, or undefined where it is none; in objects of its own, so that what becomes of the value changes nothing.
   * One that was not made here, but by another copy of the library, by hand or from JSON, is made anew, so that what is in it is checked.
   *
   * @throws {@link ResourceError} if it is not right.
   */
  actionFrom(value: unknown): ActionOfKind | undefined {
    if (typeof value !== "object" || value === null) return undefined
    const { kind: name } = value as Readonly<Record<string, unknown>>
    const kind = typeof name === "string" ? this.#byName.get(name) : undefined
    if (kind === undefined) return undefined
    const action = kind.isMadeHere(value) ? kind.own(value) : kind.from(value as Action)
    if (this.decimals !== undefined) markDecimals(kind, action, this.decimals)
    return { kind, action }
  }
}

/** An action that was just made is in objects of its own. */
function markDecimals(kind: Kind, action: Action, decimals: DeclaredDecimals): void {
  for (const fields of dataFieldsOf(kind, action)) decimals.markIn(fields)
}
