import type { SandboxOptions } from "./options/sandbox-options.ts"
import type { Sandbox } from "./sandbox.ts"
import { SandboxCore } from "./sandbox-core.ts"

/** Where a sandbox's core gets the time from. */
export interface SandboxClock {
  /** Epoch milliseconds; never goes back. */
  readonly now: () => number
}

/** Makes a sandbox without a server, for whole imports in virtual time. */
export function createSandbox(options: SandboxOptions & SandboxClock): Sandbox {
  const { now, ...given } = options
  return new SandboxCore(given, now)
}
