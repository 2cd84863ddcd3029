import type { HeldEvent, HeldPurchase, HeldUser } from "../../src/sandbox/index.ts"
import type { ActionAccount, FaultOf } from "./account.ts"
import { wasLiedAbout } from "./account.ts"
import { peopleIn } from "./deserved-rejects.ts"
import { areOrdered } from "./order.ts"
import type { Simulation } from "./simulate.ts"
import { ITEMS, eventNameOf } from "./simulated-action.ts"
import type { SimulatedAction } from "./simulated-action.ts"
import { grouped } from "../kit/grouped.ts"

type Fields = Readonly<Record<string, unknown>>

/** Each user is, field by field, as if its accepted records had been applied in the order of the source; events and purchases are as sent. */
export function finalStateIsRight(
  accounts: readonly ActionAccount[],
  { sandbox }: Pick<Simulation, "sandbox">,
  faultOf: FaultOf,
): string[] {
  const updates = accounts.filter(({ action }) => action.profileFields !== undefined)
  const writesOf = grouped(
    updates.flatMap((account) =>
      [...new Set(account.appliedTo.map(({ userNumber }) => userNumber))].map((userNumber) => ({
        account,
        userNumber,
      })),
    ),
    ({ userNumber }) => userNumber,
  )
  const wrong: string[] = []
  for (const user of sandbox.users()) {
    const writes = (writesOf.get(user.number) ?? []).map(({ account }) => account)
    // Of what is unknown nobody promised whether it is there.
    if (writes.some((one) => one.outcome?.kind !== "accepted" || wasLiedAbout(one, faultOf))) continue
    wrong.push(...fieldsAreRight(user, writes))
  }
  wrong.push(...namesAreRight(accounts, new Map(Array.from(sandbox.users(), (user) => [user.number, user]))))
  const accountOf = new Map(
    accounts.map((account) => [`${account.action.channel} ${account.action.seq}`, account]),
  )
  for (const [channel, all] of [
    ["events", sandbox.events()],
    ["purchases", sandbox.purchases()],
  ] as const) {
    for (const held of all) {
      const account = accountOf.get(`${channel} ${String(held.dataFields["seq"])}`)
      if (account === undefined)
        wrong.push(`one of the ${channel} is held that nobody sent: ${JSON.stringify(held)}`)
      else wrong.push(...activityIsRight(held, account))
    }
  }
  return wrong
}

function fieldsAreRight({ dataFields, number }: HeldUser, writes: readonly ActionAccount[]): string[] {
  const isOrdered = writes.every((one, index) => {
    const next = writes[index + 1]
    return next === undefined || areOrdered(one.action, next.action)
  })
  if (isOrdered) {
    let expected: Fields = {}
    for (const { action } of writes) expected = written(expected, profileOf(action), mergesDeep(action))
    if (inText(expected) === inText(dataFields)) return []
    return [`user ${number} is ${inText(dataFields)}, should be ${inText(expected)}`]
  }
  const names = new Set([
    ...writes.flatMap(({ action }) => Object.keys(profileOf(action))),
    ...Object.keys(dataFields),
  ])
  return [...names].flatMap((name) => {
    const writers = writes.filter(({ action }) => Object.hasOwn(profileOf(action), name))
    if (writers.some(({ action }) => mergesDeep(action) && name === "address")) return []
    // Whoever names the user by other identifiers only may come before or after.
    const last = writers.filter(
      (one, index) => !writers.slice(index + 1).some((later) => comesBefore(one, later, writes)),
    )
    const allowed = last.map(({ action }) => JSON.stringify(withoutNull(profileOf(action)[name])))
    const held = JSON.stringify(dataFields[name])
    return allowed.includes(held)
      ? []
      : [`user ${number} has ${name} = ${held}, should be ${allowed.join(" or ")}`]
  })
}

const profileOf = ({ profileFields = {} }: SimulatedAction): Fields => profileFields
const mergesDeep = ({ channel, record }: SimulatedAction): boolean =>
  channel === "users" && record.mergeNestedObjects

/** Whether one action must come before another, since they share an identifier or others between them do. */
function comesBefore(one: ActionAccount, later: ActionAccount, all: readonly ActionAccount[]): boolean {
  const reached = [one]
  for (const next of all.slice(all.indexOf(one) + 1, all.indexOf(later) + 1))
    if (reached.some((before) => areOrdered(before.action, next.action))) reached.push(next)
  return reached.includes(later) && reached.length > 1
}

/** Fields over fields, as the documentation of Iterable has it. */
function written(stored: Fields, incoming: Fields, isDeep: boolean): Fields {
  const fields = new Map(Object.entries(stored))
  for (const [name, value] of Object.entries(incoming)) {
    const before = fields.get(name)
    if (value === null) fields.delete(name)
    else if (isDeep && isFields(value) && isFields(before)) fields.set(name, written(before, value, true))
    else fields.set(name, value)
  }
  return Object.fromEntries(fields)
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const withoutNull = (value: unknown): unknown => (value === null ? undefined : value)

/** The same text for the same fields, in whatever order they stand. */
function inText(fields: Fields): string {
  return JSON.stringify(fields, (_, value: unknown) =>
    isFields(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  )
}

/** Who was written to has the identifiers that the record gave. */
function namesAreRight(accounts: readonly ActionAccount[], users: ReadonlyMap<number, HeldUser>): string[] {
  const people = peopleIn(accounts)
  return accounts.flatMap(({ action, appliedTo, name }) => {
    const { email, userId } = action.record
    if (people.get(action.identifiers[0] ?? "")?.isRenamed === true) return []
    return appliedTo.flatMap(({ userNumber }) => {
      const user = users.get(userNumber)
      const hasEmail = email === undefined || user?.email === email.toLowerCase()
      const hasUserId = userId === undefined || user?.userId === userId
      // An event may name a user by more than Iterable knows of it.
      const isKnown = (email !== undefined && hasEmail) || (userId !== undefined && hasUserId)
      const isRight = action.channel === "events" ? isKnown : hasEmail && hasUserId
      return isRight ? [] : [`${name} went to ${user?.email} ${user?.userId}`]
    })
  })
}

function activityIsRight(held: HeldEvent | HeldPurchase, { action, name }: ActionAccount): string[] {
  const wrong: string[] = []
  if (JSON.stringify(held.dataFields) !== JSON.stringify(action.dataFields))
    wrong.push(`${name} is held with other fields than sent`)
  const { id } = action.record
  if (id !== undefined && held.id !== id) wrong.push(`${name} is held under the id ${held.id}, not ${id}`)
  if (id === undefined && action.isIdempotent && !/^[0-9a-f]{32}$/.test(held.id ?? ""))
    wrong.push(`${name} is held under the id ${held.id}`)
  if ("eventName" in held ? held.eventName !== eventNameOf(action.record) : held.total !== 0)
    wrong.push(`${name} is held under another name or total`)
  if ("items" in held && JSON.stringify(held.items) !== JSON.stringify(ITEMS))
    wrong.push(`${name} has other items`)
  if (held.campaignId !== null || held.templateId !== null) wrong.push(`${name} is held for a campaign`)
  return wrong
}
