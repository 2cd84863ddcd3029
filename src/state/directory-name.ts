import { hash } from "node:crypto"

/** No character takes more than four bytes, and no file system takes names of more than 255. */
const MAX_NAME_CHARACTERS = 60

/** A name for a directory, from any text. */
export function directoryName(importName: string): string {
  const name = importName.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^\.+/, "")
  const characters = Array.from(name)
  if (characters.length <= MAX_NAME_CHARACTERS) return name === "" ? "import" : name
  // Two long names that begin alike are still two.
  const digest = hash("sha256", importName, "hex").slice(0, 8)
  return `${characters.slice(0, MAX_NAME_CHARACTERS - 9).join("")}-${digest}`
}
