import { request as httpRequest } from "node:http"
import { connect } from "node:net"

import { afterEach, describe, expect, it } from "vitest"

import type { RunningSandbox } from "./serve-sandbox.ts"
import { type StartSandboxOptions, startSandbox } from "./start-sandbox.ts"

const USERS = { users: [{ email: "ann@example.com", dataFields: { age: 3 } }, { email: "shrouti" }] }
let running: RunningSandbox | null = null

async function start(options: StartSandboxOptions = {}): Promise<RunningSandbox> {
  running = await startSandbox(options)
  return running
}

async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "Api-Key": "secret-key", ...headers },
    body: JSON.stringify(body),
  })
}

/** Sends raw bytes and gives what comes back until the connection ends, with the error if it was cut. */
async function raw(
  port: number,
  text: string,
): Promise<{ readonly received: string; readonly error: string }> {
  return new Promise((resolve) => {
    let received = ""
    let error = ""
    const socket = connect(port, "127.0.0.1", () => socket.write(text))
    socket.on("data", (chunk) => {
      received += chunk.toString()
    })
    socket.on("error", (cause: NodeJS.ErrnoException) => {
      error = cause.code ?? cause.message
    })
    socket.on("close", () => resolve({ received, error }))
  })
}

function rawPost(body: string): string {
  return `POST /api/users/bulkUpdate HTTP/1.1\r\nHost: localhost\r\nApi-Key: k\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

afterEach(async () => {
  await running?.close()
  running = null
})

it("startSandbox() takes users, events and purchases and shows them", async () => {
  const { url, port, sandbox } = await start()
  expect(url).toBe(`http://127.0.0.1:${port}`)
  const users = await post(`${url}/api/users/bulkUpdate`, USERS)
  expect(users.headers.get("content-type")).toBe("application/json")
  expect(await users.json()).toMatchObject({ successCount: 1, failCount: 1, invalidEmails: ["shrouti"] })
  await post(`${url}/api/events/trackBulk`, {
    events: [{ email: "ann@example.com", eventName: "seen", id: "e-1" }],
  })
  const created = await post(`${url}/api/lists`, { name: "readers" })
  expect(await created.json()).toEqual({ listId: 1 })
  await post(`${url}/api/lists/subscribe`, { listId: 1, subscribers: [{ email: "ann@example.com" }] })
  const items = [{ id: "1", name: "a", price: 2, quantity: 1 }]
  await post(`${url}/api/commerce/trackPurchase`, {
    user: { email: "ann@example.com" },
    items,
    total: 2,
    id: "p-1",
  })

  const read = async (path: string): Promise<unknown[]> => {
    const answer = await fetch(`${url}/_sandbox/${path}`)
    expect(answer.status).toBe(200)
    const lines = (await answer.text()).trimEnd().split("\n")
    return lines.map((line) => JSON.parse(line) as unknown)
  }
  expect(await read("counts")).toEqual([sandbox.counts()])
  expect(await read("users")).toEqual([...sandbox.users()])
  expect(await read("events")).toEqual([...sandbox.events()])
  expect(await read("purchases")).toEqual([...sandbox.purchases()])
  expect(await read("lists")).toEqual([...sandbox.lists()])
  expect(await read("list?id=1")).toEqual([...sandbox.lists()])
  expect((await fetch(`${url}/_sandbox/list?id=2`)).status).toBe(404)
  expect(await read("requests")).toEqual([...sandbox.requests()])
  expect(await read("applied")).toHaveLength(4)
  expect(await read("user?email=ann%40example.com")).toEqual([...sandbox.users()])
  expect((await fetch(`${url}/_sandbox/user?userId=none`)).status).toBe(404)
  expect((await fetch(`${url}/_sandbox/nothing`)).status).toBe(404)
  expect(sandbox.counts()).toMatchObject({ users: 1, events: 1, purchases: 1, lists: 1, requests: 5 })
})

