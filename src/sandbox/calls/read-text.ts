import { isAscii, isUtf8 } from "node:buffer"
import { gunzipSync } from "node:zlib"

import type { ResolvedProjectOptions } from "../options/project-options.ts"
import { type SandboxRequest, headerOf } from "./sandbox-request.ts"
import { parseNumbersAsWritten } from "./written-with-point.ts"

/** Reads the body of a request as text, unpacked where that is allowed; `null` where it is no UTF-8. */
export function readText(
  request: SandboxRequest,
  { behavior, maxBodyBytes }: Pick<ResolvedProjectOptions, "behavior" | "maxBodyBytes">,
): string | null {
  let bytes = Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength)
  const encoding = headerOf(request, "content-encoding") ?? "identity"
  if (encoding === "gzip" && behavior.gzipRequests === "accept") {
    try {
      bytes = gunzipSync(bytes, { maxOutputLength: Math.max(1, maxBodyBytes) })
    } catch {
      return null
    }
  }
  if (isAscii(bytes)) return bytes.toString("latin1")
  return isUtf8(bytes) ? bytes.toString("utf8") : null
}

/** Reads JSON; `undefined` where it is none. */
export function parseJson(text: string): unknown {
  try {
    return parseNumbersAsWritten(text)
  } catch {
    return undefined
  }
}
