import { scrubError } from "../platform/secret/scrub-value.ts"
import { secretScrubber } from "../platform/secret/secret-scrubber.ts"

/** What a function gives; what it throws holds no API key, which somebody may have put into any option. */
export function withoutKey<Result>(options: { readonly apiKey?: unknown }, make: () => Result): Result {
  try {
    return make()
  } catch (error) {
    const { apiKey } = (options as { readonly apiKey?: unknown } | null | undefined) ?? {}
    throw typeof apiKey === "string" ? scrubError(error, secretScrubber(apiKey.trim())) : error
  }
}