it("startSandbox() is set, reset and told whom to forget over HTTP", async () => {
  const { url, sandbox } = await start()
  await post(`${url}/api/users/bulkUpdate`, USERS)
  await post(`${url}/_sandbox/forgotten`, { emails: ["ann@example.com"] })
  expect(sandbox.counts()).toMatchObject({ users: 0, forgottenUsers: 1 })
  expect((await fetch(`${url}/_sandbox/reset`, { method: "POST" })).status).toBe(200)
  expect(sandbox.counts()).toMatchObject({ requests: 0, forgottenUsers: 0 })
  const wrong = await post(`${url}/_sandbox/options`, { colour: "red" })
  expect(wrong.status).toBe(400)
  expect(await wrong.text()).toContain("colour")
  expect((await post(`${url}/_sandbox/options`, { apiKeys: ["other-key"] })).status).toBe(200)
  expect((await post(`${url}/api/users/bulkUpdate`, USERS)).status).toBe(401)
  const everything = await Promise.all(
    ["counts", "users", "events", "purchases", "lists", "requests", "applied", "options"].map(async (path) =>
      (await fetch(`${url}/_sandbox/${path}`)).text(),
    ),
  )
  expect(everything.join("")).not.toMatch(/secret-key|other-key/)
})

describe("startSandbox() is for this machine only", () => {
  const status = async (headers: Record<string, string>): Promise<number> => {
    const { port } = running ?? (await start())
    return new Promise((resolve, reject) => {
      httpRequest({ port, host: "127.0.0.1", path: "/_sandbox/counts", headers }, (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
        .on("error", reject)
        .end()
    })
  }
  it.each(["evil.example", "127.0.0.1.evil.example", "192.168.0.1", "localhost.evil.example:80"])(
    "and refuses the host %j",
    async (host) => {
      expect(await status({ host })).not.toBe(200)
    },
  )
  it.each(["localhost", "localhost:1234", "127.0.0.1", "127.0.0.1:80", "[::1]:80"])(
    "and takes the host %s",
    async (host) => {
      expect(await status({ host })).toBe(200)
    },
  )
  it.each([
    ["https://evil.example", 403],
    ["http://127.0.0.1.evil.example", 403],
    ["null", 403],
    ["http://localhost:3000", 200],
  ])("and answers the origin %s with %i", async (origin, expected) => {
    expect(await status({ host: "localhost", origin })).toBe(expected)
  })
})

it("startSandbox() answers a body over the limit, holds none of it, and keeps the connection", async () => {
  const { port, sandbox } = await start({ maxBodyBytes: 1000 })
  const large = `{"users":[{"email":"a@example.com","dataFields":{"x":"${"x".repeat(3_000_000)}"}}]}`
  const { received } = await raw(
    port,
    `${rawPost(large)}${rawPost(JSON.stringify(USERS)).replace("Host", "Connection: close\r\nHost")}`,
  )
  expect(received).toMatch(/^HTTP\/1\.1 413 /)
  expect(received).toContain("HTTP/1.1 200 OK")
  expect([...sandbox.requests()].map(({ status, bodyBytes }) => [status, bodyBytes])).toEqual([
    [413, large.length],
    [200, JSON.stringify(USERS).length],
  ])
})

it("startSandbox() takes bodies of nearly 4 MB", async () => {
  const { url, sandbox } = await start()
  const users = Array.from({ length: 18_000 }, (_, index) => ({
    email: `user${index}@example.com`,
    dataFields: { text: "x".repeat(140), index },
  }))
  const answer = await post(`${url}/api/users/bulkUpdate`, { users })
  expect(await answer.json()).toMatchObject({ successCount: 18_000, failCount: 0 })
  const lines = (await (await fetch(`${url}/_sandbox/users`)).text()).trimEnd().split("\n")
  expect(lines).toHaveLength(18_000)
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ email: "user17999@example.com" })
  expect([...sandbox.requests()][0]?.bodyBytes).toBeGreaterThan(3_500_000)
})

