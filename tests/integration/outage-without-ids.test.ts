import { expect, it, vi } from "vitest"
import { brokenPromises } from "../kit/broken-promises.ts"
import { runProxied } from "../kit/proxied-import.ts"
import { seededRandom } from "../kit/seeded-random.ts"

it.each(["events", "purchases"] as const)(
  "a server that is gone is given up though nothing may be sent again: %s",
  async (kind) => {
    const random = seededRandom(1)
    vi.spyOn(Math, "random").mockImplementation(() => random() * 0.02)
    const found = await runProxied(
      {
        kind,
        ids: "none",
        records: 400,
        requestTimeoutMs: 600,
        maxOutageMs: 1_200,
        plan: {
          onRequest: ({ number }) =>
            number >= 4
              ? { name: "black hole", forward: "never", ending: "hang", leaves: "doubt" }
              : undefined,
        },
      },
      (result) => ({
        broken: brokenPromises(result),
        stop: result.stop?.code,
        records: result.summary.records,
      }),
    )
    expect(found.broken).toEqual([])
    expect(found.stop).toBe("OUTAGE")
  },
)
