import { SERVER_KEYS } from "../access/api-key.ts"
import { type Answer, apiAnswer, jsonAnswer } from "../answers/answer.ts"
import { mismatchAnswer } from "../answers/mismatch-answer.ts"
import type { Call } from "../calls/call.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import { allowsNew } from "../checks/allows-new.ts"
import { EventSchemaCheck, isDisallowed } from "../checks/event-schema-check.ts"
import { HELD_EVENTS } from "../inspection/held-event.ts"
import { EVENT_RECORD } from "../inspection/record-kind.ts"
import type { DataFields } from "../project/data-fields.ts"
import { applyRecords } from "../records/apply-records.ts"
import { BulkTally } from "../records/bulk-tally.ts"
import {
  EVENT_MEMBERS,
  type EventRecord,
  MISSING_EVENT_USER,
  badIdAnswer,
  eventWriteOf,
} from "../records/event-record.ts"
import { hasNoId } from "../records/user-record.ts"
import { writeEvent } from "../records/write-event.ts"

const NO_FIELDS: DataFields = {}

/** Stores events of users that exist. */
export const eventsTrackBulk: EndpointDefinition<"events/trackBulk"> = {
  name: "events/trackBulk",
  method: "POST",
  path: "events/trackBulk",
  keys: SERVER_KEYS,
  rateLimit: { perSecond: 10 },
  body: [{ name: "events", kind: "array", required: true, members: EVENT_MEMBERS }],
  records: { in: "events" },
  applies: EVENT_RECORD,
  holds: [HELD_EVENTS],
  answer: (call) => {
    const events = call.records as readonly EventRecord[]
    return refusal(call, events) ?? tracked(call, events)
  },
}

function refusal({ project }: Call, events: readonly EventRecord[]): Answer | null {
  if (project.options.behavior.missingIdInBulk === "refuse" && events.some(hasNoId)) {
    return apiAnswer(400, "BadParams", MISSING_EVENT_USER)
  }
  for (const event of events) {
    const answer = badIdAnswer(project, event)
    if (answer !== null) return answer
  }
  return null
}

function tracked(call: Call, events: readonly EventRecord[]): Answer {
  const { project } = call
  const check = new EventSchemaCheck(project)
  for (const event of events) {
    if (isDisallowed(project, event.eventName)) continue
    check.of(event.eventName).check(event.dataFields ?? NO_FIELDS, allowsNew(project, event.createNewFields))
  }
  const refused = check.limitAnswer() ?? mismatchAnswer(project, check.all())
  if (refused !== null) return refused
  check.commit()
  return jsonAnswer(written(call, events, check).eventBody(check.effect()))
}

function written(call: Call, events: readonly EventRecord[], check: EventSchemaCheck): BulkTally {
  const { project, receivedAtMs } = call
  const tally = new BulkTally(project.options.behavior, "events")
  applyRecords(call, events, {
    tally,
    settle: ({ eventName }) => {
      const isRefused = isDisallowed(project, eventName)
      if (isRefused) tally.disallow(eventName)
      return isRefused
    },
    apply: (event) => {
      const dataFields = check.of(event.eventName).keep(event.dataFields ?? NO_FIELDS)
      const result = writeEvent(project, eventWriteOf(event, dataFields), receivedAtMs)
      if ("failure" in result) return result
      if ("event" in result) return { user: result.user, subjectNumber: result.event.number }
      tally.drop()
      return "settled"
    },
  })
  return tally
}
