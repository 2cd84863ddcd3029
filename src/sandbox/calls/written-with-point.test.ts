import fc from "fast-check"
import { expect, it } from "vitest"
import { virtualSandbox } from "../../../tests/fidelity/virtual-sandbox.ts"
import { isWrittenWithPoint, parseNumbersAsWritten } from "./written-with-point.ts"

it("parses what JSON.parse() parses, and the same values", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json = JSON.stringify(value)
      expect(parseNumbersAsWritten(json)).toEqual(JSON.parse(json))
      const withPoints = json.replaceAll(/(?<=[:,[])(-?\d+)(?=[,\]}])/g, "$1.0")
      expect(parseNumbersAsWritten(withPoints)).toEqual(JSON.parse(withPoints))
    }),
  )
})

it.each(['{"a":05.0}', "[5.0", '{"a":5.0 "b":1}', "{5.0:1}", "[1.]"])(
  "refuses %s as JSON.parse() does",
  (json) => {
    expect(() => parseNumbersAsWritten(json)).toThrow(SyntaxError)
  },
)

it("tells whole numbers that were written with a point from those that were not", () => {
  const json = '{"a":5.0,"b":5,"c":2.5,"d":"x: 5.0","e":[null,[1.0,2]],"f":[1,2.0],"__proto__":1.0}'
  const value = parseNumbersAsWritten(json) as object
  expect(Object.keys(value).filter((key) => isWrittenWithPoint(value, key))).toEqual(["a", "e", "__proto__"])
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
})

it("a first value of 0.0 locks a field as double, and one of 0 as long", () => {
  const sandbox = virtualSandbox()
  const send = (dataFields: string): unknown =>
    sandbox.post("users/update", `{"email":"a@example.com","dataFields":${dataFields}}`).status
  expect(send('{"score":0.0,"visits":0}')).toBe(200)
  expect(sandbox.get("users/getFields").json).toMatchObject({ fields: { score: "double", visits: "long" } })
  expect(send('{"score":7.5}')).toBe(200)
  expect(send('{"visits":7.5}')).toBe(400)
})
