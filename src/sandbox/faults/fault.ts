/**
 * Something that goes wrong with one request.
 *
 * - `status`: an answer of this status; a 500 has Iterable's JSON with `code` (`GenericError`, `DatabaseError`), others
 *   a gateway's HTML page, unless `body` says otherwise.
 * - `rate-limited`: a 429 whatever the bucket holds; the request is never applied.
 * - `reset`: the connection is reset without an answer. `silent`: no answer ever.
 * - `html-200`: status 200 with an HTML page.
 * - `delay`: the right answer, later. `slow-body`: the right answer, dripping.
 * - `truncated`: the right answer breaks off. `broken-json`: half of its JSON, well delivered.
 * - `gzip`: the right answer, compressed.
 * - `unlisted-failures`: the last `records` of a bulk request are not applied, counted in `failCount`, listed nowhere.
 * - `miscount`: all is applied as answered but the counts of a bulk answer are off.
 * - `stranger`: a bulk answer names an id as failed that was not in the request, and counts it.
 * - `misplaced-pointer`: a bulk request with a certain record, one with the data field `field` or with the email or userId `id`,
 *   is refused with `BadJsonBody`, which points at `member` of the record after it.
 * - `blocked-record`: a request with such a record gets the 403 page of a firewall, or one of another `status`.
 * - `disable-key`: from now on the key of the request is disabled.
 * - `schema-limit`: from now on no new user or event field fits.
 * - `invalid-list-id`: the list of the request is taken for unknown. Without `endpoint`, its rule counts and hits only
 *   requests to `lists/subscribe` and `lists/unsubscribe`.
 */
export type Fault =
  | {
      readonly kind: "status"
      readonly status: number
      readonly code?: string
      readonly body?: "json" | "html" | "text" | "empty"
    }
  | { readonly kind: "rate-limited"; readonly resetSeconds?: number }
  | { readonly kind: "reset" }
  | { readonly kind: "silent" }
  | { readonly kind: "html-200" }
  | { readonly kind: "delay"; readonly delayMs: number }
  | { readonly kind: "slow-body"; readonly chunkBytes: number; readonly chunkIntervalMs: number }
  | {
      readonly kind: "truncated"
      readonly sentBytes?: number
      readonly ending?: "close" | "reset" | "stall"
    }
  | { readonly kind: "broken-json" }
  | { readonly kind: "gzip" }
  | { readonly kind: "unlisted-failures"; readonly records: number }
  | { readonly kind: "miscount"; readonly successDelta: number; readonly failDelta: number }
  | { readonly kind: "stranger"; readonly email: string }
  | {
      readonly kind: "misplaced-pointer"
      readonly field?: string
      readonly id?: string
      readonly member: string
    }
  | {
      readonly kind: "blocked-record"
      readonly field?: string
      readonly id?: string
      readonly status?: number
    }
  | { readonly kind: "disable-key" }
  | { readonly kind: "schema-limit" }
  | { readonly kind: "invalid-list-id" }
