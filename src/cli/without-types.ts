import type { SourceMapData } from "./line-of-error.ts"

/** JavaScript, and what it was made of. */
export interface Compiled {
  readonly code: string
  /** Undefined where the code is the text itself. */
  readonly sourceMap: SourceMapData | undefined
}

/** The JavaScript that a text in TypeScript says; undefined where the text is not valid, or no compiler is there for this machine. */
export async function withoutTypes(path: string, text: string): Promise<Compiled | undefined> {
  const oxc = await import("oxc-transform").catch(() => undefined)
  const compiled = oxc?.transformSync(path, text, { sourcemap: true })
  if (compiled === undefined || compiled.errors.length > 0) return undefined
  return { code: compiled.code, sourceMap: compiled.map }
}
