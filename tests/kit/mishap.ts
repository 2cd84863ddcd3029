import type { HttpMessage } from "./message-splitter.ts"

/** How a proxy treats one request instead of passing it on and its answer back. */
export interface Mishap {
  /** What goes wrong, in a few words. */
  readonly name: string
  /** When it happens: as soon as the request's head is there, or once all of it was read. */
  readonly on?: "head" | "read"
  /** Whether the server gets the request: at once, not at all, or only after the client has gone. */
  readonly forward: "now" | "never" | "late"
  /** What the client gets to see, made from the server's answer where there is one; undefined: not a byte. */
  readonly reply?: (answer: HttpMessage) => Buffer
  /** The reply goes byte by byte. */
  readonly trickles?: boolean
  /**
   * What becomes of the connection then: kept, half-closed (FIN), reset (RST), left hanging until the client goes, dripping
   * on until the client goes, or the whole server goes down.
   */
  readonly ending: "keep" | "end" | "reset" | "hang" | "drip" | "down"
  /**
   * What the client can know of the request: its true answer, that it surely was not applied, neither, or as chance will have
   * it: `never` or `doubt`, since a reset may take what was written before it along.
   */
  readonly leaves: "answered" | "never" | "doubt" | "never or doubt"
  /** The status gets through, and where it is a refusal nothing is left in doubt. */
  readonly showsRefusal?: boolean
}

/** An answer as it was, as bytes. */
export function bytesOf({ head, body }: HttpMessage): Buffer {
  return Buffer.concat([Buffer.from(head, "latin1"), body])
}

/** An answer with other header fields: those named replaced, dropped where undefined. */
export function withHeaders(
  { head, body }: HttpMessage,
  fields: Readonly<Record<string, string | undefined>>,
): HttpMessage {
  const names = new Set(Object.keys(fields).map((name) => name.toLowerCase()))
  const kept = head
    .trimEnd()
    .split("\r\n")
    .filter((line, index) => index === 0 || !names.has((line.split(":")[0] ?? "").toLowerCase()))
  const added = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  )
  return { head: `${[...kept, ...added].join("\r\n")}\r\n\r\n`, body }
}

/** An answer of a status with a body, whose connection ends with it. */
export function answerOf(status: number, body: string, type: string = "text/html"): Buffer {
  const fields = `Content-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close`
  return Buffer.from(`HTTP/1.1 ${status} Whatever\r\n${fields}\r\n\r\n${body}`)
}
