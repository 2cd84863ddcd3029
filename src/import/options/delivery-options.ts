import { MAX_BODY_BYTES } from "../../endpoints/endpoint.ts"
import { RATE_LIMIT_EXAMPLE } from "../../kinds/rate-limit-example.ts"
import { DATA_CENTERS } from "../../endpoints/data-center.ts"
import type { Region } from "../../endpoints/data-center.ts"
import type { IdPolicy } from "../../batches/encode-placed.ts"
import type { RateLimits } from "../../delivery/iterable-importer.ts"
import { checkedWhereUsed } from "./checks/check.ts"
import { oneOf, trueOrFalse } from "./checks/one-of.ts"
import { checkRateLimits } from "./checks/rate-limits.ts"
import { checkRateShare } from "./checks/rate-share.ts"
import { serverUrl } from "./checks/server-url.ts"
import { wholeNumberFrom } from "./checks/whole-number-from.ts"
import type { LibraryOptions } from "./declared-option.ts"
import { parseDuration } from "./typed/parse-duration.ts"
import { parseRateLimit } from "./typed/parse-rate-limit.ts"
import { parseRateShare } from "./typed/parse-rate-share.ts"

/** How an import reaches Iterable. */
export interface DeliveryOptions {
  /** A server-side API key. A dry run needs none; with one, it says if a real run would be refused because of the key. */
  readonly apiKey?: string | undefined
  /**
   * The project's data center.
   *
   * @defaultValue `"us"`
   */
  readonly region?: Region | undefined
  /** A server to use instead of the data center's, for example a sandbox. Plain `http:` is accepted for this machine only. */
  readonly baseUrl?: string | URL | undefined
  /** Do everything except send; the summary counts what would have been sent. */
  readonly dryRun?: boolean | undefined
  /**
   * Requests per second by channel, or `"off"`.
   *
   * @defaultValue Iterable's documented limits, or rates known to be safe; if there is neither, the import searches for the rate
   */
  readonly rateLimits?: RateLimits | undefined
  /**
   * The share of the documented limits to use, above 0 and up to 1: 0.5 leaves half of them to other senders of the project.
   *
   * @defaultValue 1
   */
  readonly rateShare?: number | undefined
  /**
   * The most actions in a request. Requests start with 1,000, and grow while they succeed: without a rate limit, to 3,000
   * at most.
   *
   * @defaultValue 20,000
   */
  readonly maxRecordsPerRequest?: number | undefined
  /**
   * The largest request body, in bytes. A record that does not fit is rejected.
   *
   * @defaultValue 3,900,000, safely under Iterable's limit of 4 MB
   */
  readonly maxBytesPerRequest?: number | undefined
  /**
   * Whether to merge waiting updates of one user into one if the result is exactly the same.
   *
   * @defaultValue true
   */
  readonly mergeUpdates?: boolean | undefined
  /**
   * How long to wait for the answer to a request.
   *
   * @defaultValue 60,000
   */
  readonly requestTimeoutMs?: number | undefined
  /**
   * The import stops after this long without one good answer, within two seconds. Time with nothing to send does not count. A request that
   * has no answer by then is given up, even if its own time limit is longer.
   *
   * @defaultValue 600,000 (ten minutes); 60,000 (one minute) if the server was never reached, as its address is probably wrong
   */
  readonly maxOutageMs?: number | undefined
  /**
   * How events and purchases without an id get one. `"derive"`: from the source, the record's number, and its content before it was mapped,
   * so that a retry or a second run duplicates nothing. A function: it makes the ids. `"none"`: they get no ids; what may have been applied
   * ends as unknown, and `retryRejects` does not run it again.
   *
   * @defaultValue `"derive"`
   */
  readonly ids?: IdPolicy | undefined
}

type Defaulted =
  | "ids"
  | "maxBytesPerRequest"
  | "maxRecordsPerRequest"
  | "rateShare"
  | "region"
  | "requestTimeoutMs"

/** The declarations of {@link DeliveryOptions}, in the order of `--help`. */
export const DELIVERY_OPTIONS: LibraryOptions<DeliveryOptions, Defaulted> = {
  dryRun: {
    check: trueOrFalse,
    flag: {
      syntax: "--dry-run",
      commands: ["run", "retry"],
      help: "do everything except send; no key needed",
    },
  },
  apiKey: {
    check: checkedWhereUsed,
    typedAs: "the API key",
    flag: {
      syntax: "--api-key-env <NAME>",
      commands: ["run", "retry"],
      help: "environment variable that holds the API key",
      defaultText: "ITERABLE_API_KEY",
      isReadByCommand: true,
      isKeptForRetry: true,
    },
  },
  region: {
    check: oneOf(Object.keys(DATA_CENTERS), `one of ${Object.keys(DATA_CENTERS).join(", ")}`),
    default: "us",
    flag: {
      syntax: "--region <REGION>",
      commands: ["run", "retry"],
      help: "data center of the project: us or eu",
      choices: Object.keys(DATA_CENTERS),
      ignoresCase: true,
      isKeptForRetry: true,
    },
  },
  baseUrl: {
    check: (value) => void serverUrl(value),
    flag: {
      syntax: "--base-url <URL>",
      commands: ["run", "retry"],
      help: "send to another server, for example to a running sandbox",
      isKeptForRetry: true,
    },
  },
  rateLimits: {
    check: checkRateLimits,
    flag: {
      syntax: "--rate-limit <LIMITS>",
      commands: ["run", "retry"],
      help: `requests per second, such as ${RATE_LIMIT_EXAMPLE}, or off`,
      defaultText: "Iterable's documented limits",
      read: parseRateLimit,
      isKeptForRetry: true,
    },
  },
  rateShare: {
    check: checkRateShare,
    default: 1,
    flag: {
      syntax: "--rate-share <SHARE>",
      commands: ["run", "retry"],
      help: "share of the documented limits to use, such as 50%; the rest is left to other senders",
      defaultText: "100%",
      read: parseRateShare,
      isKeptForRetry: true,
    },
  },
  maxOutageMs: {
    check: wholeNumberFrom(1),
    flag: {
      syntax: "--max-outage <TIME>",
      commands: ["run", "retry"],
      help: "stop after this long without one good answer, such as 2min or 1h",
      defaultText: "10min, or 1min if the server was never reached",
      read: parseDuration,
      isKeptForRetry: true,
    },
  },
  maxRecordsPerRequest: { check: wholeNumberFrom(1), default: 20_000 },
  maxBytesPerRequest: { check: wholeNumberFrom(1_000), default: MAX_BODY_BYTES },
  mergeUpdates: { check: trueOrFalse },
  requestTimeoutMs: { check: wholeNumberFrom(1), default: 60_000 },
  ids: { check: checkedWhereUsed, default: "derive" },
}
