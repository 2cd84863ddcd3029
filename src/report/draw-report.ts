import { nodeVersion, packageVersion } from "../platform/package-version.ts"
import type { ReportPageData } from "./report-page-data.ts"

/** Draws the report of an import; what it takes is loaded only now. */
export async function drawReport(
  data: Omit<ReportPageData, "packageVersion" | "nodeVersion">,
): Promise<string> {
  const { reportPage } = await import("./report-page.ts")
  return reportPage({ ...data, packageVersion: await packageVersion(), nodeVersion })
}
