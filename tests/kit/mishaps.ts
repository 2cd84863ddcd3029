import type { HttpMessage } from "./message-splitter.ts"
import { answerOf, bytesOf, withHeaders } from "./mishap.ts"
import type { Mishap } from "./mishap.ts"

const half = (answer: HttpMessage): Buffer => bytesOf(answer).subarray(0, -Math.ceil(answer.body.length / 2))
const halfHead = (answer: HttpMessage): Buffer => bytesOf(answer).subarray(0, 30)

/** The answer in chunks, and the last one, which is empty, where it is to be there. */
function chunked({ head, body }: HttpMessage, end: string): Buffer {
  const fields = { "Content-Length": undefined, "Transfer-Encoding": "chunked" }
  const changed = withHeaders({ head, body }, fields)
  const size = Buffer.from(`${body.length.toString(16)}\r\n`)
  return Buffer.concat([Buffer.from(changed.head, "latin1"), size, body, Buffer.from(`\r\n${end}`)])
}

/** The answer without a length: it ends with its connection. */
function unmeasured(answer: HttpMessage): HttpMessage {
  return withHeaders(answer, { "Content-Length": undefined, Connection: "close" })
}

const TOO_MANY = '{"msg":"slow down","code":"RateLimitExceeded","params":null}'

/** What connections can do to a request and its answer, and the client is not left waiting. */
export const QUICK_MISHAPS: readonly Mishap[] = [
  { name: "reset before forwarding", forward: "never", ending: "reset", leaves: "doubt" },
  { name: "half-closed before forwarding", forward: "never", ending: "end", leaves: "doubt" },
  { name: "reset before it is read", on: "head", forward: "never", ending: "reset", leaves: "doubt" },
  { name: "half-closed before it is read", on: "head", forward: "never", ending: "end", leaves: "doubt" },
  { name: "reset after forwarding", forward: "now", ending: "reset", leaves: "doubt" },
  { name: "half-closed after forwarding", forward: "now", ending: "end", leaves: "doubt" },
  { name: "reset in the head", forward: "now", reply: halfHead, ending: "reset", leaves: "doubt" },
  { name: "half-closed in the head", forward: "now", reply: halfHead, ending: "end", leaves: "doubt" },
  { name: "reset in the body", forward: "now", reply: half, ending: "reset", leaves: "doubt" },
  { name: "half-closed in the body", forward: "now", reply: half, ending: "end", leaves: "doubt" },
  {
    name: "chunks without an end, half-closed",
    forward: "now",
    reply: (answer) => chunked(answer, ""),
    ending: "end",
    leaves: "doubt",
  },
  {
    name: "chunks without an end, reset",
    forward: "now",
    reply: (answer) => chunked(answer, ""),
    ending: "reset",
    leaves: "doubt",
  },
  {
    name: "chunks",
    forward: "now",
    reply: (answer) => chunked(answer, "0\r\n\r\n"),
    ending: "keep",
    leaves: "answered",
  },
  {
    name: "half of an answer without a length",
    forward: "now",
    reply: (answer) => half(unmeasured(answer)),
    ending: "end",
    leaves: "doubt",
    showsRefusal: true,
  },
  {
    name: "half of an answer without a length, reset",
    forward: "now",
    reply: (answer) => half(unmeasured(answer)),
    ending: "reset",
    leaves: "doubt",
    showsRefusal: true,
  },
  {
    name: "an answer without a length",
    forward: "now",
    reply: (answer) => bytesOf(unmeasured(answer)),
    ending: "end",
    leaves: "answered",
  },
  {
    name: "byte by byte",
    forward: "now",
    reply: bytesOf,
    trickles: true,
    ending: "keep",
    leaves: "answered",
  },
  {
    name: "half of it byte by byte",
    forward: "now",
    reply: half,
    trickles: true,
    ending: "end",
    leaves: "doubt",
  },
  { name: "half-closed after the answer", forward: "now", reply: bytesOf, ending: "end", leaves: "answered" },
  {
    name: "Connection: close",
    forward: "now",
    reply: (answer) => bytesOf(withHeaders(answer, { Connection: "close" })),
    ending: "end",
    leaves: "answered",
  },
  {
    name: "Connection: close, and the connection stays",
    forward: "now",
    reply: (answer) => bytesOf(withHeaders(answer, { Connection: "close" })),
    ending: "keep",
    leaves: "answered",
  },
  {
    name: "kept for one second only",
    forward: "now",
    reply: (answer) => bytesOf(withHeaders(answer, { Connection: "keep-alive", "Keep-Alive": "timeout=1" })),
    ending: "keep",
    leaves: "answered",
  },
  {
    name: "early hints before the answer",
    forward: "now",
    reply: (answer) =>
      Buffer.concat([Buffer.from("HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n"), bytesOf(answer)]),
    ending: "keep",
    leaves: "answered",
  },
  {
    name: "100 Continue before the answer",
    forward: "now",
    reply: (answer) => Buffer.concat([Buffer.from("HTTP/1.1 100 Continue\r\n\r\n"), bytesOf(answer)]),
    ending: "keep",
    // What was not asked for, the client takes for no HTTP.
    leaves: "doubt",
  },
  {
    name: "the answer twice",
    forward: "now",
    reply: (answer) => Buffer.concat([bytesOf(answer), bytesOf(answer)]),
    ending: "keep",
    leaves: "answered",
  },
  {
    name: "the answer, and a time-out of the idle connection",
    forward: "now",
    reply: (answer) => Buffer.concat([bytesOf(answer), answerOf(408, "idle")]),
    ending: "end",
    leaves: "answered",
  },
  {
    name: "garbage",
    forward: "never",
    reply: () => Buffer.from("SSH-2.0-OpenSSH_9.6\r\n"),
    ending: "end",
    leaves: "doubt",
  },
  {
    name: "garbage after forwarding",
    forward: "now",
    reply: () => Buffer.from("\u0000\u0001\u0002 HTTP/9 what\r\n\r\n{}", "latin1"),
    ending: "reset",
    leaves: "doubt",
  },
  {
    name: "JSON that breaks off",
    forward: "now",
    reply: () => answerOf(200, '{"successCount":5,"failC', "application/json"),
    ending: "end",
    leaves: "doubt",
  },
  {
    name: "a page of somebody else",
    forward: "never",
    reply: () => answerOf(200, "<html>Log in to the network</html>"),
    ending: "end",
    leaves: "doubt",
  },
  {
    name: "a gateway's 502",
    forward: "now",
    reply: () => answerOf(502, "<html></html>"),
    ending: "end",
    leaves: "doubt",
  },
  {
    name: "429 before it is read",
    on: "head",
    forward: "never",
    reply: () => answerOf(429, TOO_MANY, "application/json"),
    ending: "end",
    leaves: "never",
  },
]

