import type { CalledPath } from "./call.ts"
import type { EndpointDefinition } from "./endpoint-definition.ts"
import { FIXED_PATHS } from "./fixed-paths.ts"

const API_PREFIX = "/api/"
const ANYTHING = /^[^/]+$/

/** The endpoint that a request is for, with what its path says. */
export interface Route extends CalledPath {
  readonly endpoint: EndpointDefinition
}

/** An endpoint whose path has parameters. */
interface OpenPath {
  readonly endpoint: EndpointDefinition
  readonly segments: readonly Segment[]
}

type Segment = { readonly text: string } | { readonly parameter: string; readonly pattern: RegExp }

/** Finds the endpoints of requests. */
export class Router {
  readonly endpoints: readonly EndpointDefinition[]
  readonly names: ReadonlySet<string>
  readonly #byName: ReadonlyMap<string, EndpointDefinition>
  /** The endpoints without parameters, by method and path. */
  readonly #fixed: ReadonlyMap<string, EndpointDefinition>
  /** The paths without parameters, of whatever method. */
  readonly #fixedPaths: ReadonlySet<string>
  /** The endpoints with parameters, those with fixed segments first. */
  readonly #open: readonly OpenPath[]

  /** @throws TypeError if two endpoints have the same name, or the same method and path. */
  constructor(endpoints: readonly EndpointDefinition[]) {
    this.endpoints = endpoints
    this.#byName = unique(endpoints, ({ name }) => name)
    this.names = new Set(this.#byName.keys())
    unique(endpoints, ({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, "{}")}`)
    const fixed = endpoints.filter(({ path }) => !path.includes("{"))
    this.#fixed = new Map(fixed.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint]))
    this.#fixedPaths = new Set([...FIXED_PATHS, ...fixed.map(({ path }) => path)])
    this.#open = endpoints
      .filter(({ path }) => path.includes("{"))
      .map((endpoint) => ({ endpoint, segments: segmentsOf(endpoint) }))
      .toSorted(bySegments)
  }

  /** @throws TypeError if there is no endpoint of this name. */
  byName(name: string): EndpointDefinition {
    const endpoint = this.#byName.get(name)
    if (endpoint === undefined) throw new TypeError(`The sandbox has no endpoint of the name ${name}.`)
    return endpoint
  }

  /** Finds the endpoint for a method and a path with query, or `null` where Iterable has no such route here. */
  match(method: string, pathWithQuery: string): Route | null {
    const mark = pathWithQuery.indexOf("?")
    const path = mark < 0 ? pathWithQuery : pathWithQuery.slice(0, mark)
    if (!path.startsWith(API_PREFIX)) return null
    const query = new URLSearchParams(mark < 0 ? "" : pathWithQuery.slice(mark + 1))
    const called = path.slice(API_PREFIX.length)
    const fixed = this.#fixed.get(`${method} ${called}`)
    if (fixed !== undefined) return { endpoint: fixed, path, parameters: {}, query }
    if (this.#fixedPaths.has(called)) return null
    const texts = called.split("/")
    for (const { endpoint, segments } of this.#open) {
      const parameters = endpoint.method === method ? parametersOf(segments, texts) : null
      if (parameters !== null) return { endpoint, path, parameters, query }
    }
    return null
  }
}

function unique(
  endpoints: readonly EndpointDefinition[],
  keyOf: (endpoint: EndpointDefinition) => string,
): ReadonlyMap<string, EndpointDefinition> {
  const byKey = new Map<string, EndpointDefinition>()
  for (const endpoint of endpoints) {
    const key = keyOf(endpoint)
    if (byKey.has(key)) throw new TypeError(`Cannot set up the sandbox: it would have ${key} twice.`)
    byKey.set(key, endpoint)
  }
  return byKey
}

function segmentsOf({ path, parameterPatterns = {} }: EndpointDefinition): readonly Segment[] {
  return path.split("/").map((text) => {
    const parameter = /^\{(\w+)\}$/.exec(text)?.[1]
    return parameter === undefined
      ? { text }
      : { parameter, pattern: parameterPatterns[parameter] ?? ANYTHING }
  })
}

/** Puts paths in the order in which they are tried: at the first difference, a fixed segment comes before a parameter. */
function bySegments(one: OpenPath, other: OpenPath): number {
  return rankOf(one) < rankOf(other) ? -1 : 1
}

function rankOf({ segments }: OpenPath): string {
  return segments.map((segment) => ("text" in segment ? "0" : "1")).join("")
}

/** The parameters of a path that has these segments, or `null` where it has others. */
function parametersOf(
  segments: readonly Segment[],
  texts: readonly string[],
): Readonly<Record<string, string>> | null {
  if (segments.length !== texts.length) return null
  const parameters: Record<string, string> = {}
  for (const [index, segment] of segments.entries()) {
    const text = texts[index] ?? ""
    if ("text" in segment) {
      if (segment.text !== text) return null
    } else if (ANYTHING.test(text) && segment.pattern.test(text)) {
      parameters[segment.parameter] = decoded(text)
    } else {
      return null
    }
  }
  return parameters
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
