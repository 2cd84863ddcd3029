import { eventOf, purchaseOf, userOf } from "./meanings.js"
import { USER_COLUMNS, eventLine, purchaseLine, userRow } from "./records.js"

/**
 * What there is to import: how a record stands in its file, and how in the body of a request.
 *
 * @typedef {object} Kind
 * @property {string} extension of the file's name
 * @property {string} header what the file begins with
 * @property {(number: number) => string} line a record with its line end
 * @property {number} lineBytesAtMost how long a line is at most, on average; for the disk space
 * @property {string} path the endpoint
 * @property {(number: number) => object} entry the record as the endpoint takes it
 * @property {{ opening: string, closing: string } | undefined} envelope what stands around the entries of a body; undefined
 *   where a request carries one entry and nothing else
 */

/** @type {Record<"users" | "events" | "purchases", Kind>} */
export const KINDS = {
  users: {
    extension: "csv",
    header: `${USER_COLUMNS.join(",")}\n`,
    line: (number) => `${Object.values(userRow(number)).map(csvField).join(",")}\n`,
    lineBytesAtMost: 120,
    path: "/api/users/bulkUpdate",
    entry: (number) => userOf(userRow(number)),
    envelope: { opening: '{"users":[', closing: "]}" },
  },
  events: {
    extension: "ndjson",
    header: "",
    line: (number) => `${JSON.stringify(eventLine(number))}\n`,
    lineBytesAtMost: 200,
    path: "/api/events/trackBulk",
    entry: (number) => eventOf(eventLine(number)),
    envelope: { opening: '{"events":[', closing: "]}" },
  },
  purchases: {
    extension: "ndjson",
    header: "",
    line: (number) => `${JSON.stringify(purchaseLine(number))}\n`,
    lineBytesAtMost: 400,
    path: "/api/commerce/trackPurchase",
    entry: (number) => purchaseOf(purchaseLine(number)),
    envelope: undefined,
  },
}

/** @param {string} text */
function csvField(text) {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
