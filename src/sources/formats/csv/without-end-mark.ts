/** Ctrl-Z, with which DOS ended texts. */
const END_MARK = 0x1a

/** The chunks of a file, without the characters at its end that say that it ends. */
export async function* withoutEndMark(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let heldCount = 0
  for await (const chunk of chunks) {
    if (heldCount > 0) {
      if (chunk.every((byte) => byte === END_MARK)) {
        heldCount += chunk.length
        continue
      }
      yield Buffer.alloc(heldCount, END_MARK)
      heldCount = 0
    }
    let end = chunk.length
    while (end > 0 && chunk[end - 1] === END_MARK) end -= 1
    heldCount = chunk.length - end
    if (end > 0) yield heldCount === 0 ? chunk : chunk.subarray(0, end)
  }
}
