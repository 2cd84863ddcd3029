import { describe, expect, it } from "vitest"
import { retryCommandOf } from "./retry-command-of.ts"

describe("retryCommandOf()", () => {
  it("keeps what says where and how to send, and leaves out what only an import has", () => {
    expect(
      retryCommandOf(
        "npx idi run a.csv -m 'my map.ts' --max-rejects off --base-url=http://x --json --state-dir s --name n",
        "n",
      ),
    ).toBe("npx idi retry n -m 'my map.ts' --base-url=http://x --state-dir s")
    expect(retryCommandOf("node '/my run/main.cjs' run --map map.ts -- -a.csv", "-a.csv")).toBe(
      "node '/my run/main.cjs' retry --map map.ts -- -a.csv",
    )
  })

  it("makes nothing of a command of another kind", () => {
    expect(retryCommandOf("npm start", "a.csv")).toBeUndefined()
  })
})