describe("startSandbox() does to the connection what the fault says", () => {
  it("reset", async () => {
    const { port, sandbox } = await start({ faults: [{ fault: { kind: "reset" }, when: "after" }] })
    expect(await raw(port, rawPost(JSON.stringify(USERS)))).toEqual({ received: "", error: "ECONNRESET" })
    expect(sandbox.counts().users).toBe(1)
  })

  it.each([
    ["close", ""],
    ["reset", "ECONNRESET"],
  ] as const)("truncated, with the ending %s", async (ending, expectedError) => {
    const { port } = await start({ faults: [{ fault: { kind: "truncated", sentBytes: 20, ending } }] })
    const { received, error } = await raw(port, rawPost(JSON.stringify(USERS)))
    const [head = "", body = ""] = received.split("\r\n\r\n")
    expect(error).toBe(expectedError)
    expect(head).toMatch(/content-length: [2-9]\d\d/)
    expect(body).toBe('{"successCount":1,"failCount":1'.slice(0, 20))
  })

  it("slow-body", async () => {
    const { url } = await start({
      faults: [{ fault: { kind: "slow-body", chunkBytes: 50, chunkIntervalMs: 1 } }],
    })
    const answer = await post(`${url}/api/users/bulkUpdate`, USERS)
    expect(await answer.json()).toMatchObject({ successCount: 1 })
  })

  it("silent, until the sandbox closes", async () => {
    const { port, sandbox, close } = await start({ faults: [{ fault: { kind: "silent" } }], now: () => 5 })
    const waiting = raw(port, rawPost(JSON.stringify(USERS)))
    await expect.poll(() => sandbox.counts().requests).toBe(1)
    const startedAt = performance.now()
    await close()
    await close()
    expect((await waiting).received).toBe("")
    expect(performance.now() - startedAt).toBeLessThan(1000)
  })

  it("delay, which close() does not wait for", async () => {
    const { port, sandbox, close } = await start({ latency: { kind: "fixed", latencyMs: 60_000 } })
    const waiting = raw(port, rawPost(JSON.stringify(USERS)))
    await expect.poll(() => sandbox.counts().users).toBe(1)
    await close()
    expect((await waiting).received).toBe("")
  })
})

describe("startSandbox() keeps connections open", () => {
  const kept = rawPost(JSON.stringify(USERS))

  it("for keepAliveTimeoutMs, does not tell how long, and then cuts them in order", async () => {
    const { port, sandbox } = await start({ keepAliveTimeoutMs: 30 })
    const { received, error } = await raw(port, kept)
    expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(received).toMatch(/\r\nconnection: keep-alive\r\n/i)
    expect(received).not.toMatch(/\r\nkeep-alive:/i)
    expect(error).toBe("")
    expect(sandbox.counts().requests).toBe(1)
  })

  it("by default until it closes, and not at all where the client says so", async () => {
    const { port, sandbox, close } = await start()
    const { received } = await raw(port, kept.replace("Host", "Connection: close\r\nHost"))
    expect(received).toMatch(/\r\nconnection: close\r\n/i)
    const waiting = raw(port, kept + kept)
    await expect.poll(() => sandbox.counts().requests).toBe(3)
    await close()
    expect((await waiting).received.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2)
  })

  it("and what is wrong about the server is refused", async () => {
    for (const [name, value] of [
      ["keepAliveTimeoutMs", -1],
      ["keepAliveTimeoutMs", Number.NaN],
      ["keepAliveTimeoutMs", "1s"],
      ["port", "http"],
      ["port", 70_000],
      ["now", 5],
    ] as const) {
      await expect(startSandbox({ [name]: value })).rejects.toThrow(`as ${name} is no`)
    }
  })
})

it("startSandbox() refuses unknown options and a taken port", async () => {
  const { port } = await start()
  await expect(startSandbox({ port })).rejects.toThrow("EADDRINUSE")
  await expect(startSandbox({ colour: 1 } as object)).rejects.toThrow("colour")
})
