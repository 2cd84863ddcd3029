import type { JsonWriter } from "../../json/json-writer.ts"
import { writeDataFields } from "../../json/write-data-fields.ts"
import type { UserProfile } from "../../resources/user-profile.ts"

const CLOSING = 0x7d

/** Writes a user; `within` is put before the names of its fields in messages. */
export function writeUser(writer: JsonWriter, user: UserProfile, within: string): void {
  const { email, userId } = user
  if (email !== undefined) {
    writer.ascii('{"email":')
    writer.text(email)
  }
  if (userId !== undefined) {
    writer.ascii(email === undefined ? '{"userId":' : ',"userId":')
    writer.text(userId)
  }
  if (user.dataFields !== undefined) {
    writer.ascii(',"dataFields":')
    writeDataFields(writer, user.dataFields, `${within}dataFields`)
  }
  if (user.preferUserId) writer.ascii(',"preferUserId":true')
  if (user.mergeNestedObjects) writer.ascii(',"mergeNestedObjects":true')
  writer.mark(CLOSING)
}
