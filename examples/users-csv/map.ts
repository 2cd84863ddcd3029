import { UpdateUserProfile, UserProfile } from "iterable-data-import"
import type { ImportAction, SourceDataRecord } from "iterable-data-import"

/** One row of users.csv: a customer of a shop. Columns of the file become fields of the user's profile. */
export default function mapCustomer(record: SourceDataRecord): ImportAction | undefined {
  // Colleagues who try things out: nothing is returned, so the row is skipped.
  if (record.email?.endsWith("@test.example.com") === true) return undefined

  return new UpdateUserProfile(
    new UserProfile({
      email: record.email,
      userId: record.customer_id,
      dataFields: {
        firstName: record.first_name,
        lastName: record.last_name,
        country: record.country,
        city: record.city,
        signupDate: `${record.signup_date} 00:00:00 +00:00`,
        lifetimeValue: numberIn(record, "lifetime_value"),
        orders: numberIn(record, "orders"),
        isSubscribed: record.newsletter === "yes",
        tags: record.tags === "" ? [] : record.tags?.split("|"),
      },
    }),
  )
}

/** What is thrown here rejects the row, and nothing else. */
function numberIn(record: SourceDataRecord, column: string): number {
  const text = record[column] ?? ""
  const value = Number(text)
  if (text === "" || Number.isNaN(value)) throw new Error(`${column} is "${text}", which is not a number`)
  return value
}
