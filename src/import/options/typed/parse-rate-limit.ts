import { UsageError } from "../../../errors.ts"
import { ALL_KINDS } from "../../../kinds/all-kinds.ts"
import type { EndpointName } from "../../../kinds/all-kinds.ts"
import { RATE_LIMIT_EXAMPLE } from "../../../kinds/rate-limit-example.ts"
import type { RateLimits } from "../../../delivery/iterable-importer.ts"

const NAMES = ALL_KINDS.endpoints.map(({ name }) => name)
const EXAMPLE = `--rate-limit ${RATE_LIMIT_EXAMPLE} (requests per second), or --rate-limit off`

/**
 * Reads the value of `--rate-limit`: `off`, or requests per second by channel.
 *
 * @throws {@link UsageError} if a part of it is wrong; the message names the part.
 */
export function parseRateLimit(text: string): RateLimits {
  if (text.trim() === "off") return "off"
  const limits: { -readonly [Name in EndpointName]?: number } = {}
  for (const part of text.split(",")) {
    const [name = "", value, ...others] = part.split("=").map((piece) => piece.trim())
    const endpoint = NAMES.find((known) => known === name)
    if (value === undefined || others.length > 0) throw wrong(part, "it is not of the form NAME=NUMBER")
    if (endpoint === undefined) throw wrong(part, `there is no channel "${name}", only ${NAMES.join(", ")}`)
    if (limits[endpoint] !== undefined) throw wrong(part, `${endpoint} is given twice`)
    if (!/^\d+(\.\d+)?$/.test(value) || Number(value) === 0) {
      throw wrong(part, `"${value}" is not a number above 0`)
    }
    limits[endpoint] = Number(value)
  }
  return limits
}

function wrong(part: string, reason: string): UsageError {
  return new UsageError(`--rate-limit: in "${part.trim()}", ${reason}. Write for example ${EXAMPLE}.`)
}
