const KEPT_BY_ITERABLE = "is kept by Iterable itself"
const SUBSCRIPTIONS = "replaces what is stored of the user's subscriptions, and logs no event"
const LISTS = "replaces the lists that the user is on, and logs no event (SubscribeToList adds to them)"
const PUSH = "holds where push messages go, which only apps register"

/**
 * What fields of users do that have these names.
 *
 * Source: Iterable support, "User Profile Fields Used by Iterable" (article 217744303); Iterable's Swagger file, users/bulkUpdate.
 */
export const RESERVED_FIELDS: ReadonlyMap<string, string> = new Map([
  ["email", "sets the user's email: another one than the user's changes whom it is"],
  ["userId", "sets the user's userId: another one than the user's changes whom it is"],
  ["signupDate", "replaces the day when Iterable first knew the user"],
  ["signupSource", KEPT_BY_ITERABLE],
  ["profileUpdatedAt", KEPT_BY_ITERABLE],
  ["itblInternal", KEPT_BY_ITERABLE],
  ["itblUserId", KEPT_BY_ITERABLE],
  ["itblDS", KEPT_BY_ITERABLE],
  ["emailListIds", LISTS],
  ["userListIds", LISTS],
  ["subscribedMessageTypeIds", SUBSCRIPTIONS],
  ["unsubscribedMessageTypeIds", SUBSCRIPTIONS],
  ["unsubscribedChannelIds", SUBSCRIPTIONS],
  ["phoneNumber", "is where text messages go, and must be written as +4915112345678 (E.164)"],
  ["phoneNumberDetails", KEPT_BY_ITERABLE],
  ["devices", PUSH],
  ["browserTokens", PUSH],
  ["shoppingCartItems", "is the user's cart, which a purchase empties"],
  ["ip", "lets Iterable fill in city, region, country and timeZone"],
  ["locale", "chooses the language of messages"],
  ["timeZone", "decides when messages arrive that are sent by local time"],
])
