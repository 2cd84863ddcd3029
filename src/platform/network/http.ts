/** One HTTP request with a JSON body. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  /** Absolute URL. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** The attempt is given up after this time, whatever state it is in. */
  readonly timeoutMs: number
}

/** What came of an attempt: an answer, or none. A failure to get an answer is a value, never an exception. */
export type HttpReply =
  | {
      readonly kind: "answer"
      readonly status: number
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }
  | {
      readonly kind: "no-answer"
      /** True if the server surely did not see the request (the connection was never made). */
      readonly neverSent: boolean
      readonly timedOut: boolean
      /** For people, for example `connect ECONNREFUSED 127.0.0.1:1`. */
      readonly reason: string
    }

/** Sends requests, many at a time. Never rejects. */
export interface HttpClient {
  send(request: HttpRequest, signal?: AbortSignal): Promise<HttpReply>
  /** Closes idle connections; call when nothing is in flight. */
  close(): Promise<void>
}
