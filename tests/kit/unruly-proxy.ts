import { once } from "node:events"
import { connect, createServer } from "node:net"
import type { AddressInfo, Server, Socket } from "node:net"
import { setImmediate as allElse } from "node:timers/promises"
import { resetConnection } from "../../src/sandbox/server/reset-connection.ts"
import { MessageSplitter, headerOf } from "./message-splitter.ts"
import type { HttpMessage } from "./message-splitter.ts"
import { bytesOf, withHeaders } from "./mishap.ts"
import type { Mishap } from "./mishap.ts"

/** A request that came to a proxy. */
export interface ProxiedRequest {
  /** From 1, in the order in which their heads came. */
  readonly number: number
  readonly connectionNumber: number
  /** From 1 for each connection: from 2 on the connection is one that was kept. */
  readonly numberOnConnection: number
  readonly path: string
  /** As promised by its head. */
  readonly bodyBytes: number
  readonly mishap: Mishap | undefined
  /** As much of it as was read. */
  readonly body: string
  /** It was passed on to the server. */
  readonly isForwarded: boolean
  /** The mishap was carried out to its end. */
  readonly isDone: boolean
  /** What the client can know of it. */
  readonly leaves: Mishap["leaves"]
  /** The status that the server answered with. */
  readonly status: number | undefined
}

/** What is known of a request when its head is there. */
export type RequestHead = Pick<
  ProxiedRequest,
  "number" | "connectionNumber" | "numberOnConnection" | "path" | "bodyBytes"
>

/** What a proxy does to whom; decided by numbers only, so that a plan does the same each time. */
export interface ProxyPlan {
  /** The mishap of a request; none where undefined. */
  readonly onRequest?: (request: RequestHead) => Mishap | undefined
  /** Whether a connection is cut as soon as it is made; they are numbered from 1. */
  readonly onConnection?: (connectionNumber: number) => "reset" | "end" | undefined
  /**
   * The first answer of this status that the server gives is surely read by the client before anything else happens: all else
   * is held back until then. Hanging connections are reset after it.
   */
  readonly fatalStatus?: number
}

type Entry = { -readonly [Name in keyof ProxiedRequest]: ProxiedRequest[Name] } & {
  isUnderWay: boolean
}

const DRIP_INTERVAL_MS = 5
const TURNS_UNTIL_ALL_ARRIVED = 20

