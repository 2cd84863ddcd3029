import { once } from "node:events"
import { createServer } from "node:http"
import type { RequestListener, Server } from "node:http"
import { createServer as createTcpServer } from "node:net"
import type { AddressInfo, Server as TcpServer, Socket } from "node:net"
import { gzipSync } from "node:zlib"
import { afterEach, describe, expect, it } from "vitest"
import type { HttpClient, HttpReply } from "./http.ts"
import { undiciHttp } from "./undici-http.ts"

const open: (Server | TcpServer)[] = []
const sockets = new Set<Socket>()
const clients: HttpClient[] = []

async function listen(server: Server | TcpServer): Promise<string> {
  open.push(server)
  server.on("connection", (socket: Socket) => {
    sockets.add(socket)
    socket.on("close", () => sockets.delete(socket))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const serve = (listener: RequestListener): Promise<string> => listen(createServer(listener))
/** A server that says what it is told to, whether that is HTTP or not. */
const serveRaw = (onRequest: (socket: Socket) => void): Promise<string> =>
  listen(
    createTcpServer((socket) => {
      socket.on("error", () => undefined)
      socket.once("data", () => onRequest(socket))
    }),
  )
function client(): HttpClient {
  const made = undiciHttp()
  clients.push(made)
  return made
}
const post = (
  http: HttpClient,
  url: string,
  over: { timeoutMs?: number; signal?: AbortSignal; bytes?: number } = {},
): Promise<HttpReply> =>
  http.send(
    {
      method: "POST",
      url,
      headers: { "api-key": "k" },
      body: Buffer.alloc(over.bytes ?? 10, "x"),
      timeoutMs: over.timeoutMs ?? 10_000,
    },
    over.signal,
  )

afterEach(async () => {
  await Promise.all(clients.splice(0).map((http) => http.close()))
  for (const socket of sockets) socket.destroy()
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
})

describe("undiciHttp()", () => {
  it("sends what it is given, and gives the answer", async () => {
    let seen: unknown
    const url = await serve((request, response) => {
      const chunks: Buffer[] = []
      request.on("data", (chunk: Buffer) => chunks.push(chunk))
      request.on("end", () => {
        const { method, headers } = request
        seen = [
          method,
          request.url,
          headers["api-key"],
          headers["content-length"],
          Buffer.concat(chunks).toString(),
        ]
        response.writeHead(202, { "X-Two": ["a", "b"], "Retry-After": "5" }).end("grüße")
      })
    })
    const reply = await post(client(), `${url}/api/x`)
    expect(seen).toEqual(["POST", "/api/x", "k", "10", "xxxxxxxxxx"])
    expect(reply).toMatchObject({
      kind: "answer",
      status: 202,
      body: "grüße",
      headers: { "retry-after": "5", "x-two": "a, b" },
    })
  })

  it("keeps connections for the next requests", async () => {
    const ports = new Set<number | undefined>()
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort)
      request.resume().on("end", () => response.end("ok"))
    })
    const http = client()
    for (let round = 0; round < 10; round += 1) expect(await post(http, url)).toMatchObject({ status: 200 })
    // The first may not be quite free again when the second request comes.
    expect(ports.size).toBeLessThanOrEqual(2)
  })

  it("follows no redirection: the key would go elsewhere", async () => {
    const url = await serve((_, response) =>
      response.writeHead(307, { location: "http://127.0.0.1:1/" }).end(),
    )
    expect(await post(client(), url)).toMatchObject({ kind: "answer", status: 307 })
  })

  it("knows that a server that cannot be reached has seen nothing", async () => {
    const server = createTcpServer()
    const url = await listen(server)
    open.splice(0)
    server.close()
    await once(server, "close")
    const reply = await post(client(), url)
    expect(reply).toMatchObject({ kind: "no-answer", neverSent: true, timedOut: false })
    expect(reply.kind === "no-answer" && reply.reason).toContain("ECONNREFUSED")
    expect(await post(client(), "http://does-not-exist.invalid/")).toMatchObject({
      neverSent: true,
      reason:
        "does-not-exist.invalid cannot be found (DNS): check the network, the address, or the proxy settings",
    })
  })

  it.each<[string, (socket: Socket) => void]>([
    ["resets the connection", (socket) => socket.resetAndDestroy()],
    ["closes it", (socket) => socket.end()],
    ["speaks no TLS", (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")],
  ])(
    "knows that nothing was sent where the server, before the connection is secure, %s",
    async (_, misbehave) => {
      const url = await serveRaw(misbehave)
      const reply = await post(client(), url.replace("http:", "https:"))
      expect(reply).toMatchObject({ kind: "no-answer", neverSent: true, timedOut: false })
      expect(reply.kind === "no-answer" && reply.reason).not.toBe("")
    },
  )

  it("gives a connection up in time that does not come about, and knows that nothing was sent", async () => {
    const startedMs = performance.now()
    const url = await serveRaw(() => undefined)
    const http = client()
    expect(await post(http, url.replace("http:", "https:"), { timeoutMs: 100 })).toEqual({
      kind: "no-answer",
      neverSent: true,
      timedOut: false,
      reason: "no connection within 0.1 seconds",
    })
    await http.close()
    expect(performance.now() - startedMs).toBeLessThan(2_000)
  })

  it("sends nothing over a connection that comes about after it was given up", async () => {
    let seen = 0
    const url = await serve((_, response) => {
      seen += 1
      response.end("ok")
    })
    const http = client()
    const reply = await new Promise<HttpReply>((resolve) => {
      // Timers are next after this; only then is the connection heard of, which is made meanwhile.
      setImmediate(() => {
        resolve(post(http, url, { timeoutMs: 1 }))
        const startedMs = performance.now()
        while (performance.now() - startedMs < 30);
      })
    })
    expect(reply).toMatchObject({ neverSent: true, reason: "no connection within 0.001 seconds" })
    expect(await post(http, url)).toMatchObject({ status: 200 })
    expect(seen).toBe(1)
  })

  it("says of a connection that it gave up on request that nothing was sent", async () => {
    const abort = new AbortController()
    const url = await serveRaw(() => abort.abort())
    const reply = await post(client(), url.replace("http:", "https:"), { signal: abort.signal })
    expect(reply).toMatchObject({ kind: "no-answer", neverSent: true, timedOut: false })
  })

  it("sends nothing where it is given up before it begins", async () => {
    const url = await serve((_, response) => response.end("ok"))
    const reply = await post(client(), url, { signal: AbortSignal.abort() })
    expect(reply).toMatchObject({ kind: "no-answer", neverSent: true, timedOut: false })
  })

  it.each<[string, (socket: Socket) => void]>([
    ["resets the connection", (socket) => socket.resetAndDestroy()],
    ["closes it without a word", (socket) => socket.end()],
    ["ends its half in the middle of the headers", (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Le")],
    [
      "ends its half in the middle of the body",
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"successCount":'),
    ],
    [
      "resets it in the middle of the body",
      (socket) =>
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", () => socket.resetAndDestroy()),
    ],
    [
      "ends in the middle of a chunk",
      (socket) => socket.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"),
    ],
    [
      "leaves out the last chunk",
      (socket) => socket.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
    ],
    ["speaks another language", (socket) => socket.end("SSH-2.0-OpenSSH\r\n")],
  ])(
    "takes nothing for an answer, and the request for perhaps seen, where the server %s",
    async (_, misbehave) => {
      const reply = await post(client(), await serveRaw(misbehave))
      expect(reply).toMatchObject({ kind: "no-answer", neverSent: false, timedOut: false })
      expect(reply.kind === "no-answer" && reply.reason).not.toBe("")
    },
  )

  it("goes on after a connection that the server closed meanwhile", async () => {
    const url = await serve((_, response) => response.writeHead(200, { connection: "close" }).end("ok"))
    const http = client()
    for (let round = 0; round < 3; round += 1) expect(await post(http, url)).toMatchObject({ status: 200 })
  })

  it.each<[string, (socket: Socket) => void]>([
    ["never answers", () => undefined],
    ["answers headers and no body", (socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")],
    [
      "drips",
      (socket) => {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")
        const drip = setInterval(() => socket.write("x"), 5)
        socket.on("close", () => clearInterval(drip))
      },
    ],
  ])("gives a server up that %s, in time, and says so", async (_, misbehave) => {
    const startedMs = performance.now()
    const reply = await post(client(), await serveRaw(misbehave), { timeoutMs: 100 })
    expect(reply).toEqual({
      kind: "no-answer",
      neverSent: false,
      timedOut: true,
      reason: "no answer within 0.1 seconds",
    })
    expect(performance.now() - startedMs).toBeLessThan(2_000)
  })

  it("says that it was a time-out also after longer waits", async () => {
    const url = await serveRaw(() => undefined)
    const replies = await Promise.all(
      [1_010, 1_200, 1_500].map((timeoutMs) => post(client(), url, { timeoutMs })),
    )
    expect(replies.map((reply) => reply.kind === "no-answer" && reply.timedOut)).toEqual([true, true, true])
  })

  it("is given up on request, which is no time-out", async () => {
    const abort = new AbortController()
    const url = await serveRaw(() => abort.abort())
    expect(await post(client(), url, { signal: abort.signal })).toMatchObject({
      kind: "no-answer",
      timedOut: false,
    })
  })

  it("takes an answer that comes before the body was read", async () => {
    const url = await serve((_, response) =>
      response.writeHead(413, { connection: "close" }).end("too large"),
    )
    const reply = await post(client(), url, { bytes: 4_000_000 })
    // The server may close before the answer is read; then it must count as perhaps seen.
    expect(reply.kind === "answer" ? reply.status : !reply.neverSent && 413).toBe(413)
  })

  it("does not swallow an answer without end", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200)
      const block = Buffer.alloc(4 * 1024 * 1024, "x")
      const pour = (): void => {
        while (!response.destroyed && response.write(block));
      }
      response.on("drain", pour)
      pour()
    })
    const reply = await post(client(), url)
    expect(reply).toMatchObject({ kind: "no-answer", neverSent: false })
  })

  it("asks for no compression, and so needs to undo none", async () => {
    const url = await serve((request, response) => {
      const accepted = String(request.headers["accept-encoding"])
      if (accepted.includes("gzip"))
        response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("{}"))
      else response.end("{}")
    })
    expect(await post(client(), url)).toMatchObject({ body: "{}" })
  })

  it("has two hundred requests under way at once", async () => {
    const waiting: (() => void)[] = []
    const url = await serve((_, response) => {
      waiting.push(() => response.end("ok"))
      if (waiting.length === 200) for (const answer of waiting) answer()
    })
    const http = client()
    const replies = await Promise.all(Array.from({ length: 200 }, () => post(http, url)))
    expect(replies.every((reply) => reply.kind === "answer")).toBe(true)
  })
})

describe("undiciHttp() through a proxy", () => {
  const through = (host: string): HttpClient => {
    const made = undiciHttp({ host, url: `http://${host}`, authorization: "Basic YTpi" })
    clients.push(made)
    return made
  }
  const hostOf = (url: string): string => new URL(url).host

  it.each<[string, (socket: Socket) => void, RegExp]>([
    [
      "wants a password",
      (socket) => socket.end("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"),
      /the proxy 127\.0\.0\.1:\d+ refused .*407.*a user name and a password/,
    ],
    ["refuses", (socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n"), /127\.0\.0\.1:\d+ refused .* 403/],
    ["closes the connection", (socket) => socket.end(), /the proxy 127\.0\.0\.1:\d+ opens no connection/],
    ["resets it", (socket) => socket.resetAndDestroy(), /the proxy 127\.0\.0\.1:\d+ opens no connection/],
    [
      "speaks no HTTP",
      (socket) => socket.end("SSH-2.0-x\r\n"),
      /the proxy 127\.0\.0\.1:\d+ opens no connection/,
    ],
    [
      "opens a tunnel to what speaks no TLS",
      (socket) =>
        socket.write("HTTP/1.1 200 OK\r\n\r\n", () => socket.once("data", () => socket.end("hello\r\n"))),
      /./,
    ],
    [
      "closes the tunnel",
      (socket) => socket.write("HTTP/1.1 200 OK\r\n\r\n", () => socket.once("data", () => socket.end())),
      /./,
    ],
  ])("knows that nothing was sent where the proxy %s", async (_, misbehave, reason) => {
    const host = hostOf(await serveRaw(misbehave))
    const startedMs = performance.now()
    const reply = await post(through(host), "https://iterable.test/api/x")
    expect(reply).toMatchObject({ kind: "no-answer", neverSent: true, timedOut: false })
    expect(reply.kind === "no-answer" && reply.reason).toMatch(reason)
    expect(reply.kind === "no-answer" && reply.reason).not.toContain("YTpi")
    // Not only when the time is up.
    expect(performance.now() - startedMs).toBeLessThan(8_000)
  })

  it("names the proxy that cannot be reached", async () => {
    const server = createTcpServer()
    const host = hostOf(await listen(server))
    open.splice(0)
    server.close()
    await once(server, "close")
    const reply = await post(through(host), "https://iterable.test/")
    expect(reply).toMatchObject({ kind: "no-answer", neverSent: true, timedOut: false })
    expect(reply.kind === "no-answer" && reply.reason).toContain(
      `the proxy ${host} opens no connection: connect ECONNREFUSED`,
    )
  })

  it("asks the proxy for the server, with what it wants to know, and tells it neither the path nor the key", async () => {
    let seen = ""
    const host = hostOf(
      await listen(
        createTcpServer((socket) => {
          socket.on("error", () => undefined)
          socket.on("data", (chunk) => {
            seen += chunk.toString("latin1")
            socket.write("HTTP/1.1 200 OK\r\n\r\n")
            setImmediate(() => socket.end())
          })
        }),
      ),
    )
    await post(through(host), "https://iterable.test/api/x")
    expect(seen).toMatch(/^CONNECT iterable\.test:443 HTTP\/1\.1\r\n/)
    expect(seen).toMatch(/proxy-authorization: Basic YTpi/i)
    expect(seen).not.toMatch(/api-key|\/api\/x/)
  })

  it("gives up in time a proxy that says nothing, and knows that nothing was sent", async () => {
    const host = hostOf(await serveRaw(() => undefined))
    expect(await post(through(host), "https://iterable.test/", { timeoutMs: 200 })).toMatchObject({
      neverSent: true,
      reason: "no connection within 0.2 seconds",
    })
  })
})
