import type { LedgerCounts } from "../../../src/accounting/ledger/ledger-snapshot.ts"
import { activitiesOf } from "./story-actions.ts"
import { corrected } from "./story-file.ts"
import type { Lived } from "./live.ts"
import type { StoryRecord } from "./story.ts"

/** What must hold once a story is over, whatever happened in it; gives what does not. */
export function storyViolations(lived: Lived): string[] {
  return [
    ...livesEndAsTheyMay(lived),
    ...nothingIsDoubled(lived),
    ...countsAddUp(lived),
    ...actionsAddUp(lived),
    ...importedIsThere(lived),
    ...correctedIsThere(lived),
    ...usersAreInOrder(lived),
    ...leftOutForAReason(lived),
    ...lived.lost,
    ...lived.faults,
  ]
}

/** The last life of each part is left alone, and comes to its end; the others end as they are made to. */
function livesEndAsTheyMay({ ends, journal, retryEnds }: Lived): string[] {
  const wrong: string[] = []
  for (const [index, end] of ends.entries()) {
    if (end.kind === "failed") wrong.push(`life ${index + 1} failed: ${end.message}`)
    if (end.kind === "stopped" && end.code !== "ABORTED")
      wrong.push(`life ${index + 1} stopped: ${end.code} ${end.message}`)
  }
  if (journal?.state !== "finished") wrong.push("the import never came to its end")
  for (const [index, end] of retryEnds.entries()) {
    // Without ids, what may have been applied is not run again.
    if (end.kind === "failed" && !end.message.startsWith("Left out"))
      wrong.push(`retry ${index + 1} failed: ${end.message}`)
    if (end.kind === "stopped" && end.code !== "ABORTED")
      wrong.push(`retry ${index + 1} stopped: ${end.code} ${end.message}`)
  }
  return wrong
}

/** No event and no purchase is held twice, under whatever ids. */
function nothingIsDoubled({ sandbox, story }: Lived): string[] {
  const wrong: string[] = []
  for (const [what, all] of [
    ["event", sandbox.events()],
    ["purchase", sandbox.purchases()],
  ] as const) {
    const seen = new Set<string>()
    for (const one of all) {
      // Without ids, what was sent to a mistyped address stays there.
      const key = `${keyOf(one.dataFields)}${story.ids === "none" ? ` of ${String(one.email)}` : ""}`
      if (seen.has(key)) wrong.push(`${what} ${key} is held twice`)
      seen.add(key)
    }
  }
  return wrong
}

/** The journal counts each record once, and the lists name those that failed and no others. */
function countsAddUp({ journal, listed, story }: Lived): string[] {
  if (journal === undefined) return ["there is no journal"]
  const counts = journal.counts as LedgerCounts
  const { imported, rejected, skipped, unknown } = counts
  const wrong: string[] = []
  if (imported + rejected + skipped + unknown !== story.records.length)
    wrong.push(
      `${imported} imported, ${rejected} rejected, ${skipped} skipped and ${unknown} unknown are not ${story.records.length}`,
    )
  const failed = rejected + unknown
  if (listed.ndjson.length !== failed)
    wrong.push(`${listed.ndjson.length} lines in rejects.ndjson, and ${failed} failed`)
  if (new Set(listed.ndjson).size !== listed.ndjson.length)
    wrong.push("a record stands twice in rejects.ndjson")
  const isRemoved = listed.csv.length === 0 && story.retries.some(({ removes }) => removes === "csv")
  if (story.format === "csv" && !isRemoved && inText(listed.csv) !== inText(listed.ndjson))
    wrong.push(`rejects.csv names ${listed.csv.join()}, rejects.ndjson ${listed.ndjson.join()}`)
  return wrong
}

/** Where nothing has failed in the end, each action is counted once, and as accepted. */
function actionsAddUp({ journal, listed, story }: Lived): string[] {
  const { actions } = (journal?.counts ?? {}) as Partial<LedgerCounts>
  if (actions === undefined || listed.ndjson.length > 0) return []
  const due = story.records.map(activitiesOf)
  const guests = story.records.filter(({ guest, kind }) => guest !== "" && kind === "user-and-events").length
  const most = {
    users: due.reduce((sum, { profiles }) => sum + profiles, guests),
    events: due.reduce((sum, { events }) => sum + events, 0),
    purchases: due.reduce((sum, { purchases }) => sum + purchases, 0),
  }
  return (["users", "events", "purchases"] as const).flatMap((channel) => {
    const { accepted, rejected, unknown } = actions[channel]
    const least = channel === "users" ? most.users - guests : most[channel]
    // Without ids, what was sent to a mistyped address stays there, and counts; so does what was accepted, and is no longer in a list.
    const mayBeMore = story.ids === "none" || story.retries.some(({ removes }) => removes === "ndjson")
    const isRight = accepted >= least && (accepted <= most[channel] || mayBeMore)
    return isRight && rejected === 0 && unknown === 0
      ? []
      : [
          `of ${most[channel]} ${channel}, ${accepted} count as accepted, ${rejected} as rejected, ${unknown} as unknown`,
        ]
  })
}

