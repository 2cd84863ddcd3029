import type { Socket } from "node:net"

/**
 * Resets a connection (RST) without closing it in order (FIN) first.
 *
 * `socket.resetAndDestroy()` ends the writable side before it resets, so that a client which has read some bytes sees an
 * orderly end; destroying a socket that is marked as resetting does not.
 */
export function resetConnection(socket: Socket | null): void {
  if (socket === null) return
  Object.assign(socket, { resetAndClosing: true })
  socket.destroy()
}
