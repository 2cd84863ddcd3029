import { expect, it } from "vitest"
import { FallibleFileSystem } from "../../../tests/kit/fallible-file-system.ts"
import { keepAside } from "./keep-aside.ts"

it("keeps a list once, however often it is told to, and each version of it", async () => {
  const files = new FallibleFileSystem({ disk: new Map([["/a/rejects.csv", Buffer.from("one")]]) })
  const first = "/a/rejects.1970-01-01T00-00-00.csv"
  for (let time = 0; time < 2; time += 1) expect(await keepAside("/a/rejects.csv", files)).toBe(first)
  await files.remove("/a/rejects.csv")
  const file = await files.create("/a/rejects.csv")
  await file.write("two")
  await file.close()
  const second = "/a/rejects.1970-01-01T00-00-00-2.csv"
  for (let time = 0; time < 2; time += 1) expect(await keepAside("/a/rejects.csv", files)).toBe(second)
  expect([...files.seen].map(([path, bytes]) => [path, bytes.toString()])).toEqual([
    [first, "one"],
    ["/a/rejects.csv", "two"],
    [second, "two"],
  ])
})