/** Of a record that is imported all is there, as it was corrected last; of one that was skipped nothing is. */
function importedIsThere({ corrected: numbers, edited, listed, sandbox, story }: Lived): string[] {
  const wrong: string[] = []
  const events = new Map(Array.from(sandbox.events(), (event) => [keyOf(event.dataFields), event]))
  const purchases = new Map(
    Array.from(sandbox.purchases(), (purchase) => [keyOf(purchase.dataFields), purchase]),
  )
  const failed = new Set(listed.ndjson)
  for (const record of story.records) {
    const { seq } = record
    if (failed.has(seq)) continue
    const expected = numbers.has(seq) ? corrected(record) : record
    const due = activitiesOf(record)
    const values = new Set<unknown>([record.value, expected.value, edited.get(seq)])
    for (let n = 0; n < due.events; n += 1) {
      const event = events.get(`${seq}/${n}`)
      if (event === undefined) wrong.push(`event ${n} of record ${seq} is lost`)
      else if (!values.has(event.dataFields["value"]))
        wrong.push(`event ${n} of record ${seq} says ${String(event.dataFields["value"])}`)
    }
    if (due.purchases > 0 && !purchases.has(`${seq}/0`)) wrong.push(`the purchase of record ${seq} is lost`)
    if (due.updates === 0) continue
    const held = [...new Set([record.email, expected.email])].flatMap(
      (email) => sandbox.user({ email })?.dataFields[`row${seq}`] ?? [],
    )
    if (held.length === 0) wrong.push(`the update of record ${seq} is lost`)
    else if (!held.every((value) => values.has(value)))
      wrong.push(`the update of record ${seq} says ${JSON.stringify(held)}`)
  }
  return wrong
}

/** Where a part of a record that is imported was applied as it was corrected, all of it was, for whom it is about now. */
function correctedIsThere({ corrected: numbers, listed, sandbox, story }: Lived): string[] {
  const failed = new Set(listed.ndjson)
  const said = new Set<unknown>()
  for (const all of [sandbox.events(), sandbox.purchases()])
    for (const { dataFields } of all) said.add(`${String(dataFields["seq"])} ${String(dataFields["value"])}`)
  return story.records.flatMap((record) => {
    const { guest, seq } = record
    const { email, value } = corrected(record)
    if (failed.has(seq) || !numbers.has(seq) || !said.has(`${seq} ${value}`)) return []
    if (activitiesOf(record).updates === 0) return []
    const held = sandbox.user({ email })?.dataFields[`row${seq}`]
    const ofGuest = sandbox.user({ email: guest })?.dataFields[`guest${seq}`]
    const isOwed = guest !== "" && record.kind === "user-and-events"
    return [
      ...(held === value ? [] : [`${email} has ${String(held)} of record ${seq}, which is corrected`]),
      ...(!isOwed || ofGuest === value ? [] : [`the guest of record ${seq} has ${String(ofGuest)}`]),
    ]
  })
}

/**
 * Each user has what the last of its records says that was applied: each leaves a field of its own. What a killed run had applied may be refused
 * when another version of the map function sends it again: then earlier records, which are sent again too, say the last word.
 */
function usersAreInOrder({ listed, sandbox, story }: Lived): string[] {
  if (story.retries.some(({ overwritesNewer }) => overwritesNewer === true)) return []
  const changesMap = new Set(story.lives.map(({ map }) => map)).size > 1
  const failed = new Set(listed.ndjson)
  return [...new Set(story.records.flatMap(emailsOf))].flatMap((email) => {
    const held = sandbox.user({ email })?.dataFields["last"]
    const applied = appliedTo(email, sandbox)
    const last = applied.at(-1)
    if (held === last) return []
    if (changesMap && held === applied.findLast((seq) => !failed.has(seq))) return []
    return [`${email} has what record ${String(held)} says, and record ${String(last)} is the last`]
  })
}

/** The numbers of the records that were applied to a user, in their order. */
function appliedTo(email: string, sandbox: Lived["sandbox"]): readonly number[] {
  return Object.keys(sandbox.user({ email })?.dataFields ?? {})
    .flatMap((name) => (/^row\d+$/.test(name) ? [Number(name.slice("row".length))] : []))
    .toSorted((one, other) => one - other)
}

/** What is left out since it would overwrite a newer value would do so; and where the source is there, it is always told. */
function leftOutForAReason({ codes, listed, retryEnds, sandbox, story, unknown }: Lived): string[] {
  return [...codes].flatMap(([number, code]) => {
    if (code !== "overwrites-newer" && code !== "may-overwrite-newer") return []
    const own = story.records[number - 1]
    const emails = own === undefined ? [] : emailsOf(own)
    // Of whom an unknown record is that the map function now fails on, nobody can tell.
    const isMeant = (one: StoryRecord): boolean =>
      emailsOf(one).some((email) => emails.includes(email)) || code === "may-overwrite-newer"
    const mayBeApplied = story.records.filter((one) => isMeant(one) && unknown.has(one.seq))
    // What a retry that was cut off had under way is in doubt for the next one, until that has run it again.
    if (code === "may-overwrite-newer" && retryEnds.at(-2)?.kind !== "finished") return []
    const rejects = new Set(listed.ndjson)
    const isUntold = story.losesSource && code === "may-overwrite-newer"
    if (isUntold && story.records.some(({ seq }) => seq > number && !rejects.has(seq))) return []
    // A row alone does not say whether anything of its record was accepted.
    if (story.retries.at(-1)?.removes === "ndjson") return []
    const newer = [
      ...emails.flatMap((email) => appliedTo(email, sandbox)),
      ...mayBeApplied.map(({ seq }) => seq),
    ]
    return newer.some((seq) => seq > number) ? [] : [`record ${number} is left out, and none is newer`]
  })
}

const inText = (numbers: readonly number[]): string => numbers.toSorted((one, other) => one - other).join()

/** As it was written, and as it is corrected. */
const emailsOf = ({ email, rightEmail }: StoryRecord): readonly string[] => [...new Set([email, rightEmail])]

function keyOf(fields: Readonly<Record<string, unknown>>): string {
  return `${String(fields["seq"])}/${String(fields["n"])}`
}
