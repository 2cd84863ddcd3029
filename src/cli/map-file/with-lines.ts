import { basename, resolve } from "node:path"
import { isThrown, letSay, propertyOf, saidBy } from "../../errors.ts"
import { asOurs, say } from "../../messages/say.ts"
import { lineOfError } from "./line-of-error.ts"
import type { LoadedMapFunction } from "./load-map-file.ts"

/** To look into a stack takes longer than to import a record; whoever reads rejects reads the first ones. */
const MAX_LINES = 1_000

/** The same function; the first errors that it throws say on which line of the map file they came up. */
export function withLines(mapFunction: LoadedMapFunction, mapPath: string): LoadedMapFunction {
  const path = resolve(mapPath)
  let left = MAX_LINES
  const rethrow = (error: unknown): never => {
    if (left > 0 && isThrown(error, Error)) {
      left -= 1
      const message = propertyOf(error, "message")
      const line = lineOfError(path, error)
      const place = ` (${basename(path)}, line ${line})`
      // It may be one error that is thrown again and again, or one that nobody can change.
      if (line !== undefined && typeof message === "string" && !message.endsWith(place))
        letSay(error, say`${{ ...saidBy(error), message }}${asOurs(place)}`)
    }
    throw error
  }
  return (record, position) => {
    try {
      const result = mapFunction(record, position)
      return result instanceof Promise ? result.catch(rethrow) : result
    } catch (error) {
      return rethrow(error)
    }
  }
}
