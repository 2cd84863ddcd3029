import { readFile } from "node:fs/promises"
import { pathToFileURL } from "node:url"
import { lineOfError } from "./line-of-error.ts"

/** What a module begins with that imports, by their names, parts of this library or of Node.js, and nothing else. */
const HEAD =
  /^(?:#!.*)?(?:[\s;]+|\/\/.*|\/\*[^]*?\*\/|import\b[\w$\s{},]*(["'])(?:iterable-data-import|node:[\w/]+)\1(?=[ \t]*(?:[;\r\n]|\/[/*])))*/
/** What Node.js would do otherwise here than where the file lies, or is CommonJS; to find it in a text or a comment does no harm. */
const NOT_PLAIN = /\b(?:import|require|module|exports|__dirname|__filename|sourceMappingURL)\b/

/**
 * Imports a module as Node.js itself does, where it is plain JavaScript that asks for nothing but this library and Node.js. Gives
 * undefined where it is not, or the library itself is in TypeScript, or Node.js cannot compile or link it, before any of it has run.
 *
 * Node.js finds a package by where the file lies alone. So it is given the text, with the library's URL in it.
 *
 * @throws what the module throws.
 */
export async function importPlainModule(path: string, libraryUrl: string): Promise<unknown> {
  if (!isJavaScript(path) || !isJavaScript(libraryUrl)) return undefined
  const text = await readFile(path, "utf8")
  const head = HEAD.exec(text)?.[0] ?? ""
  const rest = text.slice(head.length)
  if (NOT_PLAIN.test(rest)) return undefined
  const linkedHead = head.replaceAll(/(["'])iterable-data-import\1/g, () => JSON.stringify(libraryUrl))
  // For stack traces: the lines are the file's.
  const code = `${linkedHead}${rest}\n//# sourceURL=${pathToFileURL(path).href}`
  try {
    return (await import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`)) as unknown
  } catch (error) {
    if (isOfNode(error) && lineOfError(path, error) === undefined) return undefined
    throw error
  }
}

function isJavaScript(name: string): boolean {
  return /\.m?js$/.test(name)
}

/** Whether an error is one that Node.js throws for a module that it cannot compile or link; where the module itself throws one, it stands in the stack. */
function isOfNode(error: unknown): boolean {
  if (error instanceof SyntaxError) return true
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_")
}
