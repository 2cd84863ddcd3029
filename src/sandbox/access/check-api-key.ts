import { createHash } from "node:crypto"

import { type Answer, apiAnswer } from "../answers/answer.ts"
import type { ApiKey } from "./api-key.ts"
import type { Route } from "../calls/router.ts"
import type { ResolvedOptions } from "../options/option-defaults.ts"
import { type SandboxRequest, headerOf } from "../calls/sandbox-request.ts"

const IP = "127.0.0.1"

/** Gives the key of a request. */
export function apiKeyOf(request: SandboxRequest): string {
  return headerOf(request, "api-key") ?? headerOf(request, "api_key") ?? ""
}

/** A name for a key that does not give it away. */
export function apiKeyIdentifier(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 8)
}

/**
 * Refuses a request without a key, with a wrong or disabled one, or with one of a kind that may not call the endpoint.
 *
 * Source: recorded answers; Iterable support, "API Keys" (article 360043464871).
 */
export function checkApiKey(
  options: ResolvedOptions,
  request: SandboxRequest,
  { endpoint, path }: Pick<Route, "endpoint" | "path">,
  disabled: ReadonlySet<string>,
): Answer | null {
  const key = apiKeyOf(request)
  const params = { ip: IP, endpoint: path }
  const code = options.behavior.errorCodeSuccessOn401 ? "Success" : "BadApiKey"
  if (key === "") return apiAnswer(401, code, "No API key found on request", params)
  const known = knownKey(options, request)
  if (known === undefined) {
    return apiAnswer(401, code, "Invalid API key", code === "Success" ? { endpoint: path } : params)
  }
  const identifier = apiKeyIdentifier(key)
  if (!disabled.has(identifier) && endpoint.keys.includes(known.kind)) return null
  return apiAnswer(401, code, "Disabled API key or insufficient privileges", {
    ...params,
    apiKeyIdentifier: identifier,
    apiKeyType: known.kind,
  })
}

/** What is known about the key of a request. */
export function knownKey({ apiKeys }: ResolvedOptions, request: SandboxRequest): ApiKey | undefined {
  const key = apiKeyOf(request)
  if (apiKeys === undefined) return { key, kind: "ServerSide" }
  const found = apiKeys.find((known) => (typeof known === "string" ? known : known.key) === key)
  return typeof found === "string" ? { key: found, kind: "ServerSide" } : found
}
