import { describe, expect, it } from "vitest"
import { heldBytes } from "../../../../tests/kit/held-bytes.ts"
import { ByteWindow } from "./byte-window.ts"

describe("ByteWindow", () => {
  it.each([
    ["ASCII", "ada.lovelace@example.com", (window: ByteWindow, to: number) => window.latin1(0, to)],
    ["not ASCII", "ada.lovelace@exämple.com", (window: ByteWindow, to: number) => window.decode(0, to)],
    ["long", "Zürich ".repeat(20), (window: ByteWindow, to: number) => window.decode(0, to)],
  ])("gives texts that do not keep it in memory: %s", (_, text, take) => {
    const bytes = Buffer.alloc(65_536, text)
    const kept: (string | undefined)[] = []
    const before = heldBytes()
    for (let chunk = 0; chunk < 300; chunk += 1) {
      const window = new ByteWindow(0)
      window.push(bytes)
      kept.push(take(window, Buffer.byteLength(text)))
    }
    expect(heldBytes() - before).toBeLessThan(5e6)
    expect(new Set(kept)).toEqual(new Set([text]))
  })
})
