import { UsageError } from "../../../errors.ts"

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/**
 * The URL of a server, without a slash at its end.
 *
 * @throws {@link UsageError} if it is none, or would carry the key over the network in clear text.
 */
export function serverUrl(baseUrl: unknown): string {
  const url = URL.parse(String(baseUrl))
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`baseUrl is ${JSON.stringify(String(baseUrl))}; it must be an http or https URL.`)
  }
  if (url.username + url.password + url.search + url.hash !== "") {
    throw new UsageError(
      `baseUrl on ${url.host} holds a user name, a password, a query or a fragment; give the address alone.`,
    )
  }
  if (url.protocol === "http:" && !LOOPBACK.test(url.hostname)) {
    throw new UsageError(`baseUrl is ${url.origin}; without https the API key would travel in clear text.`)
  }
  return url.origin + url.pathname.replace(/\/+$/, "")
}
