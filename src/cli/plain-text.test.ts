import { expect, it } from "vitest"
import { plainText } from "./plain-text.ts"

it("plainText() takes out what could command a terminal, and keeps all else", () => {
  expect(plainText("\u001B[2Jred\u001B[31m Zoë\r\n大阪\u0007\u202Egnp.exe")).toBe(
    "[2Jred [31m Zoë 大阪 gnp.exe",
  )
})

it("plainText() cuts what is too long", () => {
  expect(plainText("abcdefghij", 8)).toBe("abcde...")
  expect(plainText("abcdefgh", 8)).toBe("abcdefgh")
})
