import { ALL_KINDS } from "../../src/kinds/all-kinds.ts"
import type { ImportAction } from "../../src/kinds/all-kinds.ts"
import type { ActionOfKind, Kind } from "../../src/kinds/kind.ts"

/** The kind of that name. */
export function kindNamed(name: string): Kind {
  const kind = ALL_KINDS.named(name)
  if (kind === undefined) throw new Error(`there is no kind ${name}`)
  return kind
}

/** An action with its kind. */
export function ofKind(action: ImportAction): ActionOfKind {
  return { action, kind: kindNamed(action.kind) }
}
