/** A way through an HTTP proxy, as the environment names it. */
export interface Proxy {
  /** Without credentials: for messages. */
  readonly host: string
  /** Without credentials. */
  readonly url: string
  /** What the proxy wants as `Proxy-Authorization`. */
  readonly authorization: string | undefined
}

/** Which proxy to take, or the variable that names one in a way that makes no sense. */
export type ProxyChoice =
  | { readonly kind: "none" }
  | { readonly kind: "proxy"; readonly proxy: Proxy }
  | { readonly kind: "malformed"; readonly variable: string }

type Env = Readonly<Record<string, string | undefined>>

/** The first that is set counts; a program whose one variable is empty has the next one. As undici and most others have it. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  "https:": ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"],
  "http:": ["http_proxy", "HTTP_PROXY"],
}
const LOOPBACK =
  /^(?:(?:.+\.)?localhost\.?|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/
const DEFAULT_PORTS: Readonly<Record<string, string>> = { "https:": "443", "http:": "80" }

/** The proxy to a server: never one to this machine itself, and none where `NO_PROXY` names the server. */
export function proxyFromEnv(serverUrl: string, env: Env = process.env): ProxyChoice {
  const server = new URL(serverUrl)
  if (LOOPBACK.test(server.hostname) || isExempt(server, env["no_proxy"] ?? env["NO_PROXY"] ?? ""))
    return { kind: "none" }
  const variable = VARIABLES[server.protocol]?.find((name) => (env[name] ?? "").trim() !== "")
  if (variable === undefined) return { kind: "none" }
  const proxy = proxyAt((env[variable] ?? "").trim())
  return proxy === undefined ? { kind: "malformed", variable } : { kind: "proxy", proxy }
}

/** `NO_PROXY` is a list of hosts, each with those below it and perhaps a port; `*` means all. */
function isExempt({ hostname, port, protocol }: URL, list: string): boolean {
  const ownPort = port === "" ? DEFAULT_PORTS[protocol] : port
  return list
    .split(/[,\s]/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      if (entry === "*") return true
      const [, named = entry, namedPort] = /^(.*[^:]):(\d+)$/.exec(entry) ?? []
      const host = named.replace(/^\*?\./, "").toLowerCase()
      return (namedPort ?? ownPort) === ownPort && (hostname === host || hostname.endsWith(`.${host}`))
    })
}

/** An address without a scheme is taken for one of a proxy that speaks HTTP, as curl does. */
function proxyAt(address: string): Proxy | undefined {
  const url = URL.parse(address.includes("://") ? address : `http://${address}`)
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === "") return undefined
  const authorization = authorizationOf(url)
  if (authorization === "malformed") return undefined
  return { host: url.host, url: url.origin, authorization }
}

function authorizationOf({ password, username }: URL): string | undefined {
  if (username === "" && password === "") return undefined
  try {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
    return `Basic ${Buffer.from(credentials).toString("base64")}`
  } catch {
    return "malformed"
  }
}
