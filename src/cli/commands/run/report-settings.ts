import type { DeliveryOptions, ReportOptions } from "../../../index.ts"
import { COMMON_OPTIONS } from "../../../import/options/common-options.ts"
import { durationText } from "../../texts/duration-text.ts"
import type { RunOptions } from "./run-options.ts"

/** What an import was told, for its report: what matters is there even if it was told nothing. */
export function reportSettings(options: RunOptions): NonNullable<ReportOptions["settings"]> {
  const { filePath, mapPath } = options
  const { delimiter, idsFrom, maxRejects, sourceFileFormat } = options.typed
  const { decimals, maxOutageMs, rateLimits, rateShare } = options.delivery
  const told: readonly (readonly [name: string, value: string | undefined])[] = [
    ["File", filePath],
    ["Map file", mapPath],
    ["--format", sourceFileFormat],
    ["--delimiter", delimiter === undefined ? undefined : JSON.stringify(delimiter)],
    ["--ids-from", idsFrom?.join(",")],
    ["--decimals", decimals?.join(",")],
    ["--rate-limit", limitsText(rateLimits)],
    ["--rate-share", rateShare === undefined ? undefined : `${+(rateShare * 100).toFixed(2)}%`],
    [
      "--max-rejects",
      maxRejects === undefined ? `${COMMON_OPTIONS.maxRejects.default} (default)` : String(maxRejects),
    ],
    ["--max-outage", maxOutageMs === undefined ? undefined : durationText(maxOutageMs)],
  ]
  return told.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))
}

function limitsText(limits: DeliveryOptions["rateLimits"]): string {
  if (limits === undefined) return "as documented (default)"
  if (limits === "off") return limits
  return Object.entries(limits)
    .map(([channel, perSecond]) => `${channel}=${perSecond}`)
    .join(",")
}
