import { sep } from "node:path"
import { UsageError } from "../../errors.ts"
import { systemReason } from "../../platform/system-reason.ts"

/** Does something with a list. @throws {@link UsageError} that says which one, and why, where the system refuses it. */
export async function writingTo<Value>(
  path: string,
  { directory }: { readonly directory: string },
  act: () => Promise<Value>,
): Promise<Value> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof UsageError) throw error
    const advice = isInside(path, directory) ? " Name another directory with stateDir." : ""
    const message = `Cannot write the rejects to ${path}: ${systemReason(error)}.${advice}`
    throw new UsageError(message, { cause: error })
  }
}

/** Whether a list is in the import's directory; nobody chose another path for it. */
export function isInside(path: string, directory: string): boolean {
  return path.startsWith(`${directory}${sep}`)
}
