import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/index.ts"
import { START_MS } from "./virtual-sandbox.ts"

/** What a call over HTTP got. */
export interface ServedAnswer {
  readonly status: number
  readonly text: string
  readonly headers: Headers
  /** The parsed text; throws where it is no JSON. */
  readonly json: () => Record<string, unknown>
}

/** A sandbox that listens, with a clock that stands still until it is moved. */
export interface ServedSandbox {
  readonly sandbox: Sandbox
  readonly passMs: (durationMs: number) => void
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<ServedAnswer>
  readonly get: (path: string) => Promise<ServedAnswer>
}

/** Starts a sandbox, lets it be used, and closes it. */
export async function served<T>(
  options: SandboxOptions,
  use: (sandbox: ServedSandbox) => Promise<T>,
): Promise<T> {
  let nowMs = START_MS
  const { url, sandbox, close } = await startSandbox({ ...options, now: () => nowMs })
  const call = async (path: string, init: RequestInit): Promise<ServedAnswer> => {
    const { status, headers, ...answer } = await fetched(`${url}/api/${path}`, init)
    return {
      status,
      headers,
      text: answer.text,
      json: () => JSON.parse(answer.text) as Record<string, unknown>,
    }
  }
  try {
    return await use({
      sandbox,
      passMs: (durationMs) => {
        nowMs += durationMs
      },
      post: async (path, body, headers = {}) =>
        call(path, {
          method: "POST",
          headers: { "Api-Key": "k", ...headers },
          body: typeof body === "string" ? body : JSON.stringify(body),
        }),
      get: async (path) => call(path, { headers: { "Api-Key": "k" } }),
    })
  } finally {
    await close()
  }
}

async function fetched(
  url: string,
  init: RequestInit,
): Promise<{ readonly status: number; readonly headers: Headers; readonly text: string }> {
  const response = await fetch(url, init)
  return { status: response.status, headers: response.headers, text: await response.text() }
}
