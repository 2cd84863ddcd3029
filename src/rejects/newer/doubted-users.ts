import { identityKeys, identityOfUser } from "../../actions/identity.ts"
import { overwritesUser } from "../../kinds/kind.ts"
import type { Kinds } from "../../kinds/kinds.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import type { Position } from "../../sources/data-source.ts"
import { rejectLines } from "../reading/reject-lines.ts"
import type { FoundRejectLine } from "../reading/reject-lines.ts"
import { lineActions, sentActionsIn } from "../lists/line-actions.ts"
import type { LineAction } from "../lists/line-actions.ts"

/** The users of rejects that may have been applied, and would have overwritten what is stored of them. */
export class DoubtedUsers {
  /** The last such reject by the identity keys of its user, and, if nobody can tell of whom it is, under {@link ANYBODY}. */
  readonly #last = new Map<string, Position>()

  readonly #kinds: Kinds

  private constructor(kinds: Kinds) {
    this.#kinds = kinds
  }

  /** Looks through a list of all rejects. */
  static async in(gatheredPath: string, kinds: Kinds, files: FileSystem): Promise<DoubtedUsers> {
    const doubted = new DoubtedUsers(kinds)
    for await (const lines of rejectLines(gatheredPath, files)) for (const line of lines) doubted.#note(line)
    return doubted
  }

  /** The last record that may be about one of these users, if it comes later than one. */
  after(keys: readonly string[], { recordNumber }: Position): Position | undefined {
    return [ANYBODY, ...keys]
      .map((key) => this.#last.get(key))
      .find((last) => (last?.recordNumber ?? 0) > recordNumber)
  }

  #note({ bytes, reject }: FoundRejectLine): void {
    if (reject?.origin === undefined) return
    const sent = sentActionsIn(bytes, this.#kinds)
    for (const action of sent) this.#noteKeys(overwrittenKeys(action) ?? [ANYBODY], reject.origin)
    if (reject.unknownCodes.length === 0 || sent.length > 0) return
    const actions = lineActions(bytes, this.#kinds)
    if (actions.length === 0) this.#noteKeys([ANYBODY], reject.origin)
    for (const action of actions) this.#noteKeys(overwrittenKeys(action) ?? [ANYBODY], reject.origin)
  }

  #noteKeys(keys: readonly string[], position: Position): void {
    for (const key of keys)
      if (position.recordNumber > (this.#last.get(key)?.recordNumber ?? 0)) this.#last.set(key, position)
  }
}

const ANYBODY = ""

/** The keys of the user whom an action would overwrite, if it does so; undefined: nothing is said of what was sent. */
function overwrittenKeys({ kind, wire }: LineAction): readonly string[] | undefined {
  const user = kind.endpoint.form.userIn(wire)
  const keys = identityKeys(identityOfUser(user))
  if (keys.length === 0) return undefined
  return overwritesUser(kind, user) ? keys : []
}
