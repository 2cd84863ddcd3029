import { type Answer, apiAnswer, invalidEmailAnswer, jsonAnswer, textAnswer } from "../answers/answer.ts"
import type { Call } from "../calls/call.ts"
import type { DataFields } from "../project/data-fields.ts"
import { isEmailAddress } from "../checks/is-email-address.ts"
import type { FieldSchema } from "../project/field-schema.ts"
import { formatIterableDate } from "../checks/format-iterable-date.ts"
import { parseIterableDate } from "../checks/parse-iterable-date.ts"
import { versionAt } from "../project/keep-version.ts"
import type { StoredUser, UserVersion } from "../project/stored-user.ts"

/**
 * Answers a read of a user by email; an unknown one is `{}`.
 *
 * Source: recorded answers.
 */
export function readUserByEmail(call: Call, email: string): Answer {
  if (!isEmailAddress(email)) return invalidEmailAnswer(email)
  return userAnswer(call, call.project.users.byEmail.find(email.toLowerCase())) ?? jsonAnswer({})
}

/** Answers a read of a user by userId. */
export function readUserByUserId(call: Call, userId: string): Answer {
  return userAnswer(call, call.project.users.byUserId.find(userId)) ?? unknownUserId(call, userId)
}

function unknownUserId(call: Call, userId: string): Answer {
  const msg = "No user with that id exists!"
  const reply = call.project.options.behavior.unknownUserIdReply
  if (reply === "text-400") return textAnswer(400, msg)
  const body = {
    error: "NotFound",
    message: msg,
    code: "error.users.noUserWithIdExists",
    data: { args: [userId] },
  }
  return { ...jsonAnswer(body), status: reply === "error-404" ? 404 : 500 }
}

function userAnswer(call: Call, user: StoredUser | null): Answer | null {
  if (user === null) return null
  const version = versionAt(user, call.receivedAtMs - call.project.options.visibilityDelayMs)
  if (version === null) return null
  const dataFields = shownFields(user, version, call.project.userSchema)
  const { email, userId } = version
  if (email === null && userId === null) return apiAnswer(500, "DatabaseError", "User without id")
  return jsonAnswer({ user: { email: email ?? "", dataFields, ...(userId === null ? {} : { userId }) } })
}

/** The fields as Iterable shows them: its own mixed in, dates in one format. */
function shownFields(user: StoredUser, version: UserVersion, schema: FieldSchema): DataFields {
  const { email, userId } = version
  const createdAt = formatIterableDate(user.createdAtMs)
  const updatedAt = formatIterableDate(version.atMs)
  return {
    ...(email === null ? {} : { email }),
    ...(userId === null ? {} : { userId }),
    ...(user.isSignupDateDeleted ? {} : { signupDate: createdAt }),
    ...withShownDates(version.dataFields, schema, ""),
    signupSource: "API",
    profileUpdatedAt: updatedAt,
    itblInternal: {
      documentUpdatedAt: updatedAt,
      ...(email === null ? {} : { emailDomain: email.slice(email.indexOf("@") + 1) }),
      documentCreatedAt: createdAt,
    },
  }
}

function withShownDates(fields: DataFields, schema: FieldSchema, prefix: string): DataFields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, shown(value, schema, prefix + key)]),
  )
}

function shown(value: unknown, schema: FieldSchema, path: string): unknown {
  if (Array.isArray(value)) return value.map((item) => shown(item, schema, path))
  if (typeof value === "object" && value !== null)
    return withShownDates(value as DataFields, schema, `${path}.`)
  if (typeof value !== "string" || schema.types.get(path) !== "date") return value
  const atMs = parseIterableDate(value, "accept")
  return atMs === null ? value : formatIterableDate(atMs)
}
