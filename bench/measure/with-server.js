import { ServerProcess } from "./server-process.js"

/**
 * Does something while a discarding server is there.
 *
 * @template Value
 * @param {(server: ServerProcess) => Promise<Value>} work
 */
export async function withServer(work) {
  const server = await ServerProcess.discarding()
  try {
    return await work(server)
  } finally {
    await server.stop()
  }
}
