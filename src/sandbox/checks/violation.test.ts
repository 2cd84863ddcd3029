import fc from "fast-check"
import { expect, it } from "vitest"

import { type JsonKind, type Member, fits, violationsOf } from "./violation.ts"

const kinds: readonly JsonKind[] = ["string", "number", "integer", "boolean", "object", "array"]
const { members } = fc.letrec<{ members: readonly Member[] }>((tie) => ({
  members: fc.uniqueArray(
    fc
      .record({
        name: fc.constantFrom("a", "b", "c"),
        kind: fc.constantFrom(...kinds),
        isRequired: fc.boolean(),
        inner: fc.option(tie("members"), {
          depthSize: "small",
          maxDepth: 2,
        }),
      })
      .map(({ name, kind, isRequired, inner }) => ({
        name,
        kind,
        ...(isRequired ? { required: true as const } : {}),
        ...(inner === null || (kind !== "object" && kind !== "array") ? {} : { members: inner }),
      })),
    { selector: ({ name }) => name, maxLength: 3 },
  ),
}))
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", maxDepth: 3 },
    fc.constantFrom(null, "x", 1, 1.5, true),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value")),
  ),
})).value

it("fits() says that a value fits exactly where violationsOf() finds nothing", () => {
  fc.assert(
    fc.property(json, members, (value, declared) => {
      expect(fits(value, declared)).toBe(violationsOf(value, declared, "obj").length === 0)
    }),
  )
})

it("violationsOf() lists what is wrong with a body's own members first, then with what is in them", () => {
  const declared: readonly Member[] = [
    {
      name: "users",
      kind: "array",
      required: true,
      members: [
        { name: "email", kind: "string" },
        { name: "device", kind: "object", members: [{ name: "token", kind: "string", required: true }] },
      ],
    },
    { name: "listId", kind: "integer", required: true },
  ]
  const users = [{ email: 1 }, { email: null }, 7, { device: {} }]
  expect(violationsOf({ users, listId: 1.5 }, declared, "obj")).toEqual([
    { path: "obj.listId", expected: "integer" },
    { path: "obj.users[0].email", expected: "string" },
    { path: "obj.users[2]", expected: "object" },
    { path: "obj.users[3].device.token", expected: "present" },
  ])
  expect(violationsOf({ users: {}, listId: 1 }, declared, "obj")).toEqual([
    { path: "obj.users", expected: "array" },
  ])
})
