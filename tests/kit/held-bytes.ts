import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

/** What this process holds in its heap and in buffers, once all is collected that can be. */
export function heldBytes(): number {
  setFlagsFromString("--expose-gc")
  const collect = runInNewContext("gc") as () => void
  collect()
  // Buffers are freed beside the program, and counted at the next collection.
  collect()
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
