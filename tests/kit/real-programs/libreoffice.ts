import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { succeeds } from "./real-program.ts"
import type { RealProgram } from "./real-program.ts"
import type { RealRow } from "./real-rows.ts"

/** What LibreOffice asks for when it saves CSV: what separates, what quotes, the encoding, and whether all texts are quoted. */
const WAYS: Readonly<Record<string, string>> = {
  "libreoffice.csv": "44,34,76,1,,0,false,true",
  "libreoffice-quoted.csv": "44,34,76,1,,0,true,true",
  "libreoffice-semicolon.csv": "59,34,76,1,,0,false,true",
  "libreoffice-windows-1252.csv": "59,34,1,1,,0,false,true",
  "libreoffice-unicode.csv": "9,34,65535,1,,0,false,true",
  "libreoffice-tabs.tsv": "9,34,76,1,,0,false,true",
  "libreoffice-single-quotes.csv": "44,39,76,1,,0,true,true",
}

/** LibreOffice Calc. */
export const LIBREOFFICE: RealProgram = {
  name: "libreoffice",
  isInstalled: () => succeeds("soffice", "--version"),
  save: (folder, files) => {
    const home = mkdtempSync(join(tmpdir(), "libreoffice-"))
    try {
      for (const [name, rows] of files) {
        const sheet = join(home, name.replace(/\.\w+$/, ".fods"))
        writeFileSync(sheet, spreadsheet(rows))
        const extension = name.replace(/^.*\./, "")
        const filter = `${extension}:Text - txt - csv (StarCalc):${WAYS[name]}`
        const args = [
          `-env:UserInstallation=file://${home}/user`,
          "--headless",
          "--convert-to",
          filter,
          "--outdir",
          folder,
          sheet,
        ]
        execFileSync("soffice", args, { stdio: "ignore" })
      }
    } finally {
      rmSync(home, { recursive: true })
    }
  },
}

/** A spreadsheet whose cells are texts. */
function spreadsheet(rows: readonly RealRow[]): string {
  const all = [["note", "email", "again"], ...rows.map(({ again, email, note }) => [note, email, again])]
  const lines = all.map((row) => `<table:table-row>${row.map(cell).join("")}</table:table-row>`)
  return `<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"
  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
  office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:body><office:spreadsheet><table:table table:name="t">${lines.join("\n")}</table:table></office:spreadsheet></office:body>
</office:document>`
}

function cell(text: string | null): string {
  if (text === null) return "<table:table-cell/>"
  const paragraphs = text.split("\n").map((line) => `<text:p>${inXml(line)}</text:p>`)
  return `<table:table-cell office:value-type="string">${paragraphs.join("")}</table:table-cell>`
}

function inXml(line: string): string {
  const marks: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    " ": "<text:s/>",
    "\t": "<text:tab/>",
  }
  return line.replaceAll(/[&< \t]/g, (found) => marks[found] ?? found)
}