/** Stands between a client and a server on this machine and does to their connections what a plan says, and notes it. */
export class UnrulyProxy {
  readonly port: number
  readonly #targetPort: number
  readonly #plan: ProxyPlan
  readonly #entries: Entry[] = []
  readonly #sockets = new Set<Socket>()
  readonly #overlaps: string[] = []
  #server: Server
  #connections = 0
  #cutConnections = 0
  #timesDown = 0
  #fatalAnswer: "none" | "on its way" | "read" = "none"
  #requestsThen: number | undefined
  #tell = (): void => undefined
  /** Resolves once the client has read the fatal answer. */
  readonly #isTold = new Promise<void>((resolve) => {
    this.#tell = resolve
  })

  private constructor(server: Server, targetPort: number, plan: ProxyPlan) {
    this.#server = server
    this.port = (server.address() as AddressInfo).port
    this.#targetPort = targetPort
    this.#plan = plan
    server.on("connection", (socket: Socket) => this.#accept(socket))
  }

  /** Listens on a free port of this machine, in front of a server on another one. */
  static async start(targetPort: number, plan: ProxyPlan): Promise<UnrulyProxy> {
    return new UnrulyProxy(await listening(0), targetPort, plan)
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** All requests so far. */
  get requests(): readonly ProxiedRequest[] {
    return this.#entries
  }

  /** How many connections were made, and not refused. */
  get connections(): number {
    return this.#connections
  }

  /** How many connections were cut as soon as they were made. */
  get cutConnections(): number {
    return this.#cutConnections
  }

  /** How often the server went down. */
  get timesDown(): number {
    return this.#timesDown
  }

  /** Requests to one path that were under way at the same time and named the same user. */
  get overlaps(): readonly string[] {
    return this.#overlaps
  }

  /** How many requests came after the client had read the fatal answer; undefined where it has read none. */
  get requestsAfterFatal(): number | undefined {
    return this.#requestsThen === undefined ? undefined : this.#entries.length - this.#requestsThen
  }

  /** Listens again on the same port. */
  async comeUp(): Promise<void> {
    this.#server = await listening(this.port)
    this.#server.on("connection", (socket: Socket) => this.#accept(socket))
  }

  /** Cuts everything. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    if (!this.#server.listening) return
    this.#server.close()
    await once(this.#server, "close")
  }

  #goDown(): void {
    this.#timesDown += 1
    this.#server.close()
    for (const socket of this.#sockets) resetConnection(socket)
  }

  #accept(socket: Socket): void {
    this.#connections += 1
    const connectionNumber = this.#connections
    socket.on("error", () => undefined)
    const cut = this.#plan.onConnection?.(connectionNumber)
    if (cut !== undefined) {
      this.#cutConnections += 1
      if (cut === "reset") resetConnection(socket)
      else socket.destroy()
      return
    }
    socket.setNoDelay(true)
    this.#sockets.add(socket)
    let current: Entry | undefined
    let numberOnConnection = 0
    const splitter = new MessageSplitter({
      onHead: (head) => {
        numberOnConnection += 1
        current = this.#begin(head, { connectionNumber, numberOnConnection })
        if (current.mishap?.on === "head" && !socket.writableEnded) void this.#befall(current, socket)
      },
      onMessage: ({ head, body }) => {
        if (current === undefined) return
        const entry = current
        entry.body = body.toString()
        // On a connection that was half-closed before, nobody answers.
        if (entry.mishap?.on === "head" || socket.writableEnded) return
        this.#noteOverlaps(entry)
        if (entry.mishap === undefined) void this.#pass(entry, { head, body }, socket)
        else void this.#befall(entry, socket, { head, body })
      },
    })
    socket.on("data", (chunk: Buffer) => {
      splitter.push(chunk)
      if (current !== undefined && current.body === "") current.body = splitter.unfinished.toString()
    })
    socket.on("end", () => socket.end())
    socket.on("close", () => {
      this.#sockets.delete(socket)
      for (const entry of this.#entries)
        if (entry.connectionNumber === connectionNumber) entry.isUnderWay = false
    })
  }

  #begin(head: string, on: Pick<Entry, "connectionNumber" | "numberOnConnection">): Entry {
    const planned = {
      ...on,
      number: this.#entries.length + 1,
      path: head.split(" ")[1] ?? "",
      bodyBytes: Number(headerOf(head, "content-length") ?? 0),
    }
    const entry: Entry = {
      ...planned,
      mishap: this.#plan.onRequest?.(planned),
      body: "",
      isForwarded: false,
      isDone: false,
      leaves: "doubt",
      status: undefined,
      isUnderWay: true,
    }
    this.#entries.push(entry)
    return entry
  }

  #noteOverlaps(entry: Entry): void {
    const users = new Set(usersIn(entry.body))
    for (const other of this.#entries) {
      if (other === entry || !other.isUnderWay || other.path !== entry.path) continue
      const shared = usersIn(other.body).filter((user) => users.has(user))
      if (shared.length > 0) {
        this.#overlaps.push(`requests ${other.number} and ${entry.number} both name ${shared.join(", ")}`)
      }
    }
  }

  /** Passes a request on and its answer back, as it should be. */
  async #pass(entry: Entry, request: HttpMessage, socket: Socket): Promise<void> {
    const answer = await this.#forward(entry, request)
    if (entry.status === this.#plan.fatalStatus && this.#fatalAnswer === "none") {
      this.#fatalAnswer = "on its way"
      const isGone = gone(socket)
      await written(socket, bytesOf(withHeaders(answer, { Connection: "close" })))
      entry.leaves = "answered"
      // The client closes this connection when it has read the answer.
      await isGone
      // What had left before that arrives meanwhile.
      for (let turn = 0; turn < TURNS_UNTIL_ALL_ARRIVED; turn += 1) await allElse()
      this.#fatalAnswer = "read"
      this.#requestsThen = this.#entries.length
      this.#tell()
      return
    }
    await this.#heldBack()
    if (socket.destroyed) return
    entry.isUnderWay = false
    if (await written(socket, bytesOf(answer))) entry.leaves = "answered"
  }

  /** Does to a request what was planned for it. */
  async #befall(entry: Entry, socket: Socket, request?: HttpMessage): Promise<void> {
    const { mishap } = entry
    if (mishap === undefined) return
    const isGone = gone(socket)
    const answer =
      mishap.forward === "now" && request !== undefined ? await this.#forward(entry, request) : NO_ANSWER
    await this.#heldBack()
    const reply = mishap.reply?.(answer) ?? Buffer.alloc(0)
    // When the client gives up waiting is its own affair.
    entry.isUnderWay = false
    const pieces = mishap.trickles === true ? Array.from(reply, (byte) => Buffer.of(byte)) : [reply]
    for (const piece of pieces) {
      if (piece.length > 0 && !(await written(socket, piece))) break
      if (pieces.length > 1) await allElse()
    }
    const isWhole = !socket.destroyed
    await this.#end(mishap, socket, isGone)
    if (mishap.forward === "late" && request !== undefined) await this.#forward(entry, request)
    const isRefused = mishap.showsRefusal === true && (entry.status ?? 0) >= 400
    const leaves = isRefused ? "answered" : mishap.leaves
    entry.leaves = isWhole || leaves !== "answered" ? leaves : "doubt"
    entry.isDone = isWhole
  }

  async #end({ ending }: Mishap, socket: Socket, isGone: Promise<void>): Promise<void> {
    if (ending === "end") socket.end()
    if (ending === "reset") resetConnection(socket)
    if (ending === "down") this.#goDown()
    if (ending !== "hang" && ending !== "drip") return
    const drip = ending === "drip" ? setInterval(() => socket.write(" "), DRIP_INTERVAL_MS) : undefined
    await Promise.race([isGone, this.#isTold])
    clearInterval(drip)
    // Whoever still hangs when the import must stop is cut off.
    resetConnection(socket)
  }

  /** All else waits while the client reads the fatal answer. */
  async #heldBack(): Promise<void> {
    if (this.#fatalAnswer === "on its way") await this.#isTold
  }

  async #forward(entry: Entry, { head, body }: HttpMessage): Promise<HttpMessage> {
    entry.isForwarded = true
    const upstream = connect({ port: this.#targetPort, host: "127.0.0.1" })
    const answer = await new Promise<HttpMessage>((resolve, reject) => {
      const splitter = new MessageSplitter({ onMessage: resolve })
      upstream.on("data", (chunk: Buffer) => splitter.push(chunk))
      upstream.on("error", reject)
      upstream.write(bytesOf({ head, body }))
    })
    upstream.destroy()
    entry.status = Number(answer.head.split(" ")[1])
    return answer
  }
}

const NO_ANSWER: HttpMessage = { head: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", body: Buffer.alloc(0) }

async function listening(port: number): Promise<Server> {
  // Half-open: whether a connection is closed is the plan's business alone.
  const server = createServer({ allowHalfOpen: true })
  server.listen(port, "127.0.0.1")
  await once(server, "listening")
  return server
}

function gone(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve()
    else socket.once("close", () => resolve())
  })
}

/** Writes bytes; whether they went out. */
function written(socket: Socket, bytes: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    if (socket.destroyed || socket.writableEnded) resolve(false)
    else socket.write(bytes, (error) => resolve(error === null || error === undefined))
  })
}

function usersIn(body: string): string[] {
  return [...body.matchAll(/"email":"([^"]+)"/g)].map(([, email = ""]) => email.toLowerCase())
}
