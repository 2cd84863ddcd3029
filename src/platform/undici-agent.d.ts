// The whole of undici, with its `fetch`, caches and web sockets, takes 50 ms longer to load than what we use of it; and it
// would set the dispatcher of the host program's own `fetch`. package.json names one version, so that the path holds.
declare module "undici/lib/dispatcher/agent.js" {
  import { Agent } from "undici"
  export default Agent
}
