import type { Endpoint } from "../endpoints/endpoint.ts"
import { ALL_KINDS } from "./all-kinds.ts"

/** As many endpoints as an example needs. */
const ENDPOINTS_SHOWN = 3
/** Any rate will do where no limit is published. */
const RATE_WITHOUT_LIMIT = 200

/** A value of `--rate-limit`, as help and messages show it. */
export const RATE_LIMIT_EXAMPLE: string = (ALL_KINDS.endpoints as readonly Endpoint[])
  .slice(0, ENDPOINTS_SHOWN)
  .map(({ name, requestsPerSecond = RATE_WITHOUT_LIMIT }) => `${name}=${requestsPerSecond}`)
  .join(",")
