import fc from "fast-check"
import { parse } from "parse5"
import type { DefaultTreeAdapterMap } from "parse5"
import { describe, expect, it } from "vitest"
import { EXAMPLE_SECRETS, exampleReport, quietReport } from "../../tests/browser/example-report.ts"
import { inFlagNames } from "../import/options/in-flag-names.ts"
import { reportPage } from "./report-page.ts"
import type { ReportPageData } from "./page/report-page-data.ts"
import type { RejectReason } from "../accounting/summary.ts"

type Node = DefaultTreeAdapterMap["node"]

/** Parses as browsers do. */
function parsed(page: string): Node {
  const errors: string[] = []
  const document = parse(page, { onParseError: ({ code }) => errors.push(code) })
  expect(errors).toEqual([])
  return document
}

/** All but the texts: elements with the names of their attributes, and the values of those that hold none of the data. */
function skeleton(node: Node): string {
  const attributes =
    "attrs" in node
      ? node.attrs.map(({ name, value }) => (name === "aria-label" ? name : `${name}=${value}`)).join(" ")
      : ""
  const children = "childNodes" in node ? node.childNodes.map(skeleton).join("") : ""
  return node.nodeName === "#text" ? "" : `<${node.nodeName} ${attributes}>${children}</>`
}

function textOf(node: Node): string {
  if ("value" in node) return node.value
  return "childNodes" in node && node.nodeName !== "style" ? node.childNodes.map(textOf).join("") : ""
}

const seen = (data: ReportPageData): string => textOf(parsed(reportPage(data))).replaceAll(/\s+/g, " ")

/** A report with a text of its own at each place that takes one. */
function withTexts(textAt: (place: number) => string, showValues: boolean): ReportPageData {
  const example = exampleReport()
  let place = 0
  const text = (): string => {
    place += 1
    return textAt(place)
  }
  const reasons = example.summary.rejectReasons.map((reason, index): RejectReason => ({
    ...reason,
    code: text(),
    // Advice is what reasons are grouped by.
    advice: `${index} ${text()}`,
    examples: reason.examples.map((example_) => ({ ...example_, message: text() })),
  }))
  return {
    ...example,
    showValues,
    target: text(),
    packageVersion: text(),
    nodeVersion: text(),
    endedAt: text(),
    settings: [{ name: text(), value: text() }],
    commands: [{ purpose: text(), command: text() }],
    summary: {
      ...example.summary,
      rejectReasons: reasons,
      importName: text(),
      startedAt: text(),
      source: { name: text(), sizeBytes: 5 },
      stopReason: { code: text(), message: text() },
      fields: { created: [text(), text()], filteredOut: [text()] },
      paths: { rejects: text() },
    },
  }
}

const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom("<", ">", '"', "'", "&", "/", "=", "`", "-", "!", "a", " ", "\0", "\n", "\u202e"),
  }),
  fc.constantFrom(
    "</title><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '" onload="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    "<!--",
    "--><script>",
    "]]><![CDATA[",
    "&lt;script&gt;",
    "<svg/onload=alert(1)>",
    "</table></main><h1>",
    "</pre></code>",
    "javascript:alert(1)",
    "${alert(1)}",
    "\ud800",
    "\u202emoc.live",
    "=HYPERLINK(1)",
  ),
)

