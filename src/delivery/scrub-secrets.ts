const KEY_HEADER = /(api[-_]?key["']?\s*[,:=]\s*["']?)[^\s,;"')\]}]+/gi
const BEARER = /(bearer\s+)[^\s,;"')\]}]+/gi

/**
 * A text without the API key and without whatever else stands where a key would.
 *
 * Old BadJsonBody messages echo all headers of the request. Source: recorded answers of 2017 to 2022.
 */
export function scrubSecrets(text: string, apiKey: string): string {
  const withoutKey = apiKey === "" ? text : text.replaceAll(apiKey, "[removed]")
  return withoutKey.replaceAll(KEY_HEADER, "$1[removed]").replaceAll(BEARER, "$1[removed]")
}
