import type { IncomingMessage } from "node:http"

/** A request body, or only its length where it went over the limit. */
export interface ReceivedBody {
  readonly body: Buffer
  readonly bodyBytes: number
}

const MAX_DISCARDED_BYTES = 64_000_000

/**
 * Reads a request body and keeps at most `maxBodyBytes` of it in memory. A longer one is read to its end and thrown
 * away, so that the client gets its answer and the connection can go on; beyond 64 MB the connection is cut.
 */
export async function readBody(request: IncomingMessage, maxBodyBytes: number): Promise<ReceivedBody> {
  let chunks: Buffer[] = []
  let bodyBytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bodyBytes += chunk.length
    if (bodyBytes <= maxBodyBytes) chunks.push(chunk)
    else chunks = []
    if (bodyBytes > maxBodyBytes + MAX_DISCARDED_BYTES) throw new RangeError("The request body does not end.")
  }
  return { body: Buffer.concat(chunks), bodyBytes }
}
