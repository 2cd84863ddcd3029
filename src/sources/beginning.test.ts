import { expect, it, onTestFinished, vi } from "vitest"
import { Beginning } from "./beginning.ts"
import { SAMPLE_BYTES } from "./source-bytes.ts"

const CHUNK_BYTES = 30_000

/** Counts what was asked for, and whether it was let go. */
function streamOf(
  chunkCount: number,
  failure?: Error,
): { open: (signal: AbortSignal) => AsyncGenerator<Buffer, void>; given: number; isClosed: boolean } {
  const stream = {
    given: 0,
    isClosed: false,
    async *open(signal: AbortSignal): AsyncGenerator<Buffer, void> {
      try {
        while (stream.given < chunkCount && !signal.aborted) {
          yield Buffer.alloc(CHUNK_BYTES, stream.given)
          stream.given += 1
        }
        if (failure !== undefined) throw failure
      } finally {
        stream.isClosed = true
      }
    },
  }
  return stream
}

async function allOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}

it.each([0, 1, 2, 3, 10])(
  "gives a stream of %i chunks whole, though its beginning was looked at",
  async (count) => {
    const whole = await allOf(streamOf(count).open(new AbortController().signal))
    const stream = streamOf(count)
    const beginning = await Beginning.of(stream.open, { signal: undefined })
    expect(beginning.sample.bytes.equals(whole.subarray(0, SAMPLE_BYTES))).toBe(true)
    expect(stream.given).toBeLessThanOrEqual(SAMPLE_BYTES / CHUNK_BYTES + 1)
    expect((await allOf(beginning.read(undefined))).equals(whole)).toBe(true)
    expect(stream.isClosed).toBe(true)
  },
)

it("rejects with what a stream fails with at once, and says later failures where they stand", async () => {
  const failure = new Error("torn")
  await expect(Beginning.of(streamOf(0, failure).open, { signal: undefined })).rejects.toBe(failure)
  const beginning = await Beginning.of(streamOf(1, failure).open, { signal: undefined })
  expect(beginning.sample.bytes).toHaveLength(CHUNK_BYTES)
  const seen: number[] = []
  const read = async (): Promise<void> => {
    for await (const chunk of beginning.read(undefined)) seen.push(chunk.length)
  }
  await expect(read()).rejects.toBe(failure)
  expect(seen).toEqual([CHUNK_BYTES])
})

it("ends as soon as it is aborted, while it is looked at and while it is read", async () => {
  const aborted = AbortSignal.abort()
  expect((await Beginning.of(streamOf(5).open, { signal: aborted })).sample.bytes).toHaveLength(0)
  const stream = streamOf(50)
  const beginning = await Beginning.of(stream.open, { signal: undefined })
  const controller = new AbortController()
  let readBytes = 0
  for await (const chunk of beginning.read(controller.signal)) {
    readBytes += chunk.length
    if (readBytes > 5 * CHUNK_BYTES) controller.abort()
  }
  expect(readBytes).toBeLessThan(8 * CHUNK_BYTES)
  expect(stream.isClosed).toBe(true)
})

it("lets the stream go that nobody reads on", async () => {
  const stream = streamOf(50)
  const beginning = await Beginning.of(stream.open, { signal: undefined })
  expect(stream.isClosed).toBe(false)
  await beginning.close()
  expect(stream.isClosed).toBe(true)
})

it("does not wait for the rest of a pipe that writes slowly, once it has written a line", async () => {
  vi.useFakeTimers()
  onTestFinished(() => {
    vi.useRealTimers()
  })
  let goOn = (): void => undefined
  const rest = new Promise<void>((resolve) => {
    goOn = resolve
  })
  async function* slow(): AsyncGenerator<Buffer, void> {
    yield Buffer.from("na")
    yield Buffer.from("me\n")
    await rest
    yield Buffer.from("Ana\n")
  }
  const looking = Beginning.of(slow, { signal: undefined, mayBeSlow: () => true })
  await vi.advanceTimersByTimeAsync(1_000)
  const beginning = await looking
  expect(beginning.sample).toEqual({ bytes: Buffer.from("name\n"), isWhole: false })
  goOn()
  expect((await allOf(beginning.read(undefined))).toString()).toBe("name\nAna\n")
})
