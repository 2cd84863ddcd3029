import {
  type Sandbox,
  type SandboxOptions,
  type SandboxReply,
  createSandbox,
} from "../../src/sandbox/index.ts"

/** What a call in virtual time got. */
export interface VirtualAnswer {
  readonly status: number
  readonly text: string
  /** The parsed text, or `undefined` where it is no JSON. */
  readonly json: unknown
  readonly reply: SandboxReply
}

/** A sandbox with a clock that stands still until it is moved. */
export interface VirtualSandbox {
  readonly sandbox: Sandbox
  readonly passMs: (durationMs: number) => void
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => VirtualAnswer
  readonly get: (path: string, headers?: Record<string, string>) => VirtualAnswer
  readonly delete: (path: string, headers?: Record<string, string>) => VirtualAnswer
  /** Calls by any method, without a body. */
  readonly send: (method: string, path: string, headers?: Record<string, string>) => VirtualAnswer
}

/** Midnight of 2026-01-01. */
export const START_MS: number = Date.UTC(2026, 0, 1)

/** Makes a sandbox in virtual time; calls send the key `secret-key` unless they bring other headers. */
export function virtualSandbox(options: SandboxOptions = {}): VirtualSandbox {
  let nowMs = START_MS
  const sandbox = createSandbox({ ...options, now: () => nowMs })
  const call = (
    method: string,
    path: string,
    body: Buffer,
    headers: Record<string, string>,
  ): VirtualAnswer => {
    const reply = sandbox.handle({ method, path: `/api/${path}`, headers, body })
    if (!("status" in reply)) return { status: 0, text: "", json: undefined, reply }
    const text = reply.body.toString()
    return { status: reply.status, text, json: parsed(text), reply }
  }
  return {
    sandbox,
    passMs: (durationMs) => {
      nowMs += durationMs
    },
    post: (path, body, headers = { "Api-Key": "secret-key" }) =>
      call("POST", path, Buffer.from(typeof body === "string" ? body : JSON.stringify(body)), headers),
    get: (path, headers = { "Api-Key": "secret-key" }) => call("GET", path, Buffer.alloc(0), headers),
    delete: (path, headers = { "Api-Key": "secret-key" }) => call("DELETE", path, Buffer.alloc(0), headers),
    send: (method, path, headers = { "Api-Key": "secret-key" }) =>
      call(method, path, Buffer.alloc(0), headers),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
