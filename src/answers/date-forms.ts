/**
 * How dates may be written in data fields, for messages.
 *
 * Source: support article 208183076.
 */
export const DATE_FORMS =
  "2026-03-01, 2026-03-01 10:20:30, 2026-03-01 10:20:30 +00:00 or 2026-03-01T10:20:30.000Z"
