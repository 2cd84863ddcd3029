import { existsSync, readFileSync } from "node:fs"

/** A schema of Swagger 2.0, as far as the tests look into it. */
export interface SwaggerSchema {
  readonly $ref?: string
  readonly type?: string
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, SwaggerSchema>>
  readonly items?: SwaggerSchema
}

/** What one endpoint declares. */
export interface SwaggerOperation {
  readonly description?: string
  readonly parameters?: readonly { readonly in: string; readonly schema?: SwaggerSchema }[]
  readonly responses: Readonly<Record<string, { readonly schema?: SwaggerSchema }>>
}

/** Iterable's API documentation. Source: https://api.iterable.com/api-docs */
export interface Swagger {
  readonly definitions: Readonly<Record<string, SwaggerSchema>>
  readonly paths: Readonly<Record<string, Readonly<Record<string, SwaggerOperation>>>>
}

const FILE = new URL("../../../shared/api-docs.json", import.meta.url)

/** Reads the documentation if it lies beside the repository, which does not hold a copy; else gives `null`. */
export function readSwagger(): Swagger | null {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, "utf8")) as Swagger) : null
}
