import { UsageError } from "../../errors.ts"
import type { DeliveryOptions } from "./delivery-options.ts"

/**
 * The key, checked for what could never be one.
 *
 * @throws {@link UsageError} if it is missing where it is needed, or could be none; the message never shows it.
 */
export function apiKeyFrom({ apiKey, dryRun }: DeliveryOptions): string {
  if (dryRun === true) return apiKey?.trim() ?? ""
  if (typeof apiKey !== "string" || apiKey.trim() === "") {
    throw new UsageError("apiKey is missing: give a key of the kind Server-side, or set dryRun.")
  }
  const key = apiKey.trim()
  if (/[^\x21-\x7e]/.test(key))
    throw new UsageError("apiKey holds characters that no key has, such as a blank or a line break.")
  return key
}
