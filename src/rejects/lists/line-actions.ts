import { isJsonObject } from "../../json/json-object.ts"
import type { JsonObject } from "../../json/json-object.ts"
import type { Kind } from "../../kinds/kind.ts"
import type { Kinds } from "../../kinds/kinds.ts"

/** An action that a line of `rejects.ndjson` says failed. */
export interface LineAction {
  readonly kind: Kind
  /** With its endpoint's names; only the kind where the line does not say what was sent. */
  readonly wire: JsonObject
}

/** The actions that a line says failed, as far as it names them. */
export function lineActions(bytes: Buffer, kinds: Kinds): readonly LineAction[] {
  const { action, more } = JSON.parse(bytes.toString("utf8")) as { action?: unknown; more?: unknown }
  const others: readonly unknown[] = Array.isArray(more) ? more : []
  const further = others.map((one) => (isJsonObject(one) ? one["action"] : undefined))
  return actionsIn([action, ...further], kinds)
}

/** The actions that a line says a retry may have sent. */
export function sentActionsIn(bytes: Buffer, kinds: Kinds): readonly LineAction[] {
  const { sent } = JSON.parse(bytes.toString("utf8")) as { sent?: unknown }
  return Array.isArray(sent) ? actionsIn(sent, kinds) : []
}

function actionsIn(values: readonly unknown[], kinds: Kinds): readonly LineAction[] {
  return values.flatMap((one) => {
    const kind = isJsonObject(one) && typeof one["kind"] === "string" ? kinds.named(one["kind"]) : undefined
    return kind === undefined ? [] : [{ kind, wire: one as JsonObject }]
  })
}
