import { createHmac } from "node:crypto"

import { type Answer, apiAnswer } from "../answers/answer.ts"
import { knownKey } from "./check-api-key.ts"
import { isObject } from "../project/data-fields.ts"
import type { CalledPath } from "../calls/call.ts"
import type { ResolvedOptions } from "../options/option-defaults.ts"
import { type SandboxRequest, headerOf } from "../calls/sandbox-request.ts"

/**
 * Refuses a request whose key wants a JSON Web Token: there is none, its signature (HMAC with SHA-256) is wrong, or it
 * has expired. Whose token it is is not checked.
 *
 * Source: Iterable support, "API Keys" (article 360043464871); the answer to an expired token is Iterable's example, the
 * words of the others are not known.
 */
export function checkJwt(
  options: ResolvedOptions,
  request: SandboxRequest,
  { path }: Pick<CalledPath, "path">,
  nowMs: number,
): Answer | null {
  const secret = knownKey(options, request)?.jwtSecret
  if (secret === undefined) return null
  const params = { endpoint: path }
  const [, token] = /^Bearer (\S+)$/i.exec(headerOf(request, "authorization") ?? "") ?? []
  if (token === undefined) {
    return apiAnswer(
      401,
      "BadAuthorizationHeader",
      "JWT token is missing from the Authorization header",
      params,
    )
  }
  const status = options.behavior.jwtFailureStatus
  const expiresAtMs = expiryMs(token, secret)
  if (expiresAtMs === null) return apiAnswer(status, "InvalidJwtPayload", "JWT token is invalid", params)
  return expiresAtMs > nowMs ? null : apiAnswer(status, "InvalidJwtPayload", "JWT token is expired", params)
}

function expiryMs(token: string, secret: string): number | null {
  const [header = "", payload = "", signature = ""] = token.split(".")
  if (createHmac("sha256", secret).update(`${header}.${payload}`).digest("base64url") !== signature)
    return null
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString())
    return isObject(claims) && typeof claims["exp"] === "number" ? claims["exp"] * 1000 : null
  } catch {
    return null
  }
}
