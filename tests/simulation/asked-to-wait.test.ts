import { expect, it } from "vitest"
import { quiet } from "./quiet-scenario.ts"
import { simulate } from "./simulate.ts"

it.each([
  ["fail", { kind: "status", status: 500 }, "OUTAGE"],
  ["are blocked on the way", { kind: "status", status: 403, body: "html" }, "API_FORBIDDEN"],
] as const)(
  "where users are to wait for hours, no request without records goes there to learn why all purchases %s",
  async (_, fault, code) => {
    const record = (seq: number, kind: "user" | "purchase") => ({
      seq,
      kind,
      email: `p${seq}@example.com`,
      fields: { seq },
      mergeNestedObjects: false,
    })
    const scenario = quiet([record(1, "user"), record(2, "purchase"), record(3, "purchase")], {
      behavior: { trackUnknownUser: "create" },
      faults: [
        { fault: { kind: "rate-limited", resetSeconds: 7_200 }, endpoint: "users/bulkUpdate" },
        { fault, endpoint: "commerce/trackPurchase" },
      ],
    })
    const done = await simulate(scenario)
    expect(done.exchanges.filter(({ channel }) => channel === "users")).toHaveLength(1)
    expect(done.stop).toMatchObject({ code })
    expect(done.ledger.records.pending).toBeGreaterThan(0)
  },
)
