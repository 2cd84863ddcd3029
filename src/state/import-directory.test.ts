import { describe, expect, it } from "vitest"
import { plainJournalEntry } from "../../tests/kit/plain-journal-entry.ts"
import type { JournalEntry } from "../journal/journal-entry.ts"
import { chooseDirectory } from "./import-directory.ts"
import type { FileToImport, FoundDirectory } from "./import-directory.ts"

const FINGERPRINT = { sizeBytes: 20, modifiedMs: 5.5, head: "ab", tail: "cd" }
const OTHER = { ...FINGERPRINT, head: "ef" }
const FILE: FileToImport = { importName: "users.csv", sourcePath: "../a/users.csv", fingerprint: FINGERPRINT }
const FILE_OF_B: FileToImport = { ...FILE, sourcePath: "../b/users.csv" }
/** A digest of `../b/users.csv`. */
const OWN_OF_B = chooseDirectory({ ...FILE_OF_B, fingerprint: OTHER }, [
  found("users.csv", { name: "users.csv", path: "../a/users.csv", fingerprint: FINGERPRINT }),
])

function found(directoryName: string, source: JournalEntry["source"], hasOtherFile = false): FoundDirectory {
  return {
    directoryName,
    hasOtherFile,
    journal: { kind: "entry", entry: plainJournalEntry({ source }) },
  }
}
const source = (path: string, fingerprint: object = FINGERPRINT): JournalEntry["source"] => ({
  name: "users.csv",
  path,
  fingerprint,
})

describe("chooseDirectory()", () => {
  it("is that of the name where nobody has it", () => {
    expect(chooseDirectory(FILE, [])).toBe("users.csv")
    expect(chooseDirectory(FILE, [found("users.csv-0123abcd", source("../c/users.csv", OTHER))])).toBe(
      "users.csv",
    )
  })

  it("is another one where a file in another folder has that", () => {
    expect(OWN_OF_B).toMatch(/^users\.csv-[0-9a-f]{8}$/)
    // A copy of it is another file, too, while both are there.
    expect(chooseDirectory(FILE_OF_B, [found("users.csv", source("../a/users.csv"), true)])).toBe(OWN_OF_B)
  })

  it("is never that of an import that was given a name, be it the name of the file", () => {
    for (const fingerprint of [FINGERPRINT, OTHER]) {
      const entry = plainJournalEntry({
        importName: "users.csv",
        source: { name: "monday.csv", fingerprint },
      })
      const named: FoundDirectory = {
        directoryName: "users.csv",
        hasOtherFile: false,
        journal: { kind: "entry", entry },
      }
      expect(chooseDirectory(FILE_OF_B, [named])).toBe(OWN_OF_B)
    }
  })

  it("stays the same, whatever comes beside it and whatever is in the file then", () => {
    const both = [found("users.csv", source("../a/users.csv")), found(OWN_OF_B, source("../b/users.csv"))]
    for (const fingerprint of [FINGERPRINT, OTHER]) {
      expect(chooseDirectory({ ...FILE, fingerprint }, both)).toBe("users.csv")
      expect(chooseDirectory({ ...FILE_OF_B, fingerprint }, both)).toBe(OWN_OF_B)
    }
  })

  it("is found where its journal cannot be read, or is of an earlier release", () => {
    const unreadable: FoundDirectory["journal"] = { kind: "unreadable", code: "torn", message: "" }
    for (const directoryName of ["users.csv", OWN_OF_B])
      expect(chooseDirectory(FILE_OF_B, [{ directoryName, hasOtherFile: false, journal: unreadable }])).toBe(
        directoryName,
      )
    expect(chooseDirectory(FILE_OF_B, [found("users.csv", { name: "users.csv" })])).toBe("users.csv")
  })

  it("goes with a file that was moved, as long as that is the same", () => {
    const before = found("users.csv", source("../a/users.csv"))
    expect(chooseDirectory(FILE_OF_B, [before])).toBe("users.csv")
    const touched = { ...FILE_OF_B, fingerprint: { ...FINGERPRINT, modifiedMs: 6 } }
    expect(chooseDirectory(touched, [before])).toBe("users.csv")
    expect(chooseDirectory({ ...FILE_OF_B, fingerprint: OTHER }, [before])).toBe(OWN_OF_B)
  })
})
