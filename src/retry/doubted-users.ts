import { identityKeys, identityOfUser } from "../actions/identity.ts"
import { overwritesUser } from "../actions/touch.ts"
import { userIn } from "../api/answer.ts"
import type { FileSystem } from "../platform/file-system.ts"
import type { Position } from "../sources/data-source.ts"
import { rejectLines } from "../sources/reject-lines.ts"
import type { FoundRejectLine } from "../sources/reject-lines.ts"
import { lineActions, sentActionsIn } from "./line-actions.ts"
import type { LineAction } from "./line-actions.ts"

/** The users of rejects that may have been applied, and would have overwritten what is stored of them. */
export class DoubtedUsers {
  /** The last such reject by the identity keys of its user, and, if nobody can tell of whom it is, under {@link ANYBODY}. */
  readonly #last = new Map<string, Position>()

  private constructor() {}

  /** Looks through a list of all rejects. */
  static async in(gatheredPath: string, files: FileSystem): Promise<DoubtedUsers> {
    const doubted = new DoubtedUsers()
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
    const sent = sentActionsIn(bytes)
    for (const action of sent) this.#noteKeys(overwrittenKeys(action) ?? [], reject.origin)
    if (reject.unknownCodes.length === 0 || sent.length > 0) return
    const actions = lineActions(bytes)
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
  const user = userIn(kind, wire)
  const keys = identityKeys(identityOfUser(user))
  if (keys.length === 0) return undefined
  return overwritesUser(kind, user) ? keys : []
}
