import { isThrown, ResourceError } from "../errors.ts"
import { asField, say } from "../messages/say.ts"

/** Makes a part of something larger. Errors within it name the part first: `user: email must be a string`. */
export function within<Part>(part: string, make: () => Part): Part {
  try {
    return make()
  } catch (error) {
    if (!isThrown(error, ResourceError)) throw error
    const field = error.field === "" ? part : `${part}.${error.field}`
    throw new ResourceError(say`${asField(part)}: ${error}`, field)
  }
}
