/** One HTTP message: a request or an answer, as it was on the wire. */
export interface HttpMessage {
  /** The first line and the header fields, with the empty line after them. */
  readonly head: string
  readonly body: Buffer
}

/** Who is told of what comes. */
export interface MessageListener {
  /** Called once the head is there; the body may still be on its way. */
  readonly onHead?: (head: string) => void
  readonly onMessage: (message: HttpMessage) => void
}

const END_OF_HEAD = "\r\n\r\n"

/** Finds the messages in the bytes of a connection. Bodies need a `Content-Length`; without one they are empty. */
export class MessageSplitter {
  readonly #listener: MessageListener
  #bytes = Buffer.alloc(0)
  #head: string | undefined

  constructor(listener: MessageListener) {
    this.#listener = listener
  }

  /** Takes bytes as they come, in pieces of any length. */
  push(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk])
    while (this.#tellOne());
  }

  /** What has come of a message that is not complete. */
  get unfinished(): Buffer {
    return this.#bytes
  }

  #tellOne(): boolean {
    if (this.#head === undefined) {
      const end = this.#bytes.indexOf(END_OF_HEAD)
      if (end < 0) return false
      this.#head = this.#bytes.toString("latin1", 0, end + END_OF_HEAD.length)
      this.#bytes = this.#bytes.subarray(this.#head.length)
      this.#listener.onHead?.(this.#head)
    }
    const head = this.#head
    const bodyBytes = Number(headerOf(head, "content-length") ?? 0)
    if (this.#bytes.length < bodyBytes) return false
    const body = this.#bytes.subarray(0, bodyBytes)
    this.#bytes = this.#bytes.subarray(bodyBytes)
    this.#head = undefined
    this.#listener.onMessage({ head, body })
    return true
  }
}

/** The value of a header field, or undefined where there is none. */
export function headerOf(head: string, name: string): string | undefined {
  return new RegExp(`^${name}: *(.*?)\\r$`, "im").exec(head)?.[1]
}
