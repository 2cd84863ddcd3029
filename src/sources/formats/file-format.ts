import { ALL_FORMATS } from "./all-formats.ts"

/** A format in which a source file can be read. */
export type FileFormat = (typeof ALL_FORMATS)[number]["name"]

/** The formats in which a source file can be read, by their names in capitals. */
export const FileFormat: { readonly [Name in FileFormat as Uppercase<Name>]: Name } = Object.fromEntries(
  ALL_FORMATS.map(({ name }) => [name.toUpperCase(), name]),
) as never
