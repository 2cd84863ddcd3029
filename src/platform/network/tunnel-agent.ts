import connect from "undici/lib/api/api-connect.js"
import Pool from "undici/lib/dispatcher/pool.js"
import ProxyAgent from "undici/lib/dispatcher/proxy-agent.js"
import type { Agent, Dispatcher } from "undici"
import type { Proxy } from "./proxy-from-env.ts"

/** Sends requests through tunnels that a proxy opens; TLS ends at the server, so that the proxy sees neither the key nor a record. */
export function tunnelAgent(proxy: Proxy, connectTimeoutMs: number, options: Agent.Options): Dispatcher {
  const tls = { timeout: connectTimeoutMs }
  return new ProxyAgent({
    ...options,
    uri: proxy.url,
    requestTls: tls,
    proxyTls: tls,
    ...(proxy.authorization === undefined ? {} : { token: proxy.authorization }),
    clientFactory: (origin, clientOptions) => proxyClient(new Pool(origin, clientOptions), proxy.host),
  })
}

/**
 * Says of a tunnel that does not come about that it is the proxy's doing, in an error of its own: one of those that sockets have would
 * make undici try again without end.
 */
function proxyClient(pool: Pool, host: string): Dispatcher {
  const open = async (options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> => {
    const opened = await connect.call(pool, options).catch((error: unknown) => {
      throw new Error(`the proxy ${host} opens no connection: ${reasonOf(error)}`, { cause: error })
    })
    const { socket, statusCode } = opened
    if (statusCode === 200) return opened
    socket.on("error", () => undefined).destroy()
    throw new Error(refusal(host, statusCode))
  }
  return Object.assign(pool, { connect: open })
}

function refusal(host: string, status: number): string {
  if (status !== 407) return `the proxy ${host} refused the connection: it answered ${status}`
  return `the proxy ${host} refused the connection: it answered 407, as it wants a user name and a password, or other ones. They belong into the variable that names the proxy: http://USER:PASSWORD@HOST:PORT`
}

/** Errors of several addresses tried at once have no message of their own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  return error instanceof Error ? error.message : String(error)
}
