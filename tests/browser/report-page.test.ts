import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { source as axeSource } from "axe-core"
import { chromium } from "playwright-core"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { reportPage } from "../../src/report/report-page.ts"
import type { ReportPageData } from "../../src/report/page/report-page-data.ts"
import { exampleReport, quietReport } from "./example-report.ts"
import { findChromium } from "./find-chromium.ts"

const directory = mkdtempSync(join(tmpdir(), "report-page-"))
const browser = await launched()

async function launched(): Promise<Browser | undefined> {
  try {
    // Chromium's own sandbox cannot be had in most containers; the page is ours.
    return await chromium.launch({ ...findChromium(), args: ["--no-sandbox", "--disable-gpu"] })
  } catch (error) {
    if (process.env["CI"] !== undefined) throw error
    console.warn(
      `\n*** LEFT OUT: the report page was NOT tested in a browser, since none could be started. Set CHROMIUM_PATH. ***\n${String(error)}\n`,
    )
    return undefined
  }
}

/** Everything that could run, if it were not escaped. */
const ATTACK = `</title></style></script><script>window.broken=1</script><img src="http://127.0.0.1:9/x" onerror="window.broken=1">"'><svg onload=window.broken=1>${"W".repeat(300)}`

function hostileReport(): ReportPageData {
  const example = exampleReport()
  const { summary } = example
  return {
    ...example,
    showValues: true,
    target: ATTACK,
    settings: [{ name: ATTACK, value: ATTACK }],
    commands: [{ purpose: ATTACK, command: ATTACK }],
    summary: {
      ...summary,
      importName: ATTACK,
      source: { name: ATTACK },
      stopReason: { code: ATTACK, message: ATTACK },
      rejectReasons: summary.rejectReasons.map((reason) => ({
        ...reason,
        code: ATTACK,
        advice: ATTACK,
        examples: reason.examples.map((example_) => ({ ...example_, message: ATTACK })),
      })),
      fields: { created: [ATTACK], filteredOut: [ATTACK] },
      paths: { rejects: ATTACK },
    },
  }
}

const PAGES = { example: exampleReport(), quiet: quietReport(), hostile: hostileReport() }
const TITLES: Readonly<Record<keyof typeof PAGES, string>> = {
  example: "customers-2026.csv: import report",
  quiet: "users.ndjson: import report",
  hostile: `${ATTACK}: import report`,
}
const CHARTS: Readonly<Record<keyof typeof PAGES, number>> = { example: 4, quiet: 0, hostile: 4 }
const GROUNDS = { light: "rgb(253, 253, 251)", dark: "rgb(20, 23, 26)" } as const

const CASES = (["example", "quiet", "hostile"] as const).flatMap((name) =>
  (["light", "dark"] as const).flatMap((colorScheme) =>
    [320, 1280].map((width) => ({ name, colorScheme, width })),
  ),
)

const urlOf = (name: keyof typeof PAGES): string => pathToFileURL(join(directory, `${name}.html`)).href

describe.skipIf(browser === undefined)("report.html in Chromium", () => {
  beforeAll(() => {
    for (const [name, data] of Object.entries(PAGES)) {
      writeFileSync(join(directory, `${name}.html`), reportPage(data))
    }
  })

  afterAll(async () => {
    await browser?.close()
    rmSync(directory, { recursive: true, force: true })
  })

  it.each(CASES)("$name, $colorScheme, $width pixels wide", async ({ colorScheme, name, width }) => {
    const { complaints, page, requests } = await opened({ colorScheme, width })
    await page.goto(urlOf(name))
    expect(await page.title()).toBe(TITLES[name])
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe(GROUNDS[colorScheme])
    expect(await overflow(page)).toEqual([])
    expect(await chartsDrawn(page)).toEqual(Array.from({ length: CHARTS[name] }, () => "drawn"))
    await page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    expect(await overflow(page)).toEqual([])
    expect(await axeViolations(page)).toEqual([])
    expect(await page.evaluate("window.broken ?? 'whole'")).toBe("whole")
    expect(requests).toEqual([urlOf(name)])
    expect(complaints).toEqual([])
    await page.close()
  })

  it("is printed dark on light, whatever the screen, and nothing is cut off", async () => {
    const { complaints, page } = await opened({ colorScheme: "dark", width: 700 })
    await page.goto(urlOf("example"))
    await page.emulateMedia({ media: "print", colorScheme: "dark" })
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe(GROUNDS.light)
    expect(await overflow(page)).toEqual([])
    expect(complaints).toEqual([])
    await page.close()
  })

  it("would notice what it looks for", async () => {
    const { complaints, page, requests } = await opened({ colorScheme: "light", width: 320 })
    const bad = reportPage(exampleReport())
      .replace("</main>", '<p style="color:red">x</p><img src="x.png"><pre class="wide"></pre></main>')
      .replaceAll(/<path class="area accent" d="[^"]+"/g, '<path class="area accent" d=""')
      .replace("--quiet:#5a6268", "--quiet:#e0e0e0")
    writeFileSync(join(directory, "bad.html"), bad.replace(/style-src [^;]+/, "style-src 'unsafe-inline'"))
    await page.goto(pathToFileURL(join(directory, "bad.html")).href)
    await page.evaluate("document.querySelector('.wide').style.width = '900px'")
    expect(await overflow(page)).toContain("pre.wide")
    expect(await chartsDrawn(page)).toContain("empty")
    expect(await axeViolations(page)).toEqual(expect.arrayContaining(["color-contrast", "image-alt"]))
    expect(requests.length + complaints.length).toBeGreaterThan(1)
    await page.close()
  })
})

interface OpenedPage {
  readonly page: Page
  /** What the console said, and what was thrown. */
  readonly complaints: readonly string[]
  readonly requests: readonly string[]
}

async function opened({
  colorScheme,
  width,
}: {
  readonly colorScheme: "light" | "dark"
  readonly width: number
}): Promise<OpenedPage> {
  if (browser === undefined) throw new Error("there is no browser")
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } })
  const complaints: string[] = []
  const requests: string[] = []
  page.on("console", (message) => complaints.push(message.text()))
  page.on("pageerror", (error) => complaints.push(error.message))
  page.on("request", (request) => requests.push(request.url()))
  return { page, complaints, requests }
}

/** The elements that reach beyond the page's right edge, and `html` if the page can be scrolled sideways. */
async function overflow(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`(() => {
    const width = document.documentElement.clientWidth
    const beyond = [...document.querySelectorAll("main *, footer")].filter(
      (element) => element.getBoundingClientRect().right > width + 0.5 && element.closest(".sr") === null,
    )
    const names = beyond.map((element) => element.localName + "." + (element.getAttribute("class") ?? ""))
    return document.documentElement.scrollWidth > width ? [...names, "html"] : names
  })()`)
}

/** Of each chart whether its first line and its labels take room. */
async function chartsDrawn(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll("figure.chart")].map((figure) => {
    const path = figure.querySelector(".plot path.area")
    const box = path.getBoundingClientRect()
    const labels = [...figure.querySelectorAll(".plot text")].map((text) => text.getBoundingClientRect())
    const isStroked = getComputedStyle(path).stroke.startsWith("rgb")
    const isDrawn = path.getTotalLength() > 100 && box.width > 150 && isStroked
    return isDrawn && labels.length > 4 && labels.every(({ height, width }) => height > 5 && width > 3) ? "drawn" : "empty"
  })`)
}

async function axeViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource)
  return page.evaluate<string[]>(`axe.run(document).then(({ violations }) =>
    violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id }) => id))`)
}
