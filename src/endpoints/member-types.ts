/** The types of members that users, events and the like have. Source: Iterable's Swagger file, `OptionalApiUser` and `TrackRequest`. */
export const MEMBER_TYPES: ReadonlyMap<string, string> = new Map([
  ["email", "string"],
  ["userId", "string"],
  ["eventName", "string"],
  ["id", "string"],
  ["createdAt", "number"],
  ["campaignId", "number"],
  ["templateId", "number"],
  ["preferUserId", "boolean"],
  ["mergeNestedObjects", "boolean"],
  ["createNewFields", "boolean"],
  ["dataFields", "object"],
])
