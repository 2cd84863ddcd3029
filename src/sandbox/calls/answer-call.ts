import type { Answer } from "../answers/answer.ts"
import { badJsonBodyAnswer, invalidJsonAnswer } from "../answers/bad-json-body-answer.ts"
import { batchTooLargeAnswer, oversizeAnswer } from "../answers/batch-too-large-answer.ts"
import { type Member, fits, violationsOf } from "../checks/violation.ts"
import { misplacedPointerAnswer } from "../faults/misplaced-pointer-answer.ts"
import { isObject } from "../project/data-fields.ts"
import type { Call } from "./call.ts"
import type { EndpointDefinition } from "./endpoint-definition.ts"
import { parseJson, readText } from "./read-text.ts"
import { countRecords, recordsIn } from "./records-in.ts"

/** A call whose body has not been read yet. */
export type UnreadCall = Omit<Call, "text" | "json" | "records">

/** An answer, with the number of records that the request held; 0 where it was refused before they were counted. */
export interface Outcome {
  readonly answer: Answer
  readonly records: number
}

/** Answers a request whose key may call and whose rate is not too high: checks its body, then asks its endpoint. */
export function answerCall(endpoint: EndpointDefinition, unread: UnreadCall): Outcome {
  const { body: members } = endpoint
  const bodiless: Call = { ...unread, text: "", json: {}, records: [] }
  if (members === null)
    return { answer: endpoint.answer(bodiless), records: countRecords(endpoint, bodiless) }
  const { maxBodyBytes, behavior } = unread.project.options
  const bodyBytes = unread.request.bodyBytes ?? unread.request.body.length
  if (bodyBytes > maxBodyBytes) {
    return { answer: oversizeAnswer(behavior.oversizeReply, bodyBytes, maxBodyBytes), records: 0 }
  }
  const text = readText(unread.request, unread.project.options)
  const json = text === null ? undefined : parseJson(text)
  const described: Call = { ...bodiless, text: text ?? "" }
  if (json === undefined) return { answer: invalidJsonAnswer(described), records: 0 }
  if (!isObject(json)) {
    return { answer: badJsonBodyAnswer(described, [{ path: "obj", expected: "object" }]), records: 0 }
  }
  const call: Call = { ...described, json, records: recordsIn(endpoint, json) }
  const misplaced = misplacedPointerAnswer(endpoint, call)
  if (misplaced !== null) return { answer: misplaced, records: 0 }
  const answer = envelopeAnswer(call, members) ?? endpoint.answer(call)
  return { answer, records: countRecords(endpoint, call) }
}

/** Refuses a body with too many records, or with members of wrong JSON types anywhere. */
function envelopeAnswer(call: Call, members: readonly Member[]): Answer | null {
  const { maxRecordsPerRequest } = call.project.options
  if (call.records.length > maxRecordsPerRequest)
    return batchTooLargeAnswer(call.records.length, maxRecordsPerRequest)
  return fits(call.json, members) ? null : badJsonBodyAnswer(call, violationsOf(call.json, members, "obj"))
}
