import { describe, expect, it } from "vitest"
import { proxyFromEnv } from "./proxy-from-env.ts"

const API = "https://api.iterable.com"
const P = "http://proxy.example:3128"
const url = (server: string, env: Record<string, string>): string | undefined => {
  const choice = proxyFromEnv(server, env)
  return choice.kind === "proxy" ? choice.proxy.url : choice.kind
}

describe("proxyFromEnv()", () => {
  it.each<[Record<string, string>, string]>([
    [{}, "none"],
    [{ HTTPS_PROXY: P }, P],
    [{ https_proxy: P }, P],
    [{ https_proxy: P, HTTPS_PROXY: "http://other.example" }, P],
    [{ HTTP_PROXY: P }, P],
    [{ HTTPS_PROXY: "", HTTP_PROXY: P }, P],
    [{ HTTPS_PROXY: "proxy.example:3128" }, P],
    [{ HTTPS_PROXY: " https://proxy.example/ " }, "https://proxy.example"],
    [{ HTTPS_PROXY: P, NO_PROXY: "*" }, "none"],
    [{ HTTPS_PROXY: P, NO_PROXY: "api.iterable.com" }, "none"],
    [{ HTTPS_PROXY: P, no_proxy: "a.example, .ITERABLE.com" }, "none"],
    [{ HTTPS_PROXY: P, NO_PROXY: "*.iterable.com:443" }, "none"],
    [{ HTTPS_PROXY: P, NO_PROXY: "iterable.com:8443" }, P],
    [{ HTTPS_PROXY: P, NO_PROXY: "terable.com,api.iterable.co" }, P],
    [{ HTTPS_PROXY: P, no_proxy: "", NO_PROXY: "*" }, P],
  ])("%j: %s", (env, expected) => {
    expect(url(API, env)).toBe(expected)
  })

  it.each([
    "http://localhost:1",
    "https://localhost",
    "https://LOCALHOST.",
    "https://a.localhost",
    "https://127.0.0.1",
    "https://127.9.8.7:1",
    "http://[::1]:1",
    "https://[::ffff:127.0.0.1]",
    "https://2130706433",
  ])("%s is this machine, which no proxy leads to", (server) => {
    expect(url(server, { HTTPS_PROXY: P, HTTP_PROXY: P, https_proxy: P, http_proxy: P })).toBe("none")
  })

  it.each([
    "ftp://proxy.example",
    "socks5://proxy.example",
    "http://",
    "http://proxy.example:99999",
    "http://%zz:s3cret@p",
  ])("%s is no proxy, and only the variable is told", (address) => {
    expect(proxyFromEnv(API, { HTTPS_PROXY: address })).toEqual({
      kind: "malformed",
      variable: "HTTPS_PROXY",
    })
  })

  it("keeps credentials apart", () => {
    const authorization = `Basic ${Buffer.from("ada:p@ss").toString("base64")}`
    expect(proxyFromEnv(API, { HTTPS_PROXY: "http://ada:p%40ss@proxy.example:3128" })).toEqual({
      kind: "proxy",
      proxy: { host: "proxy.example:3128", url: P, authorization },
    })
  })
})
