/** Chunks from a byte on: what comes before it is read, and left out. */
export async function* chunksFrom(
  fromByte: number,
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void> {
  let leftOutBytes = fromByte
  for await (const chunk of chunks) {
    if (leftOutBytes < chunk.length) yield chunk.subarray(leftOutBytes)
    leftOutBytes = Math.max(0, leftOutBytes - chunk.length)
  }
}
