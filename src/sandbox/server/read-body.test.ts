import type { IncomingMessage } from "node:http"
import { Readable } from "node:stream"

import { expect, it } from "vitest"

import { readBody } from "./read-body.ts"

function bodyOf(chunkBytes: number, chunks: number): IncomingMessage {
  return Readable.from(Array.from({ length: chunks }, () => Buffer.alloc(chunkBytes, 120))) as IncomingMessage
}

it("readBody() gives a body up to the limit, and only the length of a longer one", async () => {
  expect(await readBody(bodyOf(10, 3), 30)).toEqual({ body: Buffer.alloc(30, 120), bodyBytes: 30 })
  expect(await readBody(bodyOf(10, 3), 29)).toEqual({ body: Buffer.alloc(0), bodyBytes: 30 })
})

it("readBody() does not read without end", async () => {
  await expect(readBody(bodyOf(1_000_000, 70), 4_000_000)).rejects.toThrow(RangeError)
})