/** What leaves the client waiting until it gives up. */
export const SLOW_MISHAPS: readonly Mishap[] = [
  { name: "never forwarded, never answered", forward: "never", ending: "hang", leaves: "doubt" },
  { name: "not even read", on: "head", forward: "never", ending: "hang", leaves: "doubt" },
  { name: "forwarded, never answered", forward: "now", ending: "hang", leaves: "doubt" },
  { name: "forwarded after the client has gone", forward: "late", ending: "hang", leaves: "doubt" },
  { name: "half of the answer, then silence", forward: "now", reply: half, ending: "hang", leaves: "doubt" },
  {
    name: "half of the answer, then blanks for ever",
    forward: "now",
    reply: ({ head, body }) =>
      bytesOf({ head: withHeaders({ head, body }, { "Content-Length": "1000000" }).head, body }),
    ending: "drip",
    leaves: "doubt",
  },
]

/** The server resets all connections and refuses new ones. */
export const GOING_DOWN: Mishap = {
  name: "the server goes down",
  forward: "now",
  ending: "down",
  leaves: "doubt",
}

/** What servers say of a body that is too long while it is still on its way. */
export const TOO_LARGE_MISHAPS: readonly Mishap[] = (["end", "reset", "keep"] as const).map((ending) => ({
  name: `413 before it is read, then ${ending}`,
  on: "head",
  forward: "never",
  reply: () => answerOf(413, "Request Entity Too Large"),
  ending,
  leaves: ending === "reset" ? "never or doubt" : "never",
}))
