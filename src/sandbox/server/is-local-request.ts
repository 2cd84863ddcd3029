import type { IncomingMessage } from "node:http"

const LOOPBACK: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"])

/** Tells whether a request is addressed to this machine by name, and comes from no web page of another origin. */
export function isLocalRequest({ headers }: Pick<IncomingMessage, "headers">): boolean {
  if (!LOOPBACK.has(hostnameOf(`http://${headers.host ?? ""}`))) return false
  return headers.origin === undefined || LOOPBACK.has(hostnameOf(headers.origin))
}

function hostnameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : ""
}
