/**
 * Paths of Iterable's API that look like one with a parameter and are not: nobody's email is `getSentMessages`. They
 * are here whether the sandbox serves them or not.
 *
 * Source: Iterable's API documentation.
 */
export const FIXED_PATHS: readonly string[] = [
  "events/inAppConsume",
  "events/track",
  "events/trackBulk",
  "events/trackInAppClick",
  "events/trackInAppClose",
  "events/trackInAppDelivery",
  "events/trackInAppOpen",
  "events/trackPushOpen",
  "events/trackWebPushClick",
  "users/bulkUpdate",
  "users/bulkUpdateSubscriptions",
  "users/byUserId",
  "users/disableDevice",
  "users/forget",
  "users/forgotten",
  "users/forgottenUserIds",
  "users/getByEmail",
  "users/getFields",
  "users/getSentMessages",
  "users/merge",
  "users/registerBrowserToken",
  "users/registerDeviceToken",
  "users/unforget",
  "users/update",
  "users/updateEmail",
  "users/updateSubscriptions",
]
