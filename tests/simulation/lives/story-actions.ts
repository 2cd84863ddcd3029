import { TrackCustomEvent, TrackPurchase, UpdateUserProfile } from "../../../src/index.ts"
import type { ImportAction } from "../../../src/index.ts"
import type { MapVersion, StoryRecord } from "./story.ts"

/** A record as it is read. */
export type ReadRecord = Readonly<Record<string, unknown>>

/** The map function of a story, in one of its versions. It asks the clock, and uses one object again for each record. */
export function storyMap(
  version: MapVersion,
  now: () => number,
): (record: ReadRecord) => ImportAction | ImportAction[] | undefined {
  // One for all records, as people write it who come from other languages.
  const address: Record<string, unknown> = {}
  const again = new UpdateUserProfile({ email: "nobody@example.com" })
  return (read) => {
    const record = read as unknown as Omit<StoryRecord, "seq"> & { readonly seq: string | number }
    const { at, bad, email, guest, kind, value } = record
    const seq = Number(record.seq)
    if (kind === "nothing" || version === 0) return undefined
    if (bad === "throws" && version === 1) throw new Error("this record cannot be mapped")
    const createdAt = at === "" ? new Date(now()) : new Date(Number(at))
    const score = bad === "type" && version === 1 ? "high" : 1
    // Of some records, Iterable refuses an event, and takes the update.
    const isInEvent = kind === "user-and-events" && seq % 2 === 1
    address["line"] = value
    const user = (): ImportAction => {
      const dataFields = { score: isInEvent ? 1 : score, last: seq, [`row${seq}`]: value, address }
      if (seq % 3 !== 0) return new UpdateUserProfile({ email, dataFields })
      Object.assign(again.user, { email, dataFields })
      return again
    }
    const event = (n: number, fields: object = {}): ImportAction =>
      new TrackCustomEvent({
        email,
        eventName: `event ${seq % 2}`,
        createdAt,
        dataFields: { seq, n, value, ...fields },
      })
    const purchase = (): ImportAction =>
      new TrackPurchase({
        user: { email, dataFields: { last: seq, [`row${seq}`]: value } },
        items: [{ id: "mug", name: "Mug", price: 2, quantity: 1 }],
        total: 2,
        createdAt,
        dataFields: { seq, n: 0, value, score },
      })
    switch (kind) {
      case "user":
        return user()
      case "event":
        return event(0, { score })
      case "purchase":
        return purchase()
      case "user-and-events": {
        const guests =
          guest === ""
            ? []
            : [new UpdateUserProfile({ email: guest, dataFields: { [`guest${seq}`]: value } })]
        const second = event(1, isInEvent ? { score } : {})
        // A version of the map function may say the same in another order.
        return version === 1 ? [...guests, event(0), user(), second] : [...guests, user(), event(0), second]
      }
    }
  }
}

/** How many events, purchases and updates a record comes to. */
export function activitiesOf({ kind }: StoryRecord): {
  readonly events: number
  readonly purchases: number
  /** What writes fields of the user: of profiles, or with a purchase. */
  readonly updates: number
  readonly profiles: number
} {
  return {
    events: kind === "event" ? 1 : kind === "user-and-events" ? 2 : 0,
    purchases: kind === "purchase" ? 1 : 0,
    updates: kind === "user" || kind === "purchase" || kind === "user-and-events" ? 1 : 0,
    profiles: kind === "user" || kind === "user-and-events" ? 1 : 0,
  }
}
