import { once } from "node:events"
import { createServer, connect } from "node:net"
import type { AddressInfo, Server, Socket } from "node:net"
import { request as httpRequest } from "node:http"
import { createServer as createTlsServer } from "node:https"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import type { RunningSandbox } from "iterable-data-import/sandbox"
import { startSandbox } from "iterable-data-import/sandbox"
import { TLS_CERTIFICATE, TLS_KEY } from "../kit/tls-certificate.ts"
import { USER_MAP, cli, folderWith, usersCsv } from "./command-line.ts"
import type { Ended } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const KEY = "canary0key0canary0key0canary0key"

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on("connection", (socket: Socket) => {
    sockets.add(socket)
    socket.on("error", () => undefined)
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

const between = (one: Socket, other: Socket): void => {
  one.on("error", () => other.destroy())
  other.on("error", () => one.destroy())
  one.pipe(other).pipe(one)
}

/** A proxy that leads everything to a server with TLS in front of a sandbox, and writes down what it is asked. */
async function world(refusal?: string): Promise<{ sandbox: RunningSandbox; port: number; asked: string[] }> {
  const sandbox = await startSandbox({ apiKeys: [KEY] })
  onTestFinished(() => sandbox.close())
  const tlsPort = await listening(
    createTlsServer({ cert: TLS_CERTIFICATE, key: TLS_KEY }, (request, response) => {
      const { headers, method, url = "" } = request
      // The sandbox talks to those only who call it by a name of this machine.
      const forwarded = httpRequest(sandbox.url + url, { method, headers: { ...headers, host: "localhost" } })
      forwarded.on("response", (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(response)
      })
      request.pipe(forwarded)
    }),
  )
  const asked: string[] = []
  const port = await listening(
    createServer((socket) => {
      socket.once("data", (head) => {
        asked.push(head.toString("latin1"))
        if (refusal !== undefined) return socket.end(refusal)
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n")
        return between(socket, connect(tlsPort, "127.0.0.1"))
      })
    }),
  )
  return { sandbox, port, asked }
}

async function run(
  baseUrl: string,
  env: Readonly<Record<string, string>>,
  more: readonly string[] = [],
): Promise<Ended> {
  const cwd = await folderWith({ "users.csv": usersCsv(20), "map.ts": USER_MAP, "ca.pem": TLS_CERTIFICATE })
  return cli(["run", "users.csv", "--map", "map.ts", "--base-url", baseUrl, ...more], {
    cwd,
    env: { ITERABLE_API_KEY: KEY, NODE_EXTRA_CA_CERTS: join(cwd, "ca.pem"), ...env },
  })
}

describe("a proxy that the environment names", () => {
  it.each(["HTTPS_PROXY", "https_proxy"])(
    "%s is taken, and sees neither the key nor a record",
    async (variable) => {
      const { asked, port, sandbox } = await world()
      const ended = await run("https://iterable.test", { [variable]: `http://ada:p%40ss@127.0.0.1:${port}` })
      expect(ended).toMatchObject({ exitCode: 0 })
      expect(sandbox.sandbox.counts().users).toBe(20)
      expect(asked[0]).toMatch(/^CONNECT iterable\.test:443 /)
      expect(asked[0]).toContain(Buffer.from("ada:p@ss").toString("base64"))
      expect(asked.join("")).not.toMatch(/canary|user1/)
    },
  )

  it("is not taken to what NO_PROXY names, nor ever to this machine", async () => {
    const { asked, port, sandbox } = await world()
    const proxy = `http://127.0.0.1:${port}`
    const variables = { HTTPS_PROXY: proxy, HTTP_PROXY: proxy, https_proxy: proxy, http_proxy: proxy }
    const ended = await run(sandbox.url, variables)
    expect(ended).toMatchObject({ exitCode: 0 })
    const exempt = await run("https://iterable.test", { ...variables, NO_PROXY: "iterable.test" }, [
      "--max-outage",
      "1s",
    ])
    expect(exempt).toMatchObject({ exitCode: 3 })
    expect(exempt.stderr).toContain("iterable.test")
    expect(asked).toEqual([])
  })

  it("that makes no sense is refused before anything is sent, without what it says", async () => {
    const ended = await run("https://iterable.test", { HTTPS_PROXY: "http://ada:s3cret@proxy.example:99999" })
    expect(ended).toMatchObject({ exitCode: 2 })
    expect(ended.stderr).toContain("HTTPS_PROXY")
    expect(ended.stderr).not.toContain("s3cret")
  })

  it("that wants another password is named, without the one that it was given", async () => {
    const { port, sandbox } = await world(
      "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
    )
    const ended = await run("https://iterable.test", { HTTPS_PROXY: `http://ada:s3cret@127.0.0.1:${port}` }, [
      "--max-outage",
      "1s",
    ])
    expect(ended).toMatchObject({ exitCode: 3 })
    expect(ended.stderr).toContain(`the proxy 127.0.0.1:${port} refused the connection: it answered 407`)
    expect(ended.stderr).not.toContain("s3cret")
    expect(ended.stderr).toMatch(/20 pending/)
    expect(sandbox.sandbox.counts().users).toBe(0)
  })
})
