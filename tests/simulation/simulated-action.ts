import type { Scenario, SimulatedRecord } from "./scenario.ts"

/** The kinds of actions that a simulation has, with the short names of the endpoints that they go through. */
export const CHANNEL_OF = {
  "update-user-profile": "users",
  "track-custom-event": "events",
  "track-purchase": "purchases",
} as const
export type SimulatedKind = keyof typeof CHANNEL_OF
export type Channel = (typeof CHANNEL_OF)[SimulatedKind]

/** What the map function makes of a record, written down apart from the library: what the truth is held against. */
export interface SimulatedAction {
  readonly seq: number
  readonly kind: SimulatedKind
  readonly channel: Channel
  readonly record: SimulatedRecord
  readonly dataFields: Readonly<Record<string, unknown>>
  /** What it writes into the profile of its user; undefined: nothing. */
  readonly profileFields: Readonly<Record<string, unknown>> | undefined
  /** Whether it changes the email by which its user is found. */
  readonly isRename: boolean
  /** The identifiers that name its user: two actions that share one concern one user, and keep their order. */
  readonly identifiers: readonly string[]
  /** Whether sending it twice does no more than sending it once. */
  readonly isIdempotent: boolean
}

/** The name of a field that only one record writes, so that a merged update shows what it is made of. */
const ROW = /^row(\d+)$/

/** All that an import of the scenario is to do, in order. */
export function actionsOf(scenario: Scenario): SimulatedAction[] {
  return scenario.records.flatMap((record) => actionsOfRecord(scenario, record))
}

/** What a record is to do. */
export function actionsOfRecord(scenario: Scenario, record: SimulatedRecord): SimulatedAction[] {
  const of = (kind: SimulatedKind): SimulatedAction => actionOf(scenario, record, kind)
  switch (record.kind) {
    case "user":
      return [of("update-user-profile")]
    case "event":
      return [of("track-custom-event")]
    case "purchase":
      return [of("track-purchase")]
    case "user-and-event":
      return [of("update-user-profile"), of("track-custom-event")]
    case "nothing":
    case "throws":
      return []
  }
}

function actionOf(scenario: Scenario, record: SimulatedRecord, kind: SimulatedKind): SimulatedAction {
  const { buyerFields, email, fields, id, newEmail, seq, userId } = record
  const isUser = kind === "update-user-profile"
  const profileFields = isUser && scenario.mergeUpdates ? { ...fields, [`row${seq}`]: true } : fields
  const isNamedAnew = isUser && newEmail !== undefined
  return {
    seq,
    kind,
    channel: CHANNEL_OF[kind],
    record,
    dataFields: isNamedAnew ? { ...profileFields, email: newEmail } : profileFields,
    profileFields: isUser ? profileFields : kind === "track-purchase" ? buyerFields : undefined,
    isRename: isNamedAnew && newEmail !== email,
    identifiers: [
      ...(email === undefined ? [] : [`email ${email.toLowerCase()}`]),
      ...(userId === undefined ? [] : [`userId ${userId}`]),
      ...(isNamedAnew && newEmail !== email ? [`email ${newEmail}`] : []),
    ],
    isIdempotent: isUser || scenario.ids === "derive" || id !== undefined,
  }
}

/** The numbers of the records that a user, an event or a purchase in a request stands for, in order. */
export function seqsIn(dataFields: Readonly<Record<string, unknown>>): readonly number[] {
  const rows = Object.keys(dataFields).flatMap((name) => ROW.exec(name)?.[1] ?? [])
  if (rows.length === 0) return [Number(dataFields["seq"])]
  return rows.map(Number).toSorted((one, other) => one - other)
}

/** An action of a record, as a key. */
export const actionKey = (channel: Channel, seq: number): string => `${channel} ${seq}`

export const eventNameOf = ({ seq }: SimulatedRecord): string => `event-${seq % 4}`

export const ITEMS = [{ id: "mug", name: "Mug", price: 0, quantity: 1 }] as const

/** How long a request is that carries nothing else. */
export function bytesAlone({ channel, dataFields, isIdempotent, record }: SimulatedAction): number {
  const {
    buyerFields,
    email,
    id = isIdempotent ? "x".repeat(32) : undefined,
    mergeNestedObjects,
    userId,
  } = record
  const user = { email, userId }
  const nested = mergeNestedObjects ? { mergeNestedObjects } : {}
  const bodies = {
    users: { users: [{ ...user, dataFields, ...nested }] },
    events: { events: [{ ...user, eventName: eventNameOf(record), dataFields, id }] },
    purchases: { user: { ...user, dataFields: buyerFields }, items: ITEMS, total: 0, dataFields, id },
  }
  return Buffer.byteLength(JSON.stringify(bodies[channel]))
}
