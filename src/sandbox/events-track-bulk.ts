import { type Answer, apiAnswer, jsonAnswer } from "./answer.ts"
import { badJsonBodyAnswer } from "./bad-json-body-answer.ts"
import { batchTooLargeAnswer } from "./batch-too-large-answer.ts"
import { BulkTally } from "./bulk-tally.ts"
import type { Call, Outcome } from "./call.ts"
import type { DataFields } from "./data-fields.ts"
import { EVENT_MEMBERS, type EventRecord, eventWriteOf, isEventId } from "./event-record.ts"
import { EventSchemaCheck, isDisallowed } from "./event-schema-check.ts"
import { mismatchAnswer } from "./mismatch-answer.ts"
import { allowsNew } from "./allows-new.ts"
import { hasNoId } from "./user-record.ts"
import { type Member, type Violation, fits, violationsOf } from "./violation.ts"
import { writeEvent } from "./write-event.ts"

const BODY_MEMBERS: readonly Member[] = [{ name: "events", kind: "array", required: true }]
const NO_FIELDS: DataFields = {}

/** What Iterable says to an event that names no user, as recorded. */
export const MISSING_EVENT_USER = "Either email or userId must be specified in a track call"

/** Answers `POST /api/events/trackBulk`. */
export function eventsTrackBulk(call: Call): Outcome {
  const { json, project } = call
  const events = Array.isArray(json["events"]) ? (json["events"] as readonly EventRecord[]) : []
  const answer = refusal(call, events)
  if (answer !== null) return { answer, records: events.length }
  const check = new EventSchemaCheck(project)
  for (const event of events) {
    if (isDisallowed(project, event.eventName)) continue
    check.of(event.eventName).check(event.dataFields ?? NO_FIELDS, allowsNew(project, event.createNewFields))
  }
  const refused = check.limitAnswer() ?? mismatchAnswer(project, check.all())
  if (refused !== null) return { answer: refused, records: events.length }
  check.commit()
  return { answer: write(call, events, check), records: events.length }
}

function refusal(call: Call, events: readonly EventRecord[]): Answer | null {
  const { options } = call.project
  if (events.length > options.maxRecordsPerRequest) {
    return batchTooLargeAnswer(events.length, options.maxRecordsPerRequest)
  }
  const violations: Violation[] = [...violationsOf(call.json, BODY_MEMBERS, "obj")]
  for (const [index, event] of events.entries()) {
    if (!fits(event, EVENT_MEMBERS))
      violations.push(...violationsOf(event, EVENT_MEMBERS, `obj.events[${index}]`))
  }
  if (violations.length > 0) return badJsonBodyAnswer(call, violations)
  if (options.behavior.missingIdInBulk === "refuse" && events.some(hasNoId)) {
    return apiAnswer(400, "BadParams", MISSING_EVENT_USER)
  }
  return events.map((event) => badIdAnswer(call, event)).find((answer) => answer !== null) ?? null
}

/** Refuses an event with an id that is not allowed, where that is set. */
export function badIdAnswer(call: Call, event: EventRecord): Answer | null {
  const id = event.id ?? null
  if (id === null || call.project.options.behavior.badEventId === "accept" || isEventId(id)) return null
  return apiAnswer(400, "BadParams", `Invalid event id: ${id}`)
}

function write(call: Call, events: readonly EventRecord[], check: EventSchemaCheck): Answer {
  const { project, receivedAtMs, requestNumber } = call
  const { behavior, traceField } = project.options
  const tally = new BulkTally(behavior)
  const kept = events.length - call.lostRecords
  for (const [recordIndex, event] of events.entries()) {
    const fields = event.dataFields ?? NO_FIELDS
    if (isDisallowed(project, event.eventName)) {
      tally.disallow(event.eventName)
      continue
    }
    if (recordIndex >= kept || hasNoId(event)) {
      tally.failUnlisted()
      continue
    }
    const wanted = eventWriteOf(event, check.of(event.eventName).keep(fields))
    const result = writeEvent(project, wanted, receivedAtMs)
    if ("failure" in result) {
      tally.fail(result.failure)
      continue
    }
    tally.succeed(null)
    if ("dropped" in result) continue
    const trace = traceField === undefined ? undefined : fields[traceField]
    const [userNumber, subjectNumber] = [result.user.number, result.event.number]
    project.applied.add({ kind: "event", requestNumber, recordIndex, userNumber, subjectNumber, trace })
  }
  return jsonAnswer(tally.eventBody(check.effect()))
}
