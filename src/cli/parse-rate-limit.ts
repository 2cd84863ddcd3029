import { UsageError } from "../errors.ts"
import type { RateLimits } from "../index.ts"

const CHANNELS = ["users", "events", "purchases"] as const
const EXAMPLE = "--rate-limit users=5,events=10,purchases=200 (requests per second), or --rate-limit off"

/**
 * Reads the value of `--rate-limit`: `off`, or requests per second by channel.
 *
 * @throws {@link UsageError} if a part of it is wrong; the message names the part.
 */
export function parseRateLimit(text: string): RateLimits {
  if (text.trim() === "off") return "off"
  const limits: { -readonly [Name in (typeof CHANNELS)[number]]?: number } = {}
  for (const part of text.split(",")) {
    const [name = "", value, ...others] = part.split("=").map((piece) => piece.trim())
    const channel = CHANNELS.find((known) => known === name)
    if (value === undefined || others.length > 0) throw wrong(part, "it is not of the form NAME=NUMBER")
    if (channel === undefined) throw wrong(part, `there is no channel "${name}", only ${CHANNELS.join(", ")}`)
    if (limits[channel] !== undefined) throw wrong(part, `${channel} is given twice`)
    if (!/^\d+(\.\d+)?$/.test(value) || Number(value) === 0) {
      throw wrong(part, `"${value}" is not a number above 0`)
    }
    limits[channel] = Number(value)
  }
  return limits
}

function wrong(part: string, reason: string): UsageError {
  return new UsageError(`--rate-limit: in "${part.trim()}", ${reason}. Write for example ${EXAMPLE}.`)
}
