import type { SourceMapData } from "./line-of-error.ts"

/** JavaScript, and what it was made of. */
export interface Compiled {
  readonly code: string
  /** Undefined where the code is the text itself. */
  readonly sourceMap: SourceMapData | undefined
}

/**
 * Fields that a constructor's parameters declare: oxc sets them before the other fields of a class, as TypeScript does, and Babel after
 * them. The order decides upon the ids that are derived of events, so that one of the two has to compile them wherever that is.
 */
const PARAMETER_FIELDS = /\bconstructor\s*\([^]*?\b(?:public|private|protected|readonly|override)\b/

/** The JavaScript that a text in TypeScript says; undefined where that is left to Babel, the text is not valid, or there is no oxc for this machine. */
export async function withoutTypes(path: string, text: string): Promise<Compiled | undefined> {
  if (PARAMETER_FIELDS.test(text)) return undefined
  try {
    const { transformSync } = await import("oxc-transform")
    const { code, errors, map } = transformSync(path, text, { sourcemap: true })
    return errors.length === 0 ? { code, sourceMap: map } : undefined
  } catch {
    return undefined
  }
}
