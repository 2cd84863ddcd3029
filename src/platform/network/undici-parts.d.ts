// The whole of undici, with its `fetch`, caches and web sockets, takes 50 ms longer to load than what we use of it; and it
// would set the dispatcher of the host program's own `fetch`. package.json names one version, so that the path holds.
declare module "undici/lib/dispatcher/agent.js" {
  import { Agent } from "undici"
  export default Agent
}
declare module "undici/lib/dispatcher/pool.js" {
  import { Pool } from "undici"
  export default Pool
}
declare module "undici/lib/dispatcher/proxy-agent.js" {
  import { ProxyAgent } from "undici"
  export default ProxyAgent
}
// The way in which undici as a whole gives its dispatchers their `connect`.
declare module "undici/lib/api/api-connect.js" {
  import type { Dispatcher } from "undici"
  export default function connect(
    this: Dispatcher,
    options: Dispatcher.ConnectOptions,
  ): Promise<Dispatcher.ConnectData>
}