describe("reportPage()", () => {
  it("lets nothing from the data break out, whatever it is", () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 40, maxLength: 40 }), fc.boolean(), (texts, showValues) => {
        const document = parsed(reportPage(withTexts((place) => texts[place] ?? "", showValues)))
        expect(skeleton(document)).toBe(
          skeleton(parsed(reportPage(withTexts((place) => `t${place}`, showValues)))),
        )
        expect(textOf(document)).not.toMatch(/[\0\u202a-\u202e\u2066-\u2069]/)
      }),
    )
  })

  it("loads nothing, runs nothing, and forbids both", () => {
    const page = reportPage(exampleReport())
    expect(page).not.toMatch(/<(script|link|img|iframe|object|embed|form|base)\b|\s(href|src|on\w+|style)=/i)
    expect(page).not.toMatch(/url\(|@import|@font-face|https?:/i)
    expect(page).toMatch(
      /Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-[\w+/]{43}=&#39;/,
    )
  })

  it("shows no values unless told to", () => {
    const masked = seen(exampleReport())
    const shown = seen({ ...exampleReport(), showValues: true })
    for (const secret of EXAMPLE_SECRETS) {
      expect(masked).not.toContain(secret)
      expect(shown).toContain(secret)
    }
    expect(masked).toContain("email: a valid address expected, got a***@e***.com")
    expect(shown).toContain("This page shows values of records")
  })

  it("says how it ended, what became of the records, what to do, and what to run", () => {
    const text = seen(exampleReport())
    for (const part of [
      "4,125,713 of 4,212,400 records were imported",
      "customers-2026.csv into Iterable (US data center)",
      "23 Nov 2026, 19:04 – 20:21 UTC",
      "It stopped before the end of the source",
      "iterable-data-import resume customers-2026",
      "What to do about the 81,237 records that were not imported",
      "Fix the address or userId, or map the other one.",
      "61,022 records 75.1% of these",
      "It took 2 runs with 29 min between them",
      "2 fields were dropped",
      "4 fields were added to the project",
      "Batches repaired",
    ]) {
      expect(text).toContain(part)
    }
    expect(text).not.toContain("do not add up")
  })

  it("groups reasons that ask for the same, with three examples at most, one of each reason first", () => {
    const text = seen(exampleReport())
    expect(text.match(/Look the user up in Iterable/g)).toHaveLength(1)
    expect(text).toMatch(/timeout at Iterable, 25 records\s+no-answer at Iterable, 8 records/)
    expect(text).toMatch(/33 records\s+< 0.1% of these\s+line 3,000,002 .* line 3,000,901 /)
  })

  it("says it loudly if the states do not add up", () => {
    const { records } = exampleReport().summary
    const summary = { ...exampleReport().summary, records: { ...records, pending: 0 } }
    expect(seen({ ...exampleReport(), summary })).toContain(
      "These add up to 4,211,900, not to the 4,212,400 records read. That is a fault of this program",
    )
  })

  it("leaves out what there is nothing to say of", () => {
    const text = seen(quietReport())
    expect(text).toContain("The one record was imported")
    for (const part of [
      "What to do",
      "Over time",
      "Fields",
      "Next",
      "Stopped",
      "Skipped",
      "Unknown M",
      "NaN",
      "undefined",
    ]) {
      expect(text).not.toContain(part)
    }
  })

  it("says of a dry run that nothing was sent", () => {
    const data = quietReport()
    const text = seen({ ...data, summary: { ...data.summary, dryRun: true } })
    expect(text).toContain("Dry run")
    expect(text).toContain("The one record would be imported")
    expect(text).toContain("checked without sending anything")
  })

  it("takes an import of nothing, and a history that is none", () => {
    const { history: _, ...data } = quietReport()
    const records = { read: 0, imported: 0, rejected: 0, skipped: 0, unknown: 0, pending: 0 }
    const text = seen({
      ...data,
      history: { version: 1, startedAtMs: 0, endedAtMs: 0, pointCount: 3, columns: { settled: [1] } },
      summary: { ...data.summary, records, durations: { totalMs: 0 } },
    })
    expect(text).toContain("No records were read")
    expect(text).not.toMatch(/NaN|Infinity|undefined/)
  })

  it("stays small", () => {
    expect(reportPage(exampleReport()).length).toBeLessThan(80_000)
  })
})

describe("reportPage() of an import that was typed", () => {
  const { summary, ...frame } = quietReport()
  const advice = "to run it all the same, retry with --overwrite-newer (overwriteNewer: true)"
  const failed: ReportPageData = {
    ...frame,
    summary: {
      ...summary,
      stopReason: { code: "TOO_MANY_REJECTS", message: "Too many. See the rejects, or raise maxRejects." },
      nothingImported: { code: "no-records", message: "If it may be empty, say allowEmpty: true." },
      rejectReasons: [{ stage: "validate", code: "overwrites-newer", count: 1, advice, examples: [] }],
    },
  }

  it("puts messages into the words of the command line", () => {
    const text = seen({ ...failed, wording: inFlagNames })
    expect(text).toContain("raise --max-rejects.")
    expect(text).toContain("say --allow-empty.")
    expect(text).toContain("retry with --overwrite-newer.")
  })

  it("names options as the library does elsewhere", () => {
    const text = seen(failed)
    expect(text).toContain("raise maxRejects.")
    expect(text).toContain("say allowEmpty: true.")
    expect(text).toContain("retry with --overwrite-newer (overwriteNewer: true).")
  })
})
