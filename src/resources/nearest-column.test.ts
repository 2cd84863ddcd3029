import { expect, it } from "vitest"
import { nearestColumn } from "./nearest-column.ts"

it.each<[string, readonly string[], string | undefined]>([
  ["email", ["First Name", "Email Address"], "Email Address"],
  ["email", ["name", "EMAIL"], "EMAIL"],
  ["email", ["name", "\u200Bemail"], "\u200Bemail"],
  ["email", ["name", " email"], " email"],
  ["email", ["Email Address", "E-Mail"], "E-Mail"],
  ["emails", ["name", "E-Mail"], "E-Mail"],
  ["email", ["customer_email"], "customer_email"],
  ["firstName", ["First Name", "Name"], "First Name"],
  ["first_name", ["firstName"], "firstName"],
  ["customer_email", ["Email"], "Email"],
  ["emial", ["email", "name"], "email"],
  ["city", ["email", "name"], undefined],
  ["$", ["email"], undefined],
  ["email", [], undefined],
])("%s among %j means %s", (name, columns, expected) => {
  expect(nearestColumn(name, columns)).toBe(expected)
})
