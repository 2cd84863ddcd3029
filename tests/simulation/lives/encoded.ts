/** How a spreadsheet saves a list that is to be corrected, if not as UTF-8. */
export type SavedAs = "windows-1252" | "utf-16"

/** A list as a spreadsheet saves it. */
export function encoded(text: string, savedAs: SavedAs | undefined): string | Buffer {
  switch (savedAs) {
    case undefined:
      return text
    case "utf-16":
      return Buffer.from(text, "utf16le")
    case "windows-1252":
      // All characters of our stories are where Latin-1 has them.
      return Buffer.from(text.replace("\uFEFF", ""), "latin1")
  }
}
