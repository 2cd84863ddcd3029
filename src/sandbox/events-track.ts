import { type Answer, apiAnswer, okAnswer } from "./answer.ts"
import { badJsonBodyAnswer } from "./bad-json-body-answer.ts"
import type { Call, Outcome } from "./call.ts"
import { EVENT_MEMBERS, type EventRecord, eventWriteOf } from "./event-record.ts"
import { EventSchemaCheck, isDisallowed } from "./event-schema-check.ts"
import { MISSING_EVENT_USER, badIdAnswer } from "./events-track-bulk.ts"
import { mismatchAnswer } from "./mismatch-answer.ts"
import { randomHex } from "./seeded-random.ts"
import { allowsNew } from "./allows-new.ts"
import { failureAnswer } from "./failure-answer.ts"
import { hasNoId } from "./user-record.ts"
import { violationsOf } from "./violation.ts"
import { writeEvent } from "./write-event.ts"

/** Answers `POST /api/events/track`. */
export function eventsTrack(call: Call): Outcome {
  const violations = violationsOf(call.json, EVENT_MEMBERS, "obj")
  const answer =
    violations.length > 0
      ? badJsonBodyAnswer(call, violations)
      : track(call, call.json as unknown as EventRecord)
  return { answer, records: 1 }
}

function track(call: Call, event: EventRecord): Answer {
  const { project, receivedAtMs, requestNumber } = call
  if (hasNoId(event)) return apiAnswer(400, "BadParams", MISSING_EVENT_USER)
  const badId = badIdAnswer(call, event)
  if (badId !== null) return badId
  if (isDisallowed(project, event.eventName)) {
    return apiAnswer(200, "Success", `Event ${event.eventName} is disallowed from tracking`)
  }
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
    const { traceField } = project.options
    project.applied.add({
      kind: "event",
      requestNumber,
      recordIndex: 0,
      userNumber: result.user.number,
      subjectNumber: result.event.number,
      trace: traceField === undefined ? undefined : fields[traceField],
    })
  }
  if (project.options.behavior.responseShape === "sparse-2017") return okAnswer()
  return apiAnswer(200, "Success", `Event with id: ${id} tracked.`, { id })
}
