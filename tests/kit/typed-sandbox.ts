import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach } from "vitest"
import type { CommonOptions, DeliveryOptions } from "../../src/index.ts"
import { startSandbox } from "../../src/sandbox/index.ts"
import type { RunningSandbox } from "../../src/sandbox/index.ts"

/** What each test of a file finds anew. */
export interface TypedSandbox {
  readonly folder: string
  readonly running: RunningSandbox
  /** What imports and retries into it have in common. */
  options(more?: Partial<CommonOptions & DeliveryOptions>): CommonOptions & DeliveryOptions
}

/** For each test of a file: a folder, and a sandbox that refuses `age` of users and `score` of events named joined where these are no whole numbers. */
export function typedSandbox(apiKey = "made-up-key-0123456789"): TypedSandbox {
  let folder = ""
  let running: RunningSandbox
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "typed-sandbox-"))
    running = await startSandbox({
      rateLimits: "off",
      behavior: { trackUnknownUser: "create" },
      userFields: { age: "long" },
      eventFields: { joined: { score: "long" } },
    })
  })
  afterEach(async () => {
    await running.close()
    rmSync(folder, { recursive: true })
  })
  return {
    get folder() {
      return folder
    },
    get running() {
      return running
    },
    options: (more = {}) => ({
      apiKey,
      baseUrl: running.url,
      stateDir: join(folder, "state"),
      rateLimits: "off",
      maxRejects: "off",
      ...more,
    }),
  }
}
