import { CLIENT_KEYS } from "../access/api-key.ts"
import { type Answer, apiAnswer, okAnswer } from "../answers/answer.ts"
import { failureAnswer } from "../answers/failure-answer.ts"
import { mismatchAnswer } from "../answers/mismatch-answer.ts"
import type { Call } from "../calls/call.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import { allowsNew } from "../checks/allows-new.ts"
import { EventSchemaCheck, isDisallowed } from "../checks/event-schema-check.ts"
import { HELD_EVENTS } from "../inspection/held-event.ts"
import { EVENT_RECORD } from "../inspection/record-kind.ts"
import {
  EVENT_MEMBERS,
  type EventRecord,
  MISSING_EVENT_USER,
  badIdAnswer,
  eventWriteOf,
} from "../records/event-record.ts"
import { logApplied } from "../records/log-applied.ts"
import { hasNoId } from "../records/user-record.ts"
import { writeEvent } from "../records/write-event.ts"
import { randomHex } from "../seeded-random.ts"

/** Stores an event of a user that exists. */
export const eventsTrack: EndpointDefinition<"events/track"> = {
  name: "events/track",
  method: "POST",
  path: "events/track",
  keys: CLIENT_KEYS,
  rateLimit: { perSecond: 2000 },
  body: EVENT_MEMBERS,
  records: "single",
  applies: EVENT_RECORD,
  holds: [HELD_EVENTS],
  answer: (call) => {
    const event = call.json as unknown as EventRecord
    if (hasNoId(event)) return apiAnswer(400, "BadParams", MISSING_EVENT_USER)
    const badId = badIdAnswer(call.project, event)
    if (badId !== null) return badId
    if (isDisallowed(call.project, event.eventName)) {
      return apiAnswer(200, "Success", `Event ${event.eventName} is disallowed from tracking`)
    }
    return tracked(call, event)
  },
}

function tracked(call: Call, event: EventRecord): Answer {
  const { project, receivedAtMs } = call
  const fields = event.dataFields ?? {}
  const check = new EventSchemaCheck(project)
  check.of(event.eventName).check(fields, allowsNew(project, event.createNewFields))
  const refused = check.limitAnswer() ?? mismatchAnswer(project, check.all())
  if (refused !== null) return refused
  check.commit()
  const id = event.id ?? randomHex(project.random, 30)
  const wanted = { ...eventWriteOf(event, check.of(event.eventName).keep(fields)), id }
  const result = writeEvent(project, wanted, receivedAtMs)
  if ("failure" in result) return failureAnswer(project, result.failure)
  if ("event" in result) {
    logApplied(call, event, { userNumber: result.user.number, subjectNumber: result.event.number })
  }
  if (project.options.behavior.responseShape === "sparse-2017") return okAnswer()
  return apiAnswer(200, "Success", `Event with id: ${id} tracked.`, { id })
}
