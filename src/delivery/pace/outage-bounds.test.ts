import { expect, it } from "vitest"
import { outageBounds } from "./outage-bounds.ts"

it("gives up sooner on a server that was never reached, unless a bound was asked for", () => {
  expect(outageBounds(undefined)).toEqual({ maxOutageMs: 600_000, maxUnreachedMs: 60_000 })
  for (const asked of [500, 30_000, 180_000, 3_600_000])
    expect(outageBounds(asked)).toEqual({ maxOutageMs: asked, maxUnreachedMs: asked })
})
