import { expect, it } from "vitest"
import { noteBeforeSending } from "./note-before-sending.ts"

const note = (): Promise<void> => Promise.resolve()
const repeats = (): boolean => false

it("notes nothing where everything may be sent twice", () => {
  expect(noteBeforeSending({}, note)).toEqual({})
})

it("notes what is sent where the importer tells, else what is handed out", () => {
  expect(noteBeforeSending({ repeats, heedsBeforeSending: true }, note)).toEqual({ beforeSending: note })
  expect(Object.keys(noteBeforeSending({ repeats }, note))).toEqual(["beforeHandingOut"])
})
