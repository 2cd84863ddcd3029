import { expect, it } from "vitest"
import { UsageError } from "../../../errors.ts"
import { parsePort } from "./parse-port.ts"

it.each([
  ["0", 0],
  ["8080", 8_080],
  ["65535", 65_535],
])("parsePort() reads %s", (text, port) => expect(parsePort(text)).toBe(port))

it.each(["", "http", "-1", "65536", "80.5"])("parsePort() refuses %s", (text) =>
  expect(() => parsePort(text)).toThrow(UsageError),
)
