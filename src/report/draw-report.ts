import { nodeVersion, packageVersion } from "../platform/package-version.ts"
import type { ReportPageData } from "./page/report-page-data.ts"
import type { ReportFrame } from "./report-frame.ts"

/**
 * Draws the report of an import; what it takes is loaded only now.
 *
 * @param inFlagNames puts a message into the words of the command line
 */
export async function drawReport(
  { optionsAs, ...data }: ReportFrame & Omit<ReportPageData, "packageVersion" | "nodeVersion" | "wording">,
  inFlagNames: (message: string) => string,
): Promise<string> {
  const { reportPage } = await import("./report-page.ts")
  const wording = optionsAs === "flags" ? inFlagNames : undefined
  return reportPage({ ...data, wording, packageVersion: await packageVersion(), nodeVersion })
}
