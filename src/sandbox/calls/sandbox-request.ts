/** A request as the sandbox's core sees it: no socket, the whole body in hand. */
export interface SandboxRequest {
  readonly method: string
  /** Path with query, for example `/api/users/getByEmail?email=ann%40example.com`. */
  readonly path: string
  /** Names in any case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Uint8Array
  /**
   * How long the body was, where `body` does not hold all of it because it went over the limit.
   *
   * @defaultValue the length of `body`
   */
  readonly bodyBytes?: number
}

/** Reads a header whatever the case of its name. */
export function headerOf(request: SandboxRequest, name: string): string | undefined {
  const direct = request.headers[name]
  if (direct !== undefined) return first(direct)
  for (const [key, value] of Object.entries(request.headers)) {
    if (value !== undefined && key.toLowerCase() === name) return first(value)
  }
  return undefined
}

function first(value: string | readonly string[]): string | undefined {
  return typeof value === "string" ? value : value[0]
}
