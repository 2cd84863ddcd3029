import { basename, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import type { NamedPlace } from "./place.ts"

/** What a path or a `file:` URL names; undefined for other addresses. */
export function namedPath(address: string | URL): NamedPlace | undefined {
  const path = pathOf(address)
  if (path === undefined) return undefined
  const absolute = resolve(path)
  // What is named by its place among devices and open files is something else another time.
  const keepsItsPlace = !/^\/(dev|proc)\//.test(absolute)
  return { name: basename(path), address: path, path: keepsItsPlace ? absolute : undefined }
}

function pathOf(address: string | URL): string | undefined {
  if (typeof address === "string") return address === "" ? undefined : address
  return address instanceof URL && address.protocol === "file:" ? fileURLToPath(address) : undefined
}
