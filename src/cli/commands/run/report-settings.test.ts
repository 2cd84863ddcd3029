import { expect, it } from "vitest"
import { reportSettings } from "./report-settings.ts"
import { runOptions } from "./run-options.ts"

it("reportSettings() tells what an import was told, and never the key", () => {
  const env = { ITERABLE_API_KEY: "canary" }
  const settingsWith = (flags: object): string =>
    reportSettings(runOptions("users.csv", { map: "map.ts", ...flags }, env))
      .map(({ name, value }) => `${name} ${value}`)
      .join("; ")
  expect(settingsWith({})).toBe(
    "File users.csv; Map file map.ts; --rate-limit as documented (default); --max-rejects 10% (default)",
  )
  expect(
    settingsWith({
      decimals: "score, order.total",
      rateLimit: "users=2,events=3",
      rateShare: "55%",
      maxRejects: "5",
      maxOutage: "2h",
      delimiter: "tab",
      format: "csv",
    }),
  ).toBe(
    'File users.csv; Map file map.ts; --format csv; --delimiter "\\t"; --decimals score,order.total; --rate-limit users=2,events=3; --rate-share 55%; --max-rejects 5; --max-outage 2 h 0 min',
  )
  expect(settingsWith({ rateLimit: "off" })).toContain("--rate-limit off")
})
