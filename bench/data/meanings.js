// What the records mean to Iterable: the same plain fields for all who send them, so that only the sending differs.

/** @param {Record<string, string>} row */
export function userOf(row) {
  return {
    email: row.email,
    userId: row.id,
    dataFields: {
      firstName: row.first_name,
      lastName: row.last_name,
      lifetimeValue: Number(row.lifetime_value),
      signupDate: row.signup_date,
      city: row.city,
      optedIn: row.opted_in === "true",
    },
  }
}

/** @param {ReturnType<typeof import("./records.js").eventLine>} line */
export function eventOf(line) {
  return {
    email: line.email,
    eventName: line.event_name,
    id: line.id,
    createdAt: line.created_at,
    dataFields: line.data,
  }
}

/** @param {ReturnType<typeof import("./records.js").purchaseLine>} line */
export function purchaseOf(line) {
  return {
    user: { email: line.email },
    items: line.items,
    total: line.total,
    id: line.id,
    createdAt: line.created_at,
    dataFields: line.data,
  }
}
