import type { ImportActionKind } from "../actions/import-action.ts"
import { isJsonObject } from "../api/json-object.ts"
import type { JsonObject } from "../api/json-object.ts"
import { CHANNEL_OF } from "../api/channel.ts"

/** An action that a line of `rejects.ndjson` says failed. */
export interface LineAction {
  readonly kind: ImportActionKind
  /** With its endpoint's names; only the kind where the line does not say what was sent. */
  readonly wire: JsonObject
}

/** The actions that a line says failed, as far as it names them. */
export function lineActions(bytes: Buffer): readonly LineAction[] {
  const { action, more } = JSON.parse(bytes.toString("utf8")) as { action?: unknown; more?: unknown }
  const others: readonly unknown[] = Array.isArray(more) ? more : []
  return actionsIn([action, ...others.map((one) => (isJsonObject(one) ? one["action"] : undefined))])
}

/** The actions that a line says a retry may have sent. */
export function sentActionsIn(bytes: Buffer): readonly LineAction[] {
  const { sent } = JSON.parse(bytes.toString("utf8")) as { sent?: unknown }
  return Array.isArray(sent) ? actionsIn(sent) : []
}

function actionsIn(values: readonly unknown[]): readonly LineAction[] {
  return values.flatMap((one) => {
    const kind = isJsonObject(one) ? kindIn(one) : undefined
    return kind === undefined ? [] : [{ kind, wire: one as JsonObject }]
  })
}

function kindIn({ kind }: JsonObject): ImportActionKind | undefined {
  return typeof kind === "string" && Object.hasOwn(CHANNEL_OF, kind) ? (kind as ImportActionKind) : undefined
}
